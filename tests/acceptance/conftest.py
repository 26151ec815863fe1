"""A year of the sample group, told once per file: each test looks at what the ones before the fixture left."""

import pytest
from django.db import transaction
from django.test import override_settings

from office.enums import Role
from tests.acceptance import demand as acts
from tests.acceptance import screens
from tests.factories.rulebooks import example_rulebook

ON_SCREEN = (acts.IRONWORKS, acts.PRODUCTION)


@pytest.fixture(scope="module", autouse=True)
def first_of_november():
    with override_settings(AS_OF_DATE="2026-11-01"):
        yield


@pytest.fixture(scope="module")
def lasting(django_db_setup, django_db_blocker):
    """A transaction around the tests of a file, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


class Group:
    """The sample group and the people who load its files, each with a browser of his or her own."""

    def __init__(self):
        example_rulebook()
        self.root = screens.signed_in(screens.first_account())
        screens.load_units(self.root)
        self.accounts, self.browsers = {}, {}
        self.grant("administrator", "秦朗", Role.GROUP_ADMINISTRATOR, "01")

    def grant(self, username, name, role, code):
        self.accounts[username] = screens.grant(self.root, username, name, role, code)
        self.browsers[username] = screens.signed_in(self.accounts[username])
        return self.browsers[username]

    @property
    def administrator(self):
        return self.browsers["administrator"]


@pytest.fixture(scope="module")
def empty_group(lasting):
    """Units and an administrator, nothing else."""
    return Group()


@pytest.fixture(scope="module")
def group(empty_group):
    """All six registers loaded on the screens."""
    empty_group.jobs = screens.load_registers(empty_group.administrator)
    return empty_group


# --- Its demand survey -----------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def asked(group):
    acts.staff(group)
    group.posts_before = screens.everything()
    group.survey = acts.prepare(group.browsers["hr"])
    return group


@pytest.fixture(scope="module")
def answered(asked):
    """Two units on the screen; the subsidiaries load what their plants typed into Excel, and file the stamped copies."""
    survey = asked.survey
    for code in ON_SCREEN:
        answer = acts.answer_of(survey, code)
        acts.fill_on_screen(asked.browsers[f"filler-{code}"], answer)
        acts.sign(asked, answer)
    asked.jobs = [acts.load(asked.browsers[who], survey, codes) for who, codes in codes_by_account(survey).items()]
    for who, codes in codes_by_account(survey).items():
        for code in sorted(codes):
            acts.stamp(asked.browsers[who], acts.answer_of(survey, code))
    return asked


def codes_by_account(survey):
    """{who types for whom}: human resources of each subsidiary for its plants, the group's for the headquarters."""
    found = {}
    for code in survey.returns.exclude(unit__code__in=ON_SCREEN).values_list("unit__code", flat=True):
        found.setdefault("hr" if code.startswith("0101") else f"hr-{code[:4]}", set()).add(code)
    return found


@pytest.fixture(scope="module")
def consolidated(answered):
    survey, line = answered.survey, acts.line_of
    numbers = {
        "0102": [(line(survey, "010205", "0302"), 1, "三冷轧达产后再议")],
        "0106": [(line(survey, "010602", "1101", "一级专家"), 1, "平台运维由集团统一安排")],
    }
    both = (line(survey, "010402", "0402"), line(survey, "010404", "0402"))
    merged = {"0104": (both[0], 1, "两厂共用一名选矿首席", both[1])}
    answered.passed = [
        acts.consolidate(
            answered.browsers[f"hr-{code}"],
            survey,
            code,
            numbers=numbers.get(code, ()),
            merged=merged.get(code, ()),
        )
        for code in acts.SUBSIDIARIES
    ]
    return answered


@pytest.fixture(scope="module")
def published(consolidated):
    """Two lines by numbers of their own, everything else as consolidated; then closed and published."""
    survey, client = consolidated.survey, consolidated.administrator
    consolidated.decision = decision = acts.record_decision(client)
    refused = acts.line_of(survey, "010103", "07", "一级专家")
    fewer = acts.line_of(survey, "010601", "0602")
    one_each = {"how": "own", f"number_{refused.pk}": 0, f"number_{fewer.pk}": 1, "reason": "本年度职数从紧"}
    acts.decide(client, survey, f"selected={refused.pk}&selected={fewer.pk}", decision, **one_each)
    consolidated.outcome = acts.decide(client, survey, "all=1&state=open", decision, quota_reason="专业人员集中")
    hr = consolidated.browsers["hr"]
    acts.followed(hr.post(acts.url("survey_close", survey.pk)))
    hidden = dict(client.get(acts.url("survey_publish", survey.pk)).context["hidden_fields"])
    acts.followed(client.post(acts.url("survey_publish", survey.pk), hidden))
    survey.refresh_from_db()
    return consolidated
