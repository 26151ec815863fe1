"""A return's way: every status by every verb, who may not sign what, what goes back to whom, and what is late."""

import datetime

import pytest

from office.enums import Role, UnitKind
from office.errors import DomainError
from office.models import AuditEntry
from office.services import units
from planning.enums import RETURN_TRANSITIONS, UNANSWERED, ReturnStatus, SurveyStatus
from planning.models import DemandReturn
from planning.rules import returns as rules
from planning.selectors.returns import content_code
from planning.services import return_papers, returns
from tests.factories import evaluations, office
from tests.factories import planning as make
from tests.planning import going_back

pytestmark = pytest.mark.django_db


class Firm:
    """A group with a subsidiary and its plant, a department of the group itself, and the plant's three people."""

    def __init__(self, **survey):
        self.group = office.unit(kind=UnitKind.GROUP)
        self.subsidiary = office.unit(self.group, kind=UnitKind.SUBSIDIARY)
        self.plant = office.unit(self.subsidiary, kind=UnitKind.PLANT)
        self.department = office.unit(self.group, kind=UnitKind.DEPARTMENT)
        self.filler, self.checker, self.head = (
            office.user(role, self.plant) for role in (Role.FILLER, Role.CHECKER, Role.UNIT_HEAD)
        )
        self.hr = office.hr(self.group)
        self.administrator = office.user(Role.GROUP_ADMINISTRATOR, self.group)
        self.survey = make.survey(self.group, **survey)

    def answer(self, status=ReturnStatus.DRAFT, unit=None, **fields):
        """A complete return, with what stands on record by the time it has this status."""
        of = fields.pop("of", self.survey)
        if status != ReturnStatus.DRAFT:
            fields = {"filled_by": self.filler} | fields
        made = make.answer(unit or self.plant, of, status, **fields)
        make.line(made, **({"consolidated": 2} if status == ReturnStatus.CONSOLIDATED else {}))
        return made


@pytest.fixture
def firm():
    return Firm()


def now(answer):
    return DemandReturn.objects.select_related("survey", "unit").get(pk=answer.pk)


# --- Every status by every verb ----------------------------------------------------------------------------------
def on_paper(answer, actor):
    printed = return_papers.print_return(answer, actor=actor)
    returns.record_paper(answer, make.stamped(), code=printed.paper.check_code, actor=actor)


VERBS = {
    "hand in": (
        {ReturnStatus.DRAFT: ReturnStatus.CHECKING},
        lambda answer, firm: returns.hand_in(answer, actor=firm.hr, seen=content_code(answer)),
    ),
    "check": (
        {ReturnStatus.CHECKING: ReturnStatus.APPROVING},
        lambda answer, firm: returns.check(answer, actor=firm.checker, seen=content_code(answer)),
    ),
    "approve": (
        {ReturnStatus.APPROVING: ReturnStatus.SUBMITTED},
        lambda answer, firm: returns.approve(answer, actor=firm.head, seen=content_code(answer)),
    ),
    "approve on paper": (
        dict.fromkeys(UNANSWERED, ReturnStatus.SUBMITTED),
        lambda answer, firm: on_paper(answer, firm.hr),
    ),
    "send back": (
        dict.fromkeys(
            (ReturnStatus.CHECKING, ReturnStatus.APPROVING, ReturnStatus.SUBMITTED, ReturnStatus.CONSOLIDATED),
            ReturnStatus.DRAFT,
        ),
        lambda answer, firm: going_back.to_unit(answer, actor=firm.hr),
    ),
    "send back to the subsidiary": (
        {ReturnStatus.CONSOLIDATED: ReturnStatus.SUBMITTED},
        lambda answer, firm: going_back.to_subsidiary(answer, actor=firm.administrator),
    ),
}


@pytest.mark.parametrize("status", ReturnStatus)
@pytest.mark.parametrize("verb", VERBS)
def test_every_status_answers_every_verb(firm, verb, status):
    leads, act = VERBS[verb]
    answer = firm.answer(status)
    if status in leads:
        act(answer, firm)
    else:
        with pytest.raises(DomainError):
            act(answer, firm)
    assert now(answer).status == leads.get(status, status)


@pytest.mark.parametrize("status", ReturnStatus)
@pytest.mark.parametrize("to", ReturnStatus)
def test_nothing_moves_but_along_the_table(firm, status, to):
    answer = firm.answer(status, submitted_at=make.timezone.now())
    if to in RETURN_TRANSITIONS[status]:
        assert returns.move(answer, to, actor=None, verb="demandreturn.moved").status == to
    else:
        with pytest.raises(DomainError):
            returns.move(answer, to, actor=None, verb="demandreturn.moved")
    assert now(answer).status == (to if to in RETURN_TRANSITIONS[status] else status)


def test_every_way_of_the_table_is_gone_by_a_verb():
    """Passing up and publishing are of the consolidation and of the survey."""
    gone = {(status, to) for leads, _act in VERBS.values() for status, to in leads.items()}
    elsewhere = {
        (ReturnStatus.SUBMITTED, ReturnStatus.CONSOLIDATED),
        (ReturnStatus.CONSOLIDATED, ReturnStatus.ACCEPTED),
    }
    assert gone | elsewhere == {(status, to) for status, ways in RETURN_TRANSITIONS.items() for to in ways}


@pytest.mark.parametrize("survey", [SurveyStatus.CLOSED, SurveyStatus.PUBLISHED])
@pytest.mark.parametrize("verb", ["hand in", "check", "approve", "approve on paper"])
def test_a_survey_that_is_not_answered_now_refuses_in_a_sentence(verb, survey):
    firm = Firm()
    leads, act = VERBS[verb]
    answer = firm.answer(next(iter(leads)))
    firm.survey.status = survey
    firm.survey.save(update_fields=["status"])
    with pytest.raises(DomainError, match=firm.survey.get_status_display()):
        act(answer, firm)


# --- Who signs what ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("verb", [returns.check, returns.approve])
def test_nobody_signs_what_he_or_she_filled_in(firm, verb):
    status = ReturnStatus.CHECKING if verb == returns.check else ReturnStatus.APPROVING
    answer = firm.answer(status)
    with pytest.raises(DomainError, match="本人填报"):
        verb(answer, actor=firm.filler, seen=content_code(answer))


def test_nobody_approves_what_he_or_she_checked(firm):
    answer = firm.answer()
    office.duty(firm.checker, Role.UNIT_HEAD, firm.plant)
    returns.hand_in(answer, actor=firm.filler, seen=content_code(answer))
    checked = returns.check(answer, actor=firm.checker, seen=content_code(answer))
    assert "planning:return_approve" not in urls_open_to(firm.checker, checked, firm.subsidiary)
    assert "planning:return_approve" in urls_open_to(firm.head, checked, firm.subsidiary)
    with pytest.raises(DomainError, match="本人审核"):
        returns.approve(answer, actor=firm.checker, seen=content_code(answer))


def urls_open_to(user, answer, consolidator):
    return [action.url_name for action in rules.open_actions(user, answer, consolidator)]


def test_who_records_a_return_that_came_back_on_paper_filled_it_in(firm):
    """Whoever handed it in before it was sent back does not stand for what it says now."""
    answer = firm.answer()
    returns.hand_in(answer, actor=firm.filler, seen=content_code(answer))
    going_back.to_unit(answer, actor=firm.checker)
    on_paper(answer, firm.hr)
    assert now(answer).filled_by == firm.hr


def test_on_paper_who_handed_it_in_filled_it_in(firm):
    answer = firm.answer()
    returns.hand_in(answer, actor=firm.filler, seen=content_code(answer))
    on_paper(answer, firm.hr)
    assert now(answer).filled_by == firm.filler


def test_a_form_sent_twice_acts_once(firm):
    answer = firm.answer()
    for act, actor in ((returns.hand_in, firm.filler), (returns.check, firm.checker), (returns.approve, firm.head)):
        seen = content_code(answer)
        first, second = (act(answer, actor=actor, seen=seen) for _click in range(2))
        assert first.status == second.status
    verbs = AuditEntry.objects.of(answer).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["demandreturn.handed_in", "demandreturn.checked", "demandreturn.approved"]


@pytest.mark.parametrize("verb", ["hand in", "check", "approve"])
def test_what_was_changed_since_it_was_read_is_not_signed(firm, verb):
    leads, _act = VERBS[verb]
    answer = firm.answer(next(iter(leads)))
    seen = content_code(answer)
    answer.lines.update(wanted=5)
    act = {"hand in": returns.hand_in, "check": returns.check, "approve": returns.approve}[verb]
    with pytest.raises(DomainError):
        act(answer, actor=firm.head, seen=seen)
    assert now(answer).status == next(iter(leads))


def test_an_incomplete_return_is_refused_with_a_sentence_per_lack(firm):
    answer = firm.answer()
    make.line(answer, wanted=None)
    make.line(answer, urgency="")
    with pytest.raises(DomainError) as refused:
        returns.hand_in(answer, actor=firm.filler, seen=content_code(answer))
    assert len(refused.value.reasons) == 2


def test_codes_of_two_units_differ_though_they_say_the_same(firm):
    assert content_code(firm.answer()) != content_code(firm.answer(unit=firm.department))


# --- Out of the unit ----------------------------------------------------------------------------------------------
def test_a_department_goes_straight_to_who_decides_as_it_is_wanted(firm):
    answer = firm.answer(ReturnStatus.APPROVING, firm.department)
    returns.approve(answer, actor=firm.hr, seen=content_code(answer))
    line = answer.lines.get()
    assert (now(answer).status, line.consolidated) == (ReturnStatus.CONSOLIDATED, line.wanted)
    (entry,) = AuditEntry.objects.of(line)
    assert (entry.verb, entry.changes) == ("demandline.taken_as_wanted", {"consolidated": [None, 2]})


@pytest.mark.parametrize(
    ("closes_on", "due_on", "late"), [(1, None, False), (-1, None, True), (-1, 1, False), (1, -2, False)]
)
def test_after_its_last_day_a_return_is_taken_and_marked(closes_on, due_on, late, settings):
    settings.AS_OF_DATE = "2026-11-15"
    day = datetime.date(2026, 11, 15)
    firm = Firm(closes_on=day + datetime.timedelta(days=closes_on))
    answer = firm.answer(ReturnStatus.APPROVING, due_on=due_on and day + datetime.timedelta(days=due_on))
    returns.approve(answer, actor=firm.head, seen=content_code(answer))
    assert (now(answer).status, now(answer).late) == (ReturnStatus.SUBMITTED, late)


@pytest.mark.parametrize(("due_on", "last_day"), [(None, 20), (15, 20), (25, 25)])
def test_an_extension_takes_no_day_away_from_a_survey_opened_again(due_on, last_day):
    firm = Firm(closes_on=datetime.date(2026, 11, 20))
    answer = firm.answer(due_on=due_on and datetime.date(2026, 11, due_on))
    day = datetime.date(2026, 11, last_day)
    assert (now(answer).answered_by, DemandReturn.objects.with_due_on().get().last_day) == (day, day)
    after = day + datetime.timedelta(days=1)
    for on, overdue in ((day, False), (after, True)):
        assert DemandReturn.objects.overdue_on(on).exists() == rules.is_overdue(now(answer), on) == overdue


def test_a_return_that_was_in_time_is_not_late_when_it_comes_again(settings):
    settings.AS_OF_DATE = "2026-11-15"
    firm = Firm(closes_on=datetime.date(2026, 11, 14))
    answer = firm.answer(ReturnStatus.APPROVING, submitted_at=make.timezone.now())
    returns.approve(answer, actor=firm.head, seen=content_code(answer))
    assert not now(answer).late


def test_of_a_merged_unit_the_successors_people_go_on(firm):
    """The return stays the unit's own; who works for the successor fills in, checks and approves it."""
    other = office.unit(firm.subsidiary, kind=UnitKind.PLANT)
    people = [office.user(role, other) for role in (Role.FILLER, Role.CHECKER, Role.UNIT_HEAD)]
    answer = firm.answer()
    merge(firm.plant, other, firm.hr)
    answer = now(answer)
    filler, checker, head = people
    assert (rules.can_fill(filler, answer), rules.can_check(checker, answer), rules.can_approve(head, answer)) == (
        True,
        True,
        True,
    )
    returns.hand_in(answer, actor=filler, seen=content_code(answer))
    returns.check(answer, actor=checker, seen=content_code(answer))
    assert returns.approve(answer, actor=head, seen=content_code(answer)).status == ReturnStatus.SUBMITTED


def merge(unit, successor, actor):
    units.merge_unit(unit, successor, on=datetime.date(2026, 11, 1), actor=actor, reason="合并")


# --- Back ------------------------------------------------------------------------------------------------------
def test_sent_back_it_is_the_fillers_again_with_the_reason(firm):
    signed = {"checked_by": firm.checker, "approved_by": firm.head, "on_paper": True}
    signed |= {"signed_code": "ABCD-2345-6789", "signed_digest": "a" * 64}
    answer = firm.answer(ReturnStatus.CONSOLIDATED, **signed)
    line = answer.lines.get()
    going_back.to_unit(answer, actor=firm.hr, reason="数量请核对")
    found, line = now(answer), type(line).objects.get(pk=line.pk)
    assert (found.status, found.sent_back_reason) == ("draft", "数量请核对")
    assert (found.filled_by, found.checked_by, found.approved_by) == (None, None, None)
    assert (found.on_paper, found.signed_code, found.signed_digest) == (False, "", "")
    assert (line.wanted, line.consolidated) == (2, None)
    (entry,) = AuditEntry.objects.of(line)
    assert (entry.verb, entry.changes, entry.reason) == (
        "demandline.opened_again",
        {"consolidated": [2, None]},
        "数量请核对",
    )


def test_sent_back_to_the_subsidiary_its_numbers_stay(firm):
    answer = firm.answer(ReturnStatus.CONSOLIDATED)
    going_back.to_subsidiary(answer, actor=firm.administrator, reason="请再压减")
    assert (now(answer).status, now(answer).sent_back_reason) == (ReturnStatus.SUBMITTED, "请再压减")
    assert answer.lines.get().consolidated == 2


@pytest.mark.parametrize("status", [ReturnStatus.CHECKING, ReturnStatus.SUBMITTED, ReturnStatus.CONSOLIDATED])
def test_once_the_survey_is_closed_nothing_goes_back_to_the_unit(status):
    """It could not answer any more, and would be published without its numbers."""
    firm = Firm(status=SurveyStatus.CLOSED)
    answer = firm.answer(status)
    with pytest.raises(DomainError, match="重新开放"):
        going_back.to_unit(answer, actor=firm.hr)
    assert now(answer).status == status


def test_once_the_survey_is_closed_the_subsidiary_may_still_set_other_numbers():
    firm = Firm(status=SurveyStatus.CLOSED)
    answer = firm.answer(ReturnStatus.CONSOLIDATED)
    assert "planning:return_send_back" in urls_open_to(firm.hr, now(answer), firm.subsidiary)
    assert going_back.to_subsidiary(answer, actor=firm.administrator).status == ReturnStatus.SUBMITTED
    assert "planning:return_send_back" not in urls_open_to(firm.hr, now(answer), firm.subsidiary)


def test_what_no_subsidiary_consolidates_is_not_sent_to_one(firm):
    answer = firm.answer(ReturnStatus.CONSOLIDATED, firm.department)
    with pytest.raises(DomainError, match="不经二级单位汇总"):
        going_back.to_subsidiary(answer, actor=firm.administrator)


@pytest.mark.parametrize("verb", [going_back.to_unit, going_back.to_subsidiary])
def test_a_decided_number_keeps_a_return_where_it_is(firm, verb):
    answer = make.answer(firm.plant, firm.survey, ReturnStatus.CONSOLIDATED)
    make.decided(answer, 2, evaluations.decision(firm.group))
    with pytest.raises(DomainError):
        verb(answer, actor=firm.administrator)


def test_lines_that_were_merged_keep_their_returns_until_they_are_separated(firm):
    answer = firm.answer(ReturnStatus.SUBMITTED)
    other = make.answer(office.unit(firm.subsidiary, kind=UnitKind.PLANT), firm.survey, ReturnStatus.SUBMITTED)
    make.line(other, consolidated=1, consolidated_reason="并入", merged_into=answer.lines.get())
    for one in (answer, other):
        with pytest.raises(DomainError):
            going_back.to_unit(one, actor=firm.hr)
