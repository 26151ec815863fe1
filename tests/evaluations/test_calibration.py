"""The calibration board: the cap holds whoever comes, two at once included."""

import threading

import pytest
from django.db import connection, connections

from evaluations.models import CapOverride
from evaluations.selectors.calibration import board, cap_blockers, caps_of, distribution, pools_of
from evaluations.services.calibration import grant_override, set_grades
from office.enums import Role
from office.errors import DomainError
from office.models import AuditEntry, User
from tests.factories import evaluations as make
from tests.factories import office

pytestmark = pytest.mark.usefixtures("in_english")


def five_holders(totals, **fields):
    """A subsidiary's pool of five, calibrating, with these totals: one may be excellent."""
    world = make.world()
    held = [make.holder(world.plant, **fields) for _total in totals]
    cycle = make.calibrating(
        world.cycle(),
        world.administrator,
        {appointment.engineer_id: total for appointment, total in zip(held, totals, strict=True)},
    )
    rows = [cycle.assessments.get(appointment=appointment) for appointment in held]
    return world, cycle, rows


def grade(cycle, code):
    return cycle.regime.result_grades.get(code=code)


@pytest.mark.django_db
def test_sample_year_is_settled_only_within_the_caps():
    year = make.year_2025()
    make.hand_in(year.cycle)
    cycle = make.cycles.start_calibrating(year.cycle, actor=year.administrator)
    assert len(cap_blockers(cycle)) == 6
    excellent, competent = grade(cycle, "excellent"), grade(cycle, "competent")
    plates = next(pool for pool in pools_of(cycle) if pool.caps[0].reached == 17)
    seen = board(cycle, year.administrator, plates.unit.pk)
    assert [row.assessment.composite for row in seen.rows] == sorted(
        (row.assessment.composite for row in seen.rows), reverse=True
    )
    beyond = [row.assessment.pk for row in seen.rows if row.beyond]
    assert len(beyond) == 10
    set_grades(cycle, beyond, competent, actor=year.administrator, reason="超出优秀比例，按综合得分排序")
    assert (caps_of(cycle, plates.unit.pk)[0].reached, len(cap_blockers(cycle))) == (7, 5)
    with pytest.raises(DomainError, match="There is room for 0 more"):
        set_grades(cycle, beyond[:1], excellent, actor=year.administrator)


@pytest.mark.django_db
def test_a_pool_above_its_cap_only_goes_down():
    world, cycle, (first, second, third, *_others) = five_holders([95, 94, 80, 80, 80])
    assert caps_of(cycle, first.pool_id)[0].over == 1
    with pytest.raises(DomainError):
        set_grades(cycle, [third.pk], grade(cycle, "excellent"), actor=world.administrator, reason="突出贡献")
    set_grades(cycle, [second.pk], grade(cycle, "competent"), actor=world.administrator, reason="名额所限")
    with pytest.raises(DomainError):
        set_grades(cycle, [third.pk], grade(cycle, "excellent"), actor=world.administrator, reason="突出贡献")
    set_grades(cycle, [first.pk], grade(cycle, "competent"), actor=world.administrator, reason="名额所限")
    set_grades(cycle, [third.pk], grade(cycle, "excellent"), actor=world.administrator, reason="突出贡献")
    assert cap_blockers(cycle) == []


@pytest.mark.django_db
def test_a_grade_against_the_lines_needs_a_reason_and_one_by_the_lines_none():
    world, cycle, (first, *_others) = five_holders([95, 80, 80, 80, 80])
    with pytest.raises(DomainError, match="Say why"):
        set_grades(cycle, [first.pk], grade(cycle, "competent"), actor=world.administrator, reason=" ")
    set_grades(cycle, [first.pk], grade(cycle, "competent"), actor=world.administrator, reason="有安全责任")
    first.refresh_from_db()
    assert (first.grade.code, first.grade_reason, first.forecast.code) == ("competent", "有安全责任", "excellent")
    set_grades(cycle, [first.pk], grade(cycle, "excellent"), actor=world.administrator)
    first.refresh_from_db()
    assert (first.grade.code, first.grade_reason) == ("excellent", "")
    assert AuditEntry.objects.filter(verb="assessment.graded").count() == 2
    assert set_grades(cycle, [first.pk], grade(cycle, "excellent"), actor=world.administrator) == 0


@pytest.mark.django_db
def test_nobody_settles_his_or_her_own_grade(client):
    world, cycle, (first, *_others) = five_holders([80] * 5)
    first.engineer.user = world.administrator
    first.engineer.save(update_fields=["user"])
    with pytest.raises(DomainError, match="his or her own"):
        set_grades(cycle, [first.pk], grade(cycle, "basic"), actor=world.administrator, reason="自评")
    seen = board(cycle, world.administrator)
    assert seen.own_hidden and first.pk not in [row.assessment.pk for row in seen.rows]
    client.force_login(world.administrator)
    answer = client.post(
        f"/cycles/{cycle.pk}/calibration/grades/",
        {"selected": [first.pk], "grade": grade(cycle, "basic").pk, "reason": "自评"},
    )
    assert answer.status_code == 403


@pytest.mark.django_db
def test_all_or_none_are_settled():
    world, cycle, rows = five_holders([80] * 5)
    with pytest.raises(DomainError):
        set_grades(
            cycle, [row.pk for row in rows], grade(cycle, "excellent"), actor=world.administrator, reason="全体优秀"
        )
    assert caps_of(cycle, rows[0].pool_id)[0].reached == 0


@pytest.mark.django_db
def test_an_override_is_an_act_with_reason_and_decision():
    world, cycle, rows = five_holders([95, 94, 93, 80, 80])
    excellent, decision = grade(cycle, "excellent"), make.decision(world.group)
    act = {"actor": world.administrator, "reason": "重大攻关", "decision": decision}
    for allowed, changed in ((1, {}), (6, {}), (3, {"reason": " "})):
        with pytest.raises(DomainError):
            grant_override(cycle, world.subsidiary, excellent, allowed=allowed, **act | changed)
    with pytest.raises(DomainError, match="no cap"):
        grant_override(cycle, world.subsidiary, grade(cycle, "basic"), allowed=3, **act)
    assert len(cap_blockers(cycle)) == 1
    grant_override(cycle, world.subsidiary, excellent, allowed=3, **act)
    assert cap_blockers(cycle) == []
    with pytest.raises(DomainError):
        set_grades(cycle, [rows[3].pk], excellent, actor=world.administrator, reason="突出")
    grant_override(cycle, world.subsidiary, excellent, allowed=4, **act)
    assert set_grades(cycle, [rows[3].pk], excellent, actor=world.administrator, reason="突出") == 1
    assert AuditEntry.objects.filter(verb="cap.overridden").count() == 2
    assert CapOverride.objects.get().allowed == 4


@pytest.mark.django_db
def test_only_the_group_administrator_overrides(client):
    world, cycle, _rows = five_holders([95, 94, 80, 80, 80])
    address = (
        f"/cycles/{cycle.pk}/calibration/override/?pool={world.subsidiary.pk}&grade={grade(cycle, 'excellent').pk}"
    )
    subsidiary_administrator = office.user(Role.SUBSIDIARY_ADMINISTRATOR, world.subsidiary)
    for user, status in ((world.administrator, 200), (subsidiary_administrator, 403), (world.hr, 403)):
        client.force_login(user)
        assert client.get(address).status_code == status
    client.force_login(world.administrator)
    decision = make.decision(world.group)
    client.post(address, {"allowed": 2, "reason": "重大攻关", "decision": decision.pk})
    assert CapOverride.objects.get().decision == decision


@pytest.mark.django_db
def test_a_pool_that_reaches_beyond_ones_units_shows_no_figures():
    world = make.world()
    make.holder(world.plant)
    make.holder(world.other_plant, name="乙人员")
    cycle = make.calibrating(world.cycle(), world.administrator)
    seen = board(cycle, world.hr)
    assert (len(seen.rows), seen.figures, seen.may_calibrate) == (1, False, False)
    assert distribution(cycle, world.hr) == []
    (pool,) = distribution(cycle, world.administrator)
    assert (pool.size, pool.unit) == (2, world.group)


@pytest.mark.django_db
def test_board_page_hides_the_other_subsidiary(client):
    world = make.world()
    for _place in range(5):
        make.holder(world.plant)
        make.holder(world.other_plant, name="乙方秘密")
    cycle = make.calibrating(world.cycle(), world.administrator)
    client.force_login(world.hr)
    page = client.get(f"/cycles/{cycle.pk}/calibration/?pool={world.other.pk}").text
    assert "乙方秘密" not in page and "乙公司" not in page
    assert "乙公司" not in client.get(f"/cycles/{cycle.pk}/distribution/").text
    administrator = office.user(Role.SUBSIDIARY_ADMINISTRATOR, world.other)
    mine = cycle.assessments.filter(pool=world.other).first()
    theirs = cycle.assessments.filter(pool=world.subsidiary).first()
    client.force_login(administrator)
    for row, status in ((mine, 302), (theirs, 403)):
        data = {"selected": [row.pk], "grade": grade(cycle, "basic").pk, "reason": "通报"}
        assert client.post(f"/cycles/{cycle.pk}/calibration/grades/", data).status_code == status
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.grade.code, theirs.grade.code) == ("basic", "competent")


@pytest.mark.django_db
def test_board_costs_the_same_for_one_and_three(django_assert_num_queries):
    world = make.world()
    for people in (1, 3):
        for place in (world.plant, world.other_plant):
            for _place in range(people):
                make.holder(place)
        cycle = make.calibrating(world.cycle(year=2020 + people), world.administrator)
        cycle = type(cycle).objects.select_related("regime").get(pk=cycle.pk)
        user = User.objects.get(pk=world.administrator.pk)
        with django_assert_num_queries(12):
            board(cycle, user)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_share_the_last_place():
    world, cycle, rows = five_holders([80] * 5)
    barrier, answers = threading.Barrier(2, timeout=20), []

    def settle(row):
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '10s'")
        barrier.wait()
        try:
            answers.append(
                set_grades(cycle, [row.pk], grade(cycle, "excellent"), actor=world.administrator, reason="突出贡献")
            )
        except DomainError:
            answers.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=settle, args=[row]) for row in rows[:2]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, answers)) == ["1", "refused"]
    assert caps_of(cycle, rows[0].pool_id)[0].reached == 1
