"""The life of a cycle: every transition, and what stands in the way."""

import datetime

import pytest

from evaluations.enums import CYCLE_TRANSITIONS, CycleStatus, SheetStatus
from evaluations.models import Cycle, RaterSlot, Score, Sheet
from evaluations.rules import cycles as rules
from evaluations.selectors.cycles import calibration_blockers, progress, totals
from evaluations.services import cycles
from evaluations.services.calibration import set_grades
from evaluations.services.publishing import publish_cycle
from office.enums import Role
from office.errors import DomainError
from office.models import AuditEntry
from tests.factories import evaluations as make
from tests.factories import office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def world():
    return make.world()


@pytest.mark.parametrize("old", list(CycleStatus))
@pytest.mark.parametrize("new", list(CycleStatus))
def test_move_allows_exactly_the_table(world, old, new):
    cycle = world.cycle()
    Cycle.objects.filter(pk=cycle.pk).update(status=old)
    locked = Cycle.objects.get(pk=cycle.pk)
    if new in CYCLE_TRANSITIONS[old]:
        assert cycles.move(locked, new, actor=world.administrator, verb="cycle.moved").status == new
        assert AuditEntry.objects.get(verb="cycle.moved").changes == {"status": [old, new]}
    else:
        with pytest.raises(DomainError):
            cycles.move(locked, new, actor=world.administrator, verb="cycle.moved")
    assert Cycle.objects.get(pk=cycle.pk).status == (new if new in CYCLE_TRANSITIONS[old] else old)


ACTS = {
    "revise": (lambda cycle, world: cycles.revise_cycle(cycle, actor=world.administrator, name="改名"), {"draft"}),
    "calibrate": (lambda cycle, world: cycles.start_calibrating(cycle, actor=world.administrator), {"rating"}),
    "return": (
        lambda cycle, world: cycles.return_to_rating(cycle, actor=world.administrator, reason="分数有误"),
        {"calibrating"},
    ),
    "decide": (
        lambda cycle, world: cycles.attach_decision(cycle, make.decision(world.group), actor=world.administrator),
        {"calibrating"},
    ),
    "publish": (lambda cycle, world: publish_cycle(cycle, actor=world.administrator), {"calibrating"}),
    "close": (lambda cycle, world: cycles.close_cycle(cycle, actor=world.administrator), {"published"}),
}


@pytest.mark.parametrize("status", list(CycleStatus))
@pytest.mark.parametrize("act", ACTS)
def test_acts_are_possible_in_their_statuses_only(world, status, act):
    make.holder(world.plant)
    cycle = make.opened(world.cycle(), world.administrator)
    make.fill(cycle)
    make.hand_in(cycle)
    cycles.assign_pools(cycle)
    cycles.freeze_composites(cycle)
    Cycle.objects.filter(pk=cycle.pk).update(status=status, decision=make.decision(world.group))
    do, statuses = ACTS[act]
    if status in statuses:
        do(cycle, world)
    else:
        with pytest.raises(DomainError):
            do(cycle, world)
        assert Cycle.objects.get(pk=cycle.pk).status == status


def test_slots_follow_the_regime(world):
    cycle = world.cycle()
    assert list(cycle.slots.values_list("name", flat=True)) == [
        "专家评委1",
        "专家评委2",
        "专家评委3",
        "所在单位",
        "职能部门",
    ]


def test_second_cycle_of_the_same_year_is_refused(world):
    world.cycle()
    with pytest.raises(DomainError):
        world.cycle()


def test_blockers_name_slots_people_and_units(world):
    held = make.holder(world.plant)
    cycle = make.opened(world.cycle(), world.administrator)
    make.fill(cycle)
    assert len(calibration_blockers(cycle)) == 5
    assert f"{held.engineer.name} · 炼铁厂" in calibration_blockers(cycle)[0]
    make.hand_in(cycle, verified=False)
    unverified = calibration_blockers(cycle)
    assert len(unverified) == 5 and "专家评委1" in unverified[0]
    make.hand_in(cycle)
    assert calibration_blockers(cycle) == []


def test_calibrating_is_refused_with_reasons(world):
    make.holder(world.plant)
    cycle = make.opened(world.cycle(), world.administrator)
    with pytest.raises(DomainError) as refused:
        cycles.start_calibrating(cycle, actor=world.administrator)
    assert len(refused.value.reasons) == 5
    assert Cycle.objects.get(pk=cycle.pk).status == CycleStatus.RATING


def test_a_settled_grade_survives_a_return_if_the_lines_say_the_same(world):
    kept, changed = make.holder(world.plant), make.holder(world.plant)
    cycle = make.calibrating(world.cycle(), world.administrator)
    lower = cycle.regime.result_grades.get(code="basic")
    set_grades(
        cycle, list(cycle.assessments.values_list("pk", flat=True)), lower, actor=world.administrator, reason="有通报"
    )
    cycles.return_to_rating(cycle, actor=world.administrator, reason="补录")
    Score.objects.filter(sheet__subject__assessment__engineer=changed.engineer).update(value=5)
    cycles.start_calibrating(cycle, actor=world.administrator)
    assert cycle.assessments.get(engineer=kept.engineer).grade == lower
    assert cycle.assessments.get(engineer=changed.engineer).grade.code == "incompetent"


def test_progress_counts_per_unit_and_slot_in_sight(world):
    make.holder(world.plant)
    make.holder(world.plant)
    make.holder(world.other_plant)
    cycle = make.opened(world.cycle(), world.administrator)
    make.fill(cycle, subject__slot__name="所在单位")
    Sheet.objects.filter(subject__slot__name="所在单位", subject__assessment__unit=world.plant).update(
        status=SheetStatus.SUBMITTED, submitted_at="2026-01-01T00:00Z", digest="0" * 64
    )
    (unit,) = progress(cycle, world.hr)
    row = next(row for row in unit.slots if row.slot == "所在单位")
    assert (unit.unit, row.total, row.started, row.submitted, row.verified) == ("炼铁厂", 2, 2, 2, 0)
    whole = next(row for row in totals(progress(cycle, world.administrator)) if row.slot == "所在单位")
    assert (whole.total, whole.started, whole.submitted) == (3, 3, 2)


def test_progress_costs_the_same_for_one_unit_and_three(world, django_assert_num_queries):
    make.holder(world.plant)
    cycle = make.opened(world.cycle(), world.administrator)
    for _more in range(2):
        with django_assert_num_queries(3):  # the account, its duties, the figures
            progress(cycle, type(world.administrator).objects.get(pk=world.administrator.pk))
        make.holder(office.unit(world.subsidiary))
        Cycle.objects.filter(pk=cycle.pk).update(status=CycleStatus.OPENING)
        make.opening.write_opening(cycle, actor=world.administrator)


def test_buttons_follow_status_and_office(world):
    cycle = world.cycle()
    assert [action.url_name for action in rules.open_actions(world.administrator, cycle)] == [
        "evaluations:cycle_update",
        "evaluations:cycle_slots",
        "evaluations:cycle_preview",
    ]
    assert rules.open_actions(world.hr, cycle) == []
    subsidiary_administrator = office.user(Role.SUBSIDIARY_ADMINISTRATOR, world.subsidiary)
    assert rules.open_actions(subsidiary_administrator, cycle) == []


def test_cycle_pages_answer_each_role(world, client):
    make.holder(world.plant)
    cycle = make.opened(world.cycle(), world.administrator)
    leader = office.user(Role.LEADER, world.group)
    rater = office.user()
    RaterSlot.objects.filter(cycle=cycle, number=1, component__code="experts").update(user=rater)
    stranger = office.hr(office.unit())
    expected = {
        world.administrator: (200, 200, 200, 200),
        world.hr: (200, 200, 200, 403),
        leader: (200, 200, 200, 403),
        rater: (200, 403, 403, 403),
        stranger: (404, 404, 404, 404),
    }
    for user, statuses in expected.items():
        client.force_login(user)
        pages = ("", "assessments/", "progress/", "slots/")
        assert tuple(client.get(f"/cycles/{cycle.pk}/{page}").status_code for page in pages) == statuses


def test_raters_names_stay_hidden_from_the_rated(world, client):
    make.holder(world.plant)
    cycle = make.opened(world.cycle(), world.administrator)
    rater = office.user(name="秘密评委")
    RaterSlot.objects.filter(cycle=cycle, number=1, component__code="experts").update(user=rater)
    rated = make.holder(world.plant, person=make.engineer(world.plant, user=world.hr)).engineer
    client.force_login(world.hr)
    assert "秘密评委" in client.get(f"/cycles/{cycle.pk}/").text
    Cycle.objects.filter(pk=cycle.pk).update(status=CycleStatus.OPENING)
    make.opening.write_opening(cycle, actor=world.administrator)
    assert cycle.assessments.filter(engineer=rated).exists()
    assert "秘密评委" not in client.get(f"/cycles/{cycle.pk}/").text


def test_dates_of_a_cycle_are_in_order(world, client):
    client.force_login(world.administrator)
    answer = client.post(
        "/cycles/new/",
        {
            "name": "2026年度考核",
            "regime": make.regime().pk,
            "unit": world.group.code,
            "year": 2026,
            "as_of": "2026-12-31",
            "filing_ends_on": "2026-12-01",
        },
    )
    assert answer.status_code == 200 and not Cycle.objects.exists()
    answer = client.post(
        "/cycles/new/",
        {
            "name": "2026年度考核",
            "regime": make.regime().pk,
            "unit": world.group.code,
            "year": 2026,
            "as_of": "2026-12-31",
            "filing_ends_on": "2027-01-31",
        },
    )
    cycle = Cycle.objects.get()
    assert answer.status_code == 302 and cycle.filing_ends_on == datetime.date(2027, 1, 31)
