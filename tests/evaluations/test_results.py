"""The result sheet: what it says, and who reads it."""

import datetime
from decimal import Decimal

import pytest

from evaluations.enums import CycleStatus
from evaluations.models import Assessment, Cycle, RaterSlot, Score
from evaluations.selectors.results import result_sheet
from evaluations.services import cycles
from evaluations.services.publishing import publish_cycle
from office.enums import Role
from office.models import User
from office.slots import tabs_for
from posts.models import Appointment
from tests.factories import evaluations as make
from tests.factories import office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def published(settings, totals=(95, 80, 80, 70, 70)):
    settings.AS_OF_DATE = "2026-02-10"
    world = make.world()
    held = [make.holder(world.plant) for _total in totals]
    totals = {appointment.engineer_id: total for appointment, total in zip(held, totals, strict=True)}
    cycle = make.calibrating(world.cycle(), world.administrator, totals)
    cycles.attach_decision(cycle, make.decision(world.group), actor=world.administrator)
    publish_cycle(cycle, actor=world.administrator)
    return world, Cycle.objects.get(pk=cycle.pk), held


def row_of(cycle, held):
    return cycle.assessments.select_related("cycle__regime__rulebook", "cycle__regime__standard", "pool").get(
        appointment=held
    )


def test_sheet_says_how_the_result_was_made(settings):
    _world, cycle, (best, second, *_others) = published(settings)
    Score.objects.filter(
        sheet__subject__slot__name="专家评委1",
        sheet__subject__assessment__appointment=best,
        criterion__position=1,
    ).update(value=Decimal("18.0"))
    sheet = result_sheet(row_of(cycle, best))
    assert (sheet.composite, sheet.line_grade.name, sheet.grade.name) == (Decimal("95.00"), "优秀", "优秀")
    assert (sheet.place, sheet.pool_size) == (1, 5)
    assert [part.component.name for part in sheet.parts] == ["专家评委", "所在单位", "职能部门"]
    assert sheet.criteria[0].points == [Decimal("16.00"), Decimal("15.00"), Decimal("15.00")]
    assert result_sheet(row_of(cycle, second)).place == 2
    assert sheet.ask_until == datetime.date(2026, 3, 12) and sheet.can_still_ask
    settings.AS_OF_DATE = "2026-03-12"
    assert result_sheet(row_of(cycle, best)).can_still_ask
    settings.AS_OF_DATE = "2026-03-13"
    assert not result_sheet(row_of(cycle, best)).can_still_ask


def test_rank_stays_hidden_where_the_regime_says_so(settings):
    _world, cycle, (best, *_others) = published(settings)
    row = row_of(cycle, best)
    row.cycle.regime.rank_shown = False
    assert result_sheet(row).place is None


def test_sheet_costs_the_same_for_a_pool_of_one_and_three(settings, django_assert_num_queries):
    for totals in ((80,), (80, 80, 80)):
        _world, cycle, (held, *_others) = published(settings, totals)
        with django_assert_num_queries(9):
            row = row_of(cycle, held)
            result_sheet(row)
        Cycle.objects.filter(pk=cycle.pk).update(year=2000 + len(totals))


def readers(world, cycle, held):
    """{person: status of the sheet} before and after publishing."""
    owner, rater, colleague = office.user(), office.user(name="秘密评委"), office.user()
    held[0].engineer.user = owner
    held[0].engineer.save(update_fields=["user"])
    held[1].engineer.user = colleague
    held[1].engineer.save(update_fields=["user"])
    RaterSlot.objects.filter(cycle=cycle, number=1, component__code="experts").update(user=rater)
    rated_hr = office.hr(world.subsidiary)
    held[2].engineer.user = rated_hr
    held[2].engineer.save(update_fields=["user"])
    return {
        "owner": (owner, 404, 200),
        "hr": (world.hr, 200, 200),
        "administrator": (world.administrator, 200, 200),
        "inspection": (office.user(Role.INSPECTION, world.group), 200, 200),
        "leader": (office.user(Role.LEADER, world.group), 403, 403),
        "unit head": (office.user(Role.UNIT_HEAD, world.plant), 404, 404),
        "rater": (rater, 404, 404),
        "colleague": (colleague, 404, 404),
        "hr elsewhere": (office.hr(world.other), 404, 404),
        "system administrator": (office.user(Role.SYSTEM_ADMINISTRATOR, world.group), 404, 404),
    }


def test_sheet_is_read_by_its_owner_hr_and_inspection_only(settings, client):
    world, cycle, held = published(settings)
    people = readers(world, cycle, held)
    row = row_of(cycle, held[0])
    for status, place in ((CycleStatus.CALIBRATING, 1), (CycleStatus.PUBLISHED, 2), (CycleStatus.CLOSED, 2)):
        Cycle.objects.filter(pk=cycle.pk).update(status=status)
        for name, expected in people.items():
            client.force_login(expected[0])
            answer = client.get(f"/assessments/{row.pk}/")
            assert (name, answer.status_code) == (name, expected[place])
            assert "秘密评委" not in answer.text


def test_nobody_sees_ones_own_before_publishing_even_as_hr(settings, client):
    world, cycle, held = published(settings)
    readers(world, cycle, held)
    hr = held[2].engineer.user
    own = row_of(cycle, held[2])
    Cycle.objects.filter(pk=cycle.pk).update(status=CycleStatus.CALIBRATING)
    client.force_login(hr)
    assert client.get(f"/assessments/{own.pk}/").status_code == 404
    assert not Assessment.objects.visible_to(hr).filter(pk=own.pk).exists()
    assert Assessment.objects.visible_to(hr).count() == 4
    assert held[2].engineer.name not in client.get(f"/cycles/{cycle.pk}/assessments/").text
    Cycle.objects.filter(pk=cycle.pk).update(status=CycleStatus.PUBLISHED)
    assert client.get(f"/assessments/{own.pk}/").status_code == 200
    assert Assessment.objects.visible_to(hr).count() == 5


@pytest.mark.parametrize("status", [CycleStatus.RATING, CycleStatus.CALIBRATING])
def test_people_list_costs_the_same_for_one_and_three(client, django_assert_num_queries, status):
    world = make.world()
    client.force_login(world.administrator)
    make.holder(world.plant)
    cycle = make.opened(world.cycle(), world.administrator)
    Cycle.objects.filter(pk=cycle.pk).update(status=status)
    for count in (1, 3):
        while cycle.assessments.count() < count:
            row = make.opening.assessment_of(cycle, make.holder(world.plant), pool=world.group)
            row.save()
            make.opening.add_sheets(cycle, [(row.pk, None)])
        with django_assert_num_queries({CycleStatus.RATING: 13, CycleStatus.CALIBRATING: 7}[status]):
            page = client.get(f"/cycles/{cycle.pk}/assessments/")
        assert page.text.count("首席工程师</td>") == 2 * count


def test_people_list_filters_and_exports(client):
    world = make.world()
    mine = make.holder(world.plant, name="甲方人员")
    make.holder(world.other_plant, name="乙方秘密")
    cycle = make.opened(world.cycle(), world.administrator)
    make.fill(cycle, subject__assessment__appointment=mine)
    make.hand_in(cycle)
    client.force_login(world.hr)
    address = f"/cycles/{cycle.pk}/assessments/"
    slot = cycle.slots.get(name="所在单位")
    assert "甲方人员" in client.get(address).text
    assert "甲方人员" not in client.get(address, {"missing": slot.pk}).text
    exported = client.post(address, {"format": "csv"})
    assert "甲方人员" in exported.getvalue().decode("utf-8-sig")
    assert "乙方秘密" not in exported.getvalue().decode("utf-8-sig")
    assert client.get("/cycles/").text.count("2025年度考核") == 1


def test_an_ended_appointment_is_shown_and_handled(client):
    world = make.world()
    held = make.holder(world.plant)
    make.holder(world.plant)
    cycle = make.opened(world.cycle(), world.administrator)
    Appointment.objects.filter(pk=held.pk).update(status="ended", ended_on="2026-01-05", end_reason="retired")
    row = cycle.assessments.get(appointment=held)
    client.force_login(world.administrator)
    assert "2026-01-05" in client.get(f"/assessments/{row.pk}/").text
    assert client.post(f"/assessments/{row.pk}/exclude/", {"reason": "已退休"}).status_code == 302
    make.fill(cycle)
    make.hand_in(cycle)
    cycle = cycles.start_calibrating(cycle, actor=world.administrator)
    row.refresh_from_db()
    assert (row.composite, cycle.assessments.active().exclude(grade=None).count()) == (None, 1)
    client.force_login(world.hr)
    assert client.post(f"/assessments/{row.pk}/include/", {"reason": "返聘"}).status_code == 403


def test_tabs_on_people_and_posts_count_what_is_in_sight(settings, client):
    world, cycle, held = published(settings)
    engineer, post = held[0].engineer, held[0].seat.post
    for target, address in (
        (engineer, f"/engineers/{engineer.pk}/assessments/"),
        (post, f"/posts/{post.pk}/assessments/"),
    ):
        (tab,) = [tab for tab in tabs_for(world.hr, target) if tab.url == address]
        assert tab.count == 1
        client.force_login(world.hr)
        assert cycle.name in client.get(address).text
        stranger = User.objects.get(pk=office.hr(world.other).pk)
        assert address not in [tab.url for tab in tabs_for(stranger, target)]
        client.force_login(stranger)
        assert client.get(address).status_code == 404
