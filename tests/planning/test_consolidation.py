"""The subsidiary's own numbers: what is refused, what is written down, and that the sums add up whatever is done."""

import random

import pytest

from office.clock import today
from office.enums import UnitKind
from office.errors import DomainError
from office.models import AuditEntry
from office.services.units import merge_unit
from planning.enums import ReturnStatus, SurveyStatus
from planning.models import DemandLine, DemandReturn, SurveyLimit
from planning.selectors.chasing import missing_returns
from planning.selectors.consolidation import (
    goings_of,
    repeated,
    repeated_keys,
    returns_of,
    state_of,
)
from planning.selectors.consolidation import lines_of as all_lines_of
from planning.selectors.consolidation_totals import totals_of
from planning.selectors.consolidators import consolidated_at, consolidator_of, consolidators, subsidiaries_within
from planning.services import consolidation as services
from planning.services.consolidation import Entry
from rulebooks.models import GradeRule
from tests.factories import office, posts, rulebooks
from tests.factories import planning as make
from tests.planning import going_back
from tests.planning.desks import ConsolidationDesk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return ConsolidationDesk()


def refused(act, *given, **how):
    with pytest.raises(DomainError) as error:
        act(*given, **how)
    return [str(error.value), *map(str, error.value.reasons)]


# --- Whose returns ----------------------------------------------------------------------------------------------
def test_each_return_is_on_the_desk_of_the_subsidiary_that_consolidates_it(desk):
    inner = office.unit(desk.ours, kind=UnitKind.SUBSIDIARY)
    within, own, elsewhere = office.unit(inner), inner, office.unit(desk.theirs)
    department = office.unit(desk.group, kind=UnitKind.DEPARTMENT)
    for unit in (within, own, elsewhere, department, desk.ours):
        desk.line(unit)
    found = {subsidiary.pk: set(returns_of(desk.survey, subsidiary)) for subsidiary in (desk.ours, desk.theirs, inner)}
    for answer in DemandReturn.objects.select_related("unit", "survey__unit"):
        consolidator = consolidator_of(answer)
        here = {key for key, answers in found.items() if answer in answers}
        assert here == ({consolidator.pk} if consolidator else set())


def test_the_units_of_a_merged_subsidiary_go_the_way_of_its_successor(desk):
    merged, nested = desk.theirs, office.unit(desk.ours, kind=UnitKind.SUBSIDIARY)
    plant, inner = office.unit(merged, name="并入的厂"), office.unit(nested)
    for unit in (merged, plant, inner):
        desk.line(unit, ReturnStatus.DRAFT)
    merge_unit(merged, desk.ours, actor=None, on=today(), reason="整合")
    merge_unit(nested, desk.ours, actor=None, on=today(), reason="整合")
    answers = DemandReturn.objects.select_related("unit", "survey__unit").filter(
        unit__in=[merged, plant, inner, nested]
    )
    assert {consolidator_of(answer) for answer in answers} == {desk.ours}
    assert set(answers) <= set(desk.returns)
    assert (consolidators(desk.survey), set(subsidiaries_within(desk.survey))) == ([desk.ours], {desk.ours})
    assert {one.subsidiary for one in missing_returns(desk.survey, desk.survey.returns.all())} == {desk.ours.name}


def test_a_survey_of_a_nested_unit_is_not_consolidated_above_it(desk):
    inner = office.unit(desk.ours, kind=UnitKind.SUBSIDIARY)
    own = make.survey(inner)
    make.answer(office.unit(inner), own, ReturnStatus.SUBMITTED)
    assert not DemandReturn.objects.filter(consolidated_at(desk.ours), survey=own).exists()
    assert not returns_of(own, desk.ours).exists()


# --- Numbers ----------------------------------------------------------------------------------------------------
def test_a_number_is_set_with_its_reason_and_written_down(desk):
    first, second, _third = desk.lines
    assert desk.set((first, 1, "由二厂统筹"), (second, 2, "")) == ["saved", "saved"]
    assert desk.numbers() == [(1, False), (2, False), (None, False)]
    entry = AuditEntry.objects.of(first).get()
    assert (entry.verb, entry.actor, entry.unit) == ("demandline.consolidated", desk.hr, desk.plants[0])
    assert (entry.changes, entry.reason) == ({"consolidated": [None, 1]}, "由二厂统筹")
    desk.set((first, 2, ""))
    assert AuditEntry.objects.of(first).first().changes == {"consolidated": [1, 2]}


@pytest.mark.parametrize(("number", "reason"), [(1, ""), (1000, "需要"), (-1, "需要"), (None, "需要")])
def test_what_does_not_stand_is_refused_and_the_rest_saved(desk, number, reason):
    first, second, _third = desk.lines
    assert desk.set((first, number, reason), (second, 2, "")) == ["refused", "saved"]
    assert desk.numbers()[:2] == [(None, False), (2, False)]


def test_no_number_opens_a_line_again(desk):
    desk.set((desk.lines[0], 2, ""))
    assert desk.set((desk.lines[0], None, "")) == ["saved"]
    assert desk.numbers()[0] == (None, False)


def test_of_two_who_saw_the_same_the_later_is_told_what_the_other_entered(desk):
    line = desk.lines[0]
    seen = state_of(desk.read(line))
    for number, reason, result in ((1, "甲", "saved"), (3, "乙", "conflict"), (1, "甲", "same")):
        entry = Entry(line.pk, number, reason, seen)
        answer = services.set_consolidated(desk.survey, desk.ours, [entry], actor=desk.hr)[line.pk]
        assert answer.result == result
    assert desk.numbers()[0] == (1, False)


def test_what_nobody_typed_is_no_conflict(desk):
    line = desk.lines[0]
    untouched = Entry(line.pk, None, "", state_of(desk.read(line)))
    desk.set((line, 1, "甲"))
    answer = services.set_consolidated(desk.survey, desk.ours, [untouched], actor=desk.hr)[line.pk]
    assert (answer.result, desk.numbers()[0]) == ("same", (1, False))


def test_a_wish_that_changed_since_is_told(desk):
    line = desk.lines[0]
    seen = state_of(desk.read(line))
    DemandLine.objects.filter(pk=line.pk).update(wanted=5)
    answers = services.set_consolidated(desk.survey, desk.ours, [Entry(line.pk, 5, "", seen)], actor=desk.hr)
    assert answers[line.pk].result == "conflict"


def test_lines_of_others_and_of_returns_elsewhere_are_refused(desk):
    foreign = desk.line(office.unit(desk.theirs))
    unanswered = desk.line(office.unit(desk.ours), ReturnStatus.DRAFT)
    passed_up = desk.line(office.unit(desk.ours), ReturnStatus.CONSOLIDATED, consolidated=2)
    entries = [(line, 3, "需要") for line in (foreign, unanswered, passed_up)]
    assert desk.set(*entries) == ["refused"] * 3
    assert not AuditEntry.objects.filter(verb="demandline.consolidated").exists()


@pytest.mark.parametrize("status", [SurveyStatus.DRAFT, SurveyStatus.PUBLISHED])
def test_nothing_is_done_in_a_survey_that_does_not_run(desk, status):
    type(desk.survey).objects.filter(pk=desk.survey.pk).update(status=status)
    refused(desk.set, (desk.lines[0], 2, ""))
    refused(desk.take, *desk.lines)
    refused(desk.merge, *desk.lines)
    refused(desk.pass_up, *desk.lines)


@pytest.mark.parametrize("count", [1, 3])
def test_numbers_are_set_in_a_constant_number_of_queries(desk, count, django_assert_num_queries):
    states = {line: state_of(desk.read(line)) for line in desk.lines}
    entries = [Entry(line.pk, 1, "统筹", seen) for line, seen in list(states.items())[:count]]
    with django_assert_num_queries(12):
        services.set_consolidated(desk.survey, desk.ours, entries, actor=desk.hr)


# --- As wanted --------------------------------------------------------------------------------------------------
def test_only_what_nobody_looked_at_is_taken_as_wanted(desk):
    first, second, third = desk.lines
    desk.set((first, 1, "统筹"))
    foreign = desk.line(office.unit(desk.theirs))
    assert desk.take(first, second, foreign) == 1
    assert desk.numbers() == [(1, False), (2, False), (None, False)]
    assert AuditEntry.objects.of(second).get().changes == {"consolidated": [None, 2]}
    assert desk.take(third, second) == 1


# --- Duplicates -------------------------------------------------------------------------------------------------
def test_the_same_wish_of_several_units_is_a_repeated_one(desk):
    first, second, third = desk.lines
    satisfied = desk.line(office.unit(desk.ours), authorised=2, wanted=2)
    alone = desk.line(desk.plants[0], discipline=posts.discipline())
    lines = all_lines_of(desk.returns)
    assert set(repeated(lines, desk.returns)) == {first, second, third}
    assert repeated_keys(desk.returns, {desk.furnace.pk}) == {(desk.grade.pk, desk.furnace.pk)}
    assert {satisfied, alone} < set(lines)


def test_a_merged_line_keeps_what_is_authorised_and_the_other_asks_for_the_rest(desk):
    first, second, third = desk.lines
    desk.merge(first, second, third)
    assert desk.numbers() == [(4, False), (1, True), (1, True)]
    reasons = [desk.read(line).consolidated_reason for line in desk.lines]
    assert reasons == ["合并设置", *["并入炼铁1厂：合并设置"] * 2]
    entry = AuditEntry.objects.of(second).get()
    assert (entry.verb, entry.changes["consolidated"], entry.reason) == ("demandline.merged", [None, 1], reasons[1])
    assert AuditEntry.objects.of(first).get().changes == {"consolidated": [None, 4]}


CHANGED = ["职数刚被他人修改，请查看最新情况。"]


@pytest.mark.parametrize("fields", [{"wanted": 4}, {"authorised": 0}, {"problem": "另一难题"}, {"consolidated": 2}])
def test_lines_are_merged_as_they_were_shown(desk, fields):
    first, second, _third = desk.lines
    seen = desk.seen(first, second)
    DemandLine.objects.filter(pk=second.pk).update(**fields)
    assert refused(desk.merge, first, second, seen=seen, number=3) == CHANGED
    assert not desk.read(second).merged_into


@pytest.mark.parametrize("fields", [{"wanted": 4}, {"authorised": 0}, {"consolidated": 2}])
def test_lines_are_taken_as_they_were_shown(desk, fields):
    first, second, _third = desk.lines
    seen = desk.taking(first, second)
    DemandLine.objects.filter(pk=second.pk).update(**fields)
    assert refused(desk.take, first, second, seen=seen) == CHANGED
    assert desk.read(first).consolidated is None


def test_a_separated_line_is_looked_at_anew(desk):
    first, second, third = desk.lines
    desk.merge(first, second, third)
    desk.separate(second)
    assert desk.numbers() == [(3, False), (None, False), (1, True)]
    assert AuditEntry.objects.of(second).first().reason == "各自需要"
    refused(desk.separate, desk.lines[1], number=1)


@pytest.mark.parametrize(("own", "merged"), [(2, 2), (4, 3), (5, 0)])
def test_a_line_that_is_separated_takes_with_it_what_it_had_brought(desk, own, merged):
    first, second, _third = desk.lines
    DemandLine.objects.filter(pk=second.pk).update(wanted=4)
    desk.set((first, own, "两座高炉"), (second, merged, "压减"))
    desk.merge(first, second)
    assert desk.numbers()[:2] == [(own + merged - 1, False), (1, True)]
    desk.separate(second)
    assert desk.numbers()[:2] == [(own, False), (None, False)]
    assert desk.read(second).merged_extra == 0


@pytest.mark.parametrize(("place", "fields"), [(0, {"consolidated": 3}), (0, {"wanted": 3}), (1, {"wanted": 3})])
def test_a_line_is_separated_as_it_was_shown(desk, place, fields):
    desk.merge(*desk.lines)
    seen = desk.separating(desk.lines[1])
    DemandLine.objects.filter(pk=desk.lines[place].pk).update(**fields)
    assert refused(desk.separate, desk.lines[1], seen=seen, number=3) == CHANGED
    assert desk.read(desk.lines[1]).merged_into


def test_a_line_that_took_others_in_is_not_opened_again(desk):
    first, second, third = desk.lines
    desk.merge(first, second, third)
    assert desk.set((first, None, "")) == ["refused"]
    assert desk.set((first, 5, "两座高炉")) == ["saved"]
    desk.separate(second)
    assert desk.set((first, None, "")) == ["refused"]
    desk.separate(third)
    assert desk.set((first, None, "")) == ["saved"]


def test_lines_that_do_not_go_together_are_not_merged(desk):
    first, second, third = desk.lines
    other = desk.line(desk.plants[1], discipline=posts.discipline())
    higher = desk.line(desk.plants[2], grade=rulebooks.grade("expert-1"))
    foreign = desk.line(office.unit(desk.theirs))
    satisfied = desk.line(office.unit(desk.ours), authorised=2, wanted=2)
    up = desk.line(office.unit(desk.ours), ReturnStatus.CONSOLIDATED, consolidated=2)
    for line in (first, other, higher, foreign, satisfied, up):
        refused(desk.merge, first, line, number=3)
    refused(desk.merge, first, number=3)
    for how in ({"number": 1000}, {"number": 3, "reason": ""}, {"number": -1}):
        refused(desk.merge, first, second, **how)
    desk.merge(first, second)
    refused(desk.merge, second, third, number=3)
    refused(desk.merge, third, first, number=3)
    refused(desk.merge, third, second, number=3)
    assert desk.set((second, 2, "")) == ["refused"]
    assert desk.numbers() == [(3, False), (1, True), (None, False)]


# --- Up ---------------------------------------------------------------------------------------------------------
def test_units_are_passed_up_once_all_their_lines_are_looked_at(desk):
    first, second, third = desk.lines
    desk.take(first, second)
    assert "炼铁3厂" in refused(desk.pass_up, first, third)[0]
    assert desk.pass_up(first) == 1
    statuses = [DemandReturn.objects.get(pk=line.demand_return_id).status for line in desk.lines]
    assert statuses == ["consolidated", "submitted", "submitted"]
    entry = AuditEntry.objects.of(first.demand_return).get()
    assert (entry.verb, entry.changes) == ("demandreturn.passed_up", {"status": ["submitted", "consolidated"]})
    refused(desk.pass_up, first)
    assert desk.pass_up(second) == 1


def test_merged_lines_go_up_together(desk):
    first, second, _third = desk.lines
    desk.merge(first, second)
    for alone in (first, second):
        refused(desk.pass_up, alone)
    assert desk.pass_up(first, second) == 2
    refused(desk.separate, second, number=2)


def test_numbers_that_changed_since_are_not_passed_up(desk):
    line = desk.lines[0]
    desk.take(line)
    shown = {line.demand_return_id: goings_of(desk.returns)[line.demand_return_id].code}
    desk.set((line, 1, "统筹"))
    refused(services.pass_up, desk.survey, desk.ours, shown, actor=desk.hr)


@pytest.mark.parametrize("count", [1, 3])
def test_passing_up_costs_the_same_for_one_unit_and_for_three(desk, count, django_assert_num_queries):
    desk.take(*desk.lines)
    chosen = [line.demand_return_id for line in desk.lines[:count]]
    shown = {key: going.code for key, going in goings_of(desk.returns).items() if key in chosen}
    with django_assert_num_queries(13):
        services.pass_up(desk.survey, desk.ours, shown, actor=desk.hr)


# --- Sums -------------------------------------------------------------------------------------------------------
def test_totals_by_grade_and_money(desk):
    first, second, _third = desk.lines
    desk.set((first, 3, "两座高炉"), (second, 1, "统筹"))
    rule = GradeRule.objects.get(grade=desk.grade)
    (row,) = totals_of(desk.survey, desk.returns).grades
    assert (row.grade, row.lines, row.authorised, row.wanted, row.consolidated, row.open) == (desk.grade, 3, 3, 6, 4, 1)
    yearly = rule.monthly_allowance * 12
    assert (row.yearly_wanted, row.yearly) == (3 * yearly, 2 * yearly)
    assert (row.within, row.room) == (3 + 1 + 2, 3 * rule.quota)


def test_who_goes_beyond_quota_and_limit_is_named(desk):
    quota = GradeRule.objects.get(grade=desk.grade).quota
    workshop = office.unit(desk.plants[0], kind=UnitKind.WORKSHOP)
    desk.line(workshop, authorised=0, wanted=quota)  # counts with its plant
    SurveyLimit.objects.create(survey=desk.survey, grade=desk.grade, most=1)
    desk.set((desk.lines[1], 1, "统筹"))
    totals = totals_of(desk.survey, desk.returns)
    found = {(one.unit, one.seats, one.most, one.discipline) for one in totals.beyond_shown}
    beyond_limit = {(desk.plants[0], 2, 1, None), (desk.plants[2], 2, 1, None), (workshop, quota, 1, None)}
    assert found == {(desk.plants[0], 2 + quota, quota, desk.furnace)} | beyond_limit
    assert totals.beyond == 4


@pytest.mark.parametrize("count", [1, 3])
def test_totals_cost_the_same_for_one_unit_and_for_three(desk, count, django_assert_num_queries):
    DemandReturn.objects.exclude(pk__in=[line.demand_return_id for line in desk.lines[:count]]).delete()
    answers = desk.returns
    with django_assert_num_queries(8):
        totals_of(desk.survey, answers)


@pytest.mark.parametrize("seed", range(25))
def test_whatever_is_done_the_sums_add_up_and_every_other_number_has_its_reason(desk, seed):
    chance = random.Random(seed)
    desk.lines += [desk.line(office.unit(desk.ours), wanted=chance.randint(2, 4)) for _number in range(3)]
    asked = {line.pk: line.wanted for line in desk.lines}
    for _step in range(12):
        _walk(desk, chance)
        lines = [desk.read(line) for line in desk.lines]
        (row,) = totals_of(desk.survey, desk.returns).grades
        assert row.consolidated == sum(line.consolidated or 0 for line in lines)
        assert row.open == sum(line.consolidated is None for line in lines)
        assert all(line.consolidated == line.authorised for line in lines if line.merged_into)
        assert all(line.consolidated_reason for line in lines if line.consolidated not in (None, line.wanted))
        assert {line.pk: line.wanted for line in lines} == asked
        assert not any(line.merged_into and line.merged_into.merged_into_id for line in lines)


def _walk(desk, chance):
    """One act of whatever kind, refused or done. Merging by the proposed number keeps the sum."""
    line, *others = chance.sample(desk.lines, 3)
    act = chance.choice(["set", "take", "merge", "separate"])
    try:
        if act == "set":
            desk.set((line, chance.randint(0, 4), chance.choice(["", "统筹"])))
        elif act == "take":
            desk.take(line, *others)
        elif act == "merge":
            before = _standing(desk)
            desk.merge(line, *others)
            assert _standing(desk) == before
        elif desk.read(line).merged_into:
            desk.separate(line)
    except DomainError:
        pass


def _standing(desk):
    return sum(line.wanted if line.consolidated is None else line.consolidated for line in map(desk.read, desk.lines))


# --- Sent back --------------------------------------------------------------------------------------------------
def test_what_others_were_merged_into_is_separated_before_it_is_sent_back(desk):
    first, second, _third = desk.lines
    desk.merge(first, second)
    for line in (first, second):
        refused(going_back.to_unit, line.demand_return, actor=desk.hr)
