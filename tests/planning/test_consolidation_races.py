"""Two at once on one desk: nothing is overwritten unseen, and a return is in one place. On PostgreSQL."""

import pytest

from office.enums import Role
from office.errors import DomainError
from office.models import AuditEntry
from planning.models import DemandLine, DemandReturn
from planning.selectors.consolidation import goings_of, state_of
from planning.selectors.deciding import outcome_of
from planning.services import consolidation as services
from planning.services.consolidation import Entry
from planning.services.deciding import decide_lines
from tests.factories import evaluations, office, rulebooks
from tests.planning import going_back
from tests.planning.desks import ConsolidationDesk
from tests.races import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk():
    rulebooks.example_rulebook()
    return ConsolidationDesk()


def test_of_two_who_set_one_number_one_is_told_of_the_other(desk):
    line = desk.lines[0]
    seen = state_of(desk.read(line))

    def setting(number):
        entry = Entry(line.pk, number, "统筹", seen)
        return lambda: services.set_consolidated(desk.survey, desk.ours, [entry], actor=desk.hr)[line.pk].result

    assert sorted(at_once(setting(1), setting(3))) == ["conflict", "saved"]


def test_a_return_is_passed_up_or_sent_back(desk):
    line = desk.lines[0]
    desk.take(line)
    shown = {line.demand_return_id: goings_of(desk.returns)[line.demand_return_id].code}
    seen = going_back.shown(line.demand_return)
    results = at_once(
        lambda: services.pass_up(desk.survey, desk.ours, shown, actor=desk.hr),
        lambda: going_back.to_unit(line.demand_return, actor=desk.hr, seen=seen),
    )
    status = DemandReturn.objects.get(pk=line.demand_return_id).status
    number = DemandLine.objects.get(pk=line.pk).consolidated
    assert sorted(isinstance(result, DomainError) for result in results) == [False, True]
    assert (status, number) in {("draft", None), ("consolidated", 2)}


def test_two_merge_each_others_line(desk):
    first, second, _third = desk.lines
    results = at_once(lambda: desk.merge(first, second), lambda: desk.merge(second, first))
    assert sum(isinstance(result, DomainError) for result in results) == 1
    assert sum(merged for _number, merged in desk.numbers()) == 1


def test_of_two_who_separate_lines_of_one_the_later_is_refused(desk):
    first, second, third = desk.lines
    desk.merge(first, second, third)
    shown = {line: desk.separating(line) for line in (second, third)}
    results = at_once(*(lambda one=line: desk.separate(one, number=3, seen=shown[one]) for line in (second, third)))
    assert sorted(isinstance(result, DomainError) for result in results) == [False, True]
    assert desk.read(first).consolidated == 3
    assert sum(merged for _number, merged in desk.numbers()) == 1


def test_others_are_merged_into_a_line_or_it_is_opened_again(desk):
    first, second, third = desk.lines
    desk.take(first)
    entry, shown = Entry(first.pk, None, "", state_of(desk.read(first))), desk.seen(first, second, third)
    merged, opened = at_once(
        lambda: desk.merge(first, second, third, number=4, seen=shown),
        lambda: services.set_consolidated(desk.survey, desk.ours, [entry], actor=desk.hr)[first.pk].result,
    )
    assert isinstance(merged, DomainError) == (opened == "saved")
    assert desk.read(first).consolidated == (None if opened == "saved" else 4)


@pytest.mark.parametrize("act", ["merge", "take"])
def test_what_was_shown_is_done_or_refused_while_somebody_sets_a_number(desk, act):
    first, second, _third = desk.lines
    doing, seen = (desk.merge, desk.seen) if act == "merge" else (desk.take, desk.taking)
    shown, known = seen(first, second), state_of(desk.read(second))
    entry = Entry(second.pk, 1, "统筹", known)
    done, entered = at_once(
        lambda: doing(first, second, seen=shown),
        lambda: services.set_consolidated(desk.survey, desk.ours, [entry], actor=desk.hr)[second.pk].result,
    )
    assert isinstance(done, DomainError) == (entered == "saved")
    assert (desk.read(first).consolidated is None) == (entered == "saved")


def test_a_number_and_passing_up_meet(desk):
    line = desk.lines[0]
    desk.take(line)
    shown = {line.demand_return_id: goings_of(desk.returns)[line.demand_return_id].code}
    entry = Entry(line.pk, 1, "统筹", state_of(desk.read(line)))
    passed, answers = at_once(
        lambda: services.pass_up(desk.survey, desk.ours, shown, actor=desk.hr),
        lambda: services.set_consolidated(desk.survey, desk.ours, [entry], actor=desk.hr),
    )
    up = DemandReturn.objects.get(pk=line.demand_return_id).status == "consolidated"
    saved = answers[line.pk].result == "saved"
    assert (up, saved) in {(True, False), (False, True)}
    assert isinstance(passed, DomainError) == saved


def test_a_line_is_merged_or_its_return_passed_up_alone(desk):
    first, second, _third = desk.lines
    desk.take(first, second)
    shown = {first.demand_return_id: goings_of(desk.returns)[first.demand_return_id].code}
    passed, merged = at_once(
        lambda: services.pass_up(desk.survey, desk.ours, shown, actor=desk.hr),
        lambda: desk.merge(first, second),
    )
    assert isinstance(passed, DomainError) != isinstance(merged, DomainError)
    up = DemandReturn.objects.get(pk=first.demand_return_id).status == "consolidated"
    assert up != desk.numbers()[1][1]


# --- Merged returns at the top -------------------------------------------------------------------------------------
@pytest.fixture
def passed_up(desk):
    desk.merge(*desk.lines[:2])
    desk.pass_up(*desk.lines[:2])
    desk.administrator = office.user(Role.GROUP_ADMINISTRATOR, desk.group)
    return desk


def statuses(desk):
    return [DemandReturn.objects.get(pk=line.demand_return_id).status for line in desk.lines[:2]]


def sending_back(desk, line):
    seen = going_back.shown(line.demand_return)
    return lambda: going_back.to_subsidiary(line.demand_return, actor=desk.administrator, seen=seen)


def test_each_of_two_merged_returns_is_sent_back_at_once_and_both_go_once(passed_up):
    first, second, _third = passed_up.lines
    at_once(sending_back(passed_up, first), sending_back(passed_up, second))
    assert statuses(passed_up) == ["submitted"] * 2
    assert AuditEntry.objects.filter(verb="demandreturn.sent_back_to_subsidiary").count() == 2


@pytest.mark.parametrize("place", [0, 1])
def test_half_a_merge_is_never_decided(passed_up, place):
    """Decided together, or sent back together."""
    line = passed_up.lines[0]
    decision, numbers = evaluations.decision(passed_up.group), {line.pk: 3}
    given = {"decision": decision, "actor": passed_up.administrator}
    seen = outcome_of(passed_up.survey, numbers, decision).code
    decided, back = at_once(
        lambda: decide_lines(passed_up.survey, numbers, seen=seen, **given),
        sending_back(passed_up, passed_up.lines[place]),
    )
    assert isinstance(decided, DomainError) != isinstance(back, DomainError)
    found = {line.decided is not None for line in DemandLine.objects.filter(demand_return__status="consolidated")}
    assert (statuses(passed_up), found) in [(["submitted"] * 2, set()), (["consolidated"] * 2, {True})]


def test_sent_back_and_separated_at_once_nobody_waits_for_ever(passed_up):
    first, second, _third = passed_up.lines
    _back, apart = at_once(sending_back(passed_up, first), lambda: passed_up.separate(second))
    assert statuses(passed_up) == ["submitted"] * 2
    assert passed_up.numbers()[1][1] == isinstance(apart, DomainError)
