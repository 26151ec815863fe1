"""Opening: warnings and gaps before it, chunks that may be cut off, people left out and taken in, slots."""

import datetime

import pytest

from evaluations.enums import CycleStatus
from evaluations.jobs import run_opening
from evaluations.models import Assessment, AssessmentSheet, Cycle, Score, Sheet
from evaluations.selectors.cycles import opening_gaps, preview
from evaluations.services import opening
from office.enums import Role
from office.errors import DomainError
from office.models import AuditEntry
from posts.models import Appointment
from rulebooks.models import GradeRule, Rulebook
from talent.enums import EngineerStatus
from tests.factories import evaluations as make
from tests.factories import office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def world():
    return make.world()


def test_preview_warns_of_each_person(world):
    at = datetime.date
    cases = {
        "not been renewed": make.holder(world.plant, until=at(2025, 12, 31)),
        "On sick leave since 2025-03-01": make.holder(
            world.plant, status=EngineerStatus.SICK_LEAVE, absent_since=at(2025, 3, 1)
        ),
        "Seconded: works at 乙炼铁厂 since 2025-01-01": make.holder(
            world.plant, status=EngineerStatus.SECONDED, work_unit=world.other_plant, work_unit_since=at(2025, 1, 1)
        ),
        "Abroad": make.holder(world.plant, status=EngineerStatus.ABROAD),
        "Retires on 2026-06-01, within a year": make.holder(world.plant, retires_on=at(2026, 6, 1)),
        "Past the retirement date 2025-06-01": make.holder(world.plant, retires_on=at(2025, 6, 1)),
    }
    healthy = make.holder(world.plant)
    cycle = world.cycle()
    warnings = {candidate.appointment: candidate.warnings for candidate in preview(cycle).candidates}
    for words, held in cases.items():
        (sentence,) = warnings[held]
        assert words in sentence
    assert warnings[healthy] == ()


def test_preview_warns_of_a_second_cycle_and_of_raters(world):
    rater = office.user(name="王评委")
    held = make.holder(world.plant, user=rater)
    administrator = office.user(Role.SUBSIDIARY_ADMINISTRATOR, world.subsidiary)
    make.opened(make.draft(world.subsidiary, administrator, name="甲公司考核"), administrator)
    cycle = world.cycle()
    slot = cycle.slots.get(name="专家评委1")
    opening.revise_slots(cycle, actor=world.administrator, slots={slot.pk: ("专家评委1", rater)})
    (candidate,) = preview(cycle).candidates
    assert candidate.appointment == held
    assert ["甲公司考核" in candidate.warnings[0], "专家评委1" in candidate.warnings[1]] == [True, True]


def test_gaps_are_sentences_and_refuse_the_opening(world):
    cycle = world.cycle()
    cycle.slots.filter(component__code="department").delete()
    assert len(opening_gaps(cycle)) == 2  # a slot missing, nobody takes part
    make.holder(world.plant)
    GradeRule.objects.filter(rulebook=cycle.regime.rulebook, grade__code="chief-engineer").delete()
    gaps = opening_gaps(cycle)
    assert ["职能部门" in gaps[0], "首席工程师" in gaps[1]] == [True, True]
    with pytest.raises(DomainError) as refused:
        opening.open_cycle(cycle, actor=world.administrator)
    assert refused.value.reasons == gaps
    assert (Cycle.objects.get().status, Rulebook.objects.get(pk=cycle.regime.rulebook_id).frozen_at) == ("draft", None)


def test_opening_freezes_the_rulebook_and_is_done_once(world):
    make.holder(world.plant)
    cycle = world.cycle()
    job = opening.open_cycle(cycle, actor=world.administrator)  # the queue of the tests works at once
    assert (job.kind, job.params["cycle"]) == ("cycle.open", cycle.pk)
    assert Rulebook.objects.get(pk=cycle.regime.rulebook_id).frozen_at is not None
    cycle.refresh_from_db()
    assert (cycle.status, cycle.assessments.count()) == (CycleStatus.RATING, 1)
    for act in (opening.open_cycle, opening.resume_opening):
        with pytest.raises(DomainError):
            act(cycle, actor=world.administrator)
    outcome = run_opening(job, lambda done, total: None)
    assert (outcome.result["url"], Sheet.objects.count()) == (cycle.get_absolute_url(), 5)


def test_opening_cut_off_between_chunks_gives_the_same(world):
    for _place in range(7):
        make.holder(world.plant)
    cycle = world.cycle()
    Cycle.objects.update(status=CycleStatus.OPENING)  # as if the worker had been killed before it began
    assert opening.write_chunk(cycle, size=3) == 7
    assert opening.write_chunk(cycle, size=3) == 4
    assert (Assessment.objects.count(), AssessmentSheet.objects.count(), Sheet.objects.count()) == (6, 30, 30)
    opening.resume_opening(cycle, actor=world.administrator)
    assert (Assessment.objects.count(), AssessmentSheet.objects.count(), Sheet.objects.count()) == (7, 35, 35)
    assert opening.write_opening(cycle, actor=world.administrator) == 7
    assert (AuditEntry.objects.filter(verb="cycle.opened").count(), Sheet.objects.count()) == (1, 35)


def test_only_holders_of_the_day_and_the_subtree_take_part(world):
    inside = make.holder(world.plant)
    ended = make.holder(world.plant)
    Appointment.objects.filter(pk=ended.pk).update(
        ended_on=datetime.date(2025, 6, 1), status="ended", end_reason="retired"
    )
    later = make.holder(world.plant)
    Appointment.objects.filter(pk=later.pk).update(
        ended_on=datetime.date(2026, 3, 1), status="ended", end_reason="moved"
    )
    make.holder(world.other_plant)
    administrator = office.user(Role.SUBSIDIARY_ADMINISTRATOR, world.subsidiary)
    cycle = make.opened(make.draft(world.subsidiary, administrator), administrator)
    assert set(cycle.assessments.values_list("appointment", flat=True)) == {inside.pk, later.pk}


def test_left_out_before_the_opening_has_no_sheets_and_can_come_back(world):
    out, back, inside = (make.holder(world.plant) for _place in range(3))
    cycle = world.cycle()
    for held in (out, back):
        opening.leave_out(cycle, held, actor=world.administrator, reason="长期病假")
    with pytest.raises(DomainError):
        opening.leave_out(cycle, out, actor=world.administrator, reason="再次")
    opening.include_assessment(cycle.assessments.get(appointment=back), actor=world.administrator, reason="已返岗")
    make.opened(cycle, world.administrator)
    assert cycle.assessments.get(appointment=out).state_reason == "长期病假"
    assert set(AssessmentSheet.objects.values_list("assessment__appointment", flat=True)) == {back.pk, inside.pk}
    row = opening.include_assessment(cycle.assessments.get(appointment=out), actor=world.administrator, reason="返岗")
    assert (row.sheets.count(), row.state_reason) == (5, "")


def test_leaving_out_needs_a_reason_and_a_cycle_that_is_not_settled(world):
    make.holder(world.plant)
    cycle = make.opened(world.cycle(), world.administrator)
    row = cycle.assessments.get()
    for act in (opening.exclude_assessment, opening.include_assessment):
        with pytest.raises(DomainError):
            act(row, actor=world.administrator, reason=" ")
    with pytest.raises(DomainError):
        opening.include_assessment(row, actor=world.administrator, reason="已在内")
    for status in set(CycleStatus) - {CycleStatus.DRAFT, CycleStatus.RATING}:
        Cycle.objects.filter(pk=cycle.pk).update(status=status)
        with pytest.raises(DomainError):
            opening.exclude_assessment(row, actor=world.administrator, reason="调离")
    assert Assessment.objects.get().takes_part


def test_nobody_gets_a_sheet_on_himself(world):
    rater = office.user()
    own = make.holder(world.plant, user=rater)
    other = make.holder(world.plant)
    cycle = world.cycle()
    slot = cycle.slots.get(name="专家评委2")
    opening.revise_slots(cycle, actor=world.administrator, slots={slot.pk: ("专家评委2", rater)})
    make.opened(cycle, world.administrator)
    assert list(slot.sheets.values_list("assessment__appointment", flat=True)) == [other.pk]
    opening.revise_slots(cycle, actor=world.administrator, slots={slot.pk: ("专家评委2", None)})
    assert slot.sheets.count() == 2
    opening.revise_slots(cycle, actor=world.administrator, slots={slot.pk: ("专家评委2", rater)})
    assert list(slot.sheets.values_list("assessment__appointment", flat=True)) == [other.pk]
    third = cycle.slots.get(name="专家评委3")
    make.fill(cycle, subject__slot=third, subject__assessment__appointment=own)
    with pytest.raises(DomainError):
        opening.revise_slots(cycle, actor=world.administrator, slots={third.pk: ("专家评委3", rater)})
    assert (third.sheets.count(), Score.objects.count()) == (2, 8)


def test_slots_swap_names_and_refuse_the_same_twice(world):
    cycle = world.cycle()
    one, two = cycle.slots.filter(component__code="experts")[:2]
    opening.revise_slots(cycle, actor=world.administrator, slots={one.pk: (two.name, None), two.pk: (one.name, None)})
    assert list(cycle.slots.filter(pk__in=[one.pk, two.pk]).values_list("name", flat=True)) == [two.name, one.name]
    with pytest.raises(DomainError):
        opening.revise_slots(cycle, actor=world.administrator, slots={one.pk: ("同名", None), two.pk: ("同名", None)})


def test_preview_and_chunks_cost_the_same_for_one_and_three(world, django_assert_num_queries):
    for _place in range(2):
        make.holder(world.plant)
        cycle = Cycle.objects.filter(unit=world.group).first() or world.cycle()
        cycle = Cycle.objects.select_related("regime__rulebook", "regime__standard", "unit").get(pk=cycle.pk)
        with django_assert_num_queries(12):
            preview(cycle)
        make.holder(world.plant)


def test_people_go_on_and_off_by_pages(world, client):
    held = make.holder(world.plant)
    cycle = world.cycle()
    client.force_login(world.administrator)
    page = f"/cycles/{cycle.pk}/preview/{held.pk}/leave-out/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"reason": ""}).status_code == 200
    assert client.post(page, {"reason": "病假"}).status_code == 302
    row = cycle.assessments.get()
    assert "病假" in client.get(f"/cycles/{cycle.pk}/preview/").text
    assert client.post(f"/assessments/{row.pk}/include/", {"reason": "返岗"}).status_code == 302
    assert not cycle.assessments.exists()
    client.post(f"/cycles/{cycle.pk}/open/")
    cycle.refresh_from_db()
    assert cycle.status == CycleStatus.RATING
    client.force_login(world.hr)
    assert client.post(page, {"reason": "病假"}).status_code == 403
