"""All demand lines in sight as one list; what is decided shows nowhere before it is published."""

import re

import pytest
from django.urls import reverse

from office.enums import Role, UnitKind
from planning.enums import LineState, ReturnStatus, SurveyStatus
from planning.models import DemandLine
from planning.rules.numbers import can_read_decided
from planning.selectors.lines import with_what_is_told
from tests.factories import evaluations, office, posts
from tests.factories import planning as make

pytestmark = pytest.mark.django_db
ADDRESS = "planning:line_list"


@pytest.fixture
def group():
    return office.unit(name="集团")


@pytest.fixture
def subsidiary(group):
    return office.unit(group, kind=UnitKind.SUBSIDIARY)


@pytest.fixture
def plant(subsidiary):
    return office.unit(subsidiary, name="炼铁厂")


@pytest.fixture
def decided(group, plant):
    """A decided line of the group's survey, 7 seats, which is not published."""
    answer = make.answer(plant, make.survey(group), ReturnStatus.CONSOLIDATED)
    return make.decided(answer, 7, evaluations.decision(group), wanted=8, consolidated=8, decided_reason="机密理由")


@pytest.fixture
def reader(subsidiary):
    return office.hr(subsidiary)


def shown(client, user, query=""):
    client.force_login(user)
    answer = client.get(f"{reverse(ADDRESS)}?{query}")
    assert answer.status_code == 200
    return re.findall(r"<tr>(<td.*)</tr>", answer.content.decode())


def exported(client, user, query=""):
    client.force_login(user)
    columns = ["unit", "wanted", "decided", "decided_reason", "decision", "state"]
    data = {"format": "csv", "columns": columns}
    return client.post(f"{reverse(ADDRESS)}?{query}", data).getvalue().decode("utf-8-sig")


def test_who_holds_no_business_duty_has_no_lines(client, group):
    for user in (office.user(), office.user(Role.SYSTEM_ADMINISTRATOR, group)):
        client.force_login(user)
        assert client.get(reverse(ADDRESS)).status_code == 403


def test_a_row_leads_to_its_line(client, decided, reader):
    (row,) = shown(client, reader)
    assert decided.get_absolute_url() in row and "炼铁厂" in row


def test_lines_of_others_are_out_of_sight(client, decided, group):
    assert shown(client, office.hr(office.unit(group, kind=UnitKind.SUBSIDIARY))) == []


def test_what_is_decided_is_not_told_before_it_is_published(client, decided, reader, group):
    assert "机密理由" not in exported(client, reader)
    assert not re.search(r",7,", exported(client, reader))
    assert shown(client, reader, "state=decided") == []
    assert len(shown(client, reader, "state=consolidated")) == 1
    decider = office.user(Role.GROUP_ADMINISTRATOR, group)
    assert "机密理由" in exported(client, decider)
    assert len(shown(client, decider, "state=decided")) == 1
    type(decided.demand_return.survey).objects.update(status=SurveyStatus.PUBLISHED)
    assert "机密理由" in exported(client, reader)
    assert len(shown(client, reader, "state=decided")) == 1


def test_sorting_by_what_is_hidden_tells_nothing(client, decided, reader):
    lower = make.decided(decided.demand_return, 3, decided.decision)
    found = [
        [
            next(line.pk for line in (decided, lower) if line.get_absolute_url() in row)
            for row in shown(client, reader, f"sort={sort}")
        ]
        for sort in ("decided", "state")
    ]
    assert found == [[decided.pk, lower.pk]] * 2


@pytest.mark.parametrize("role", [Role.GROUP_ADMINISTRATOR, Role.HR, Role.LEADER, Role.INSPECTION])
@pytest.mark.parametrize("where", ["group", "subsidiary"])
@pytest.mark.parametrize("status", [SurveyStatus.CLOSED, SurveyStatus.PUBLISHED])
def test_the_condition_says_what_the_rule_says(decided, group, subsidiary, role, where, status):
    survey = decided.demand_return.survey
    type(survey).objects.update(status=status)
    survey.refresh_from_db()
    user = office.user(role, {"group": group, "subsidiary": subsidiary}[where])
    line = with_what_is_told(DemandLine.objects.all(), user).get()
    known = can_read_decided(user, survey)
    assert (line.told_decided, line.told_state) == ((7, LineState.DECIDED) if known else (None, LineState.CONSOLIDATED))


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"wanted": None}, LineState.OPEN),
        ({"wanted": 2}, LineState.ASKED),
        ({"wanted": 2, "consolidated": 2}, LineState.CONSOLIDATED),
    ],
)
def test_the_list_says_how_far_a_line_is_as_its_page_does(group, plant, facts, state):
    make.line(make.answer(plant, make.survey(group), ReturnStatus.SUBMITTED), **facts)
    line = with_what_is_told(DemandLine.objects.all(), office.user(Role.HR, group)).get()
    assert (line.told_state, line.state_for(told=False)) == (state, state)


def test_filters_leave_the_lines_they_name(client, group, plant, reader):
    whole = posts.discipline()
    answer = make.answer(plant, make.survey(group), ReturnStatus.SUBMITTED)
    more = make.line(answer, discipline=posts.discipline(whole), problem="炉缸侧壁温度高")
    less = make.line(answer, authorised=3, wanted=1, urgency="later", problem_kind="painful")
    same = make.line(answer, authorised=1, wanted=1)
    into = make.line(answer, consolidated=2)
    merged = make.line(answer, consolidated=1, consolidated_reason="并入", merged_into=into)
    expected = {
        f"discipline={whole.code}": [more],
        "q=侧壁": [more],
        "extra=less": [less],
        "urgency=later": [less],
        "problem_kind=painful": [less],
        "extra=none": [same],
        "state=merged": [merged],
        "state=consolidated": [into],
        "state=asked": [more, less, same],
        "status=submitted": [more, less, same, into, merged],
        "status=draft": [],
        f"unit={plant.code}&survey={answer.survey_id}&grade={more.grade_id}": [more, less, same, into, merged],
    }
    for query, lines in expected.items():
        rows = "".join(shown(client, reader, query))
        assert {line for line in (more, less, same, into, merged) if f'{line.get_absolute_url()}"' in rows} == set(
            lines
        ), query


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_line_and_for_three(
    client, group, plant, reader, count, django_assert_num_queries
):
    answer = make.answer(plant, make.survey(group))
    for _number in range(count):
        make.line(answer)
    client.force_login(reader)
    with django_assert_num_queries(7):
        client.get(reverse(ADDRESS))


def test_plants_of_one_name_are_told_apart_by_their_subsidiary(client, group, plant):
    survey = make.survey(group)
    south = office.unit(group, name="南方公司", kind=UnitKind.SUBSIDIARY)
    for unit in (plant, office.unit(south, name="炼铁厂")):
        make.line(make.answer(unit, survey))
    client.force_login(office.hr(group))
    rows = client.get(reverse(ADDRESS), {"sort": "subsidiary"}).context["page"].rows
    assert [re.findall("<td>([^<]*)</td>", row)[0] for row in rows] == [plant.parent.name, "南方公司"]
