"""What an act on a unit reaches, from all floors at once, and what keeps it open."""

import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from evaluations.models import Cycle
from office import slots
from office.clock import today
from office.enums import Role
from office.errors import DomainError
from office.models import Unit
from office.services.units import close_unit, merge_unit
from posts.models import AppointmentBatch
from talent.enums import EngineerStatus
from tests.factories import evaluations, office
from tests.factories import filing as make
from tests.factories import posts as of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def house():
    """A plant with everything in it, and a twin with as much that must never be counted."""
    made = make.filing(2, others=3)
    for plant, people in ((made.plant, 1), (made.other_plant, 4)):
        for _person in range(people):
            of.engineer(plant, status=EngineerStatus.SICK_LEAVE)
            AppointmentBatch.objects.create(unit=plant, title="批次", effective_on=today())
        of.engineer(plant, status=EngineerStatus.LEFT)
        office.user(Role.FILLER, plant)
        Cycle.objects.create(
            name="本厂考核",
            regime=made.cycle.regime,
            unit=plant,
            year=2024,
            as_of=datetime.date(2024, 12, 31),
            filing_ends_on=datetime.date(2025, 1, 31),
        )
    made.administrator = office.user(Role.GROUP_ADMINISTRATOR, made.group)
    return made


def counted(user, unit):
    return {entry.label: entry.count for entry in slots.touched_by(user, unit)}


REACHED = {
    "Duties in force": 1,
    "People: On duty": 2,
    "People: On sick leave": 1,
    "Posts: Active": 2,
    "Appointments: Serving": 2,
    "Appointment batches: Draft": 1,
    "Running cycles of its own": 1,
    "2025年度考核: people assessed": 2,
    "2025年度考核: score sheets still open": 10,
}


def test_everything_of_the_unit_is_counted_and_nothing_of_its_twin(house):
    assert counted(house.administrator, house.plant) == REACHED
    assert counted(None, house.plant) == REACHED
    upper = counted(house.administrator, house.subsidiary)
    assert upper == REACHED | {"Units below it": 1, "Duties in force": 2}  # and that of the subsidiary's HR


def test_each_floor_counts_only_what_the_reader_sees(house):
    assert counted(office.hr(house.other_plant), house.plant) == {"Duties in force": 1}


def test_every_number_leads_to_its_rows(client, house):
    client.force_login(house.administrator)
    for entry in slots.touched_by(house.administrator, house.plant):
        if entry.url:
            page = client.get(f"{entry.url}&count=1")
            found = page.context["page"].count
            assert (entry.label, found) == (entry.label, entry.count)


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_asks_as_often_for_one_unit_as_for_three(house, count, django_assert_num_queries):
    units = [house.plant, house.other_plant, house.subsidiary][:count]
    user = type(house.administrator).objects.get(pk=house.administrator.pk)
    assert user.roles
    with django_assert_num_queries(10):
        for register in slots._touched["office.unit"]:
            register(user, units)


def test_whatever_is_in_it_keeps_a_unit_open(house):
    with pytest.raises(DomainError) as refused:
        close_unit(house.plant, actor=None, on=today(), reason="撤销")
    assert refused.value.reasons == [
        "Still on its roster (On duty): 2. Move them to another unit first.",
        "Still on its roster (On sick leave): 1. Move them to another unit first.",
        "Posts that still belong to it (Active): 2. Abolish them or move them to another unit first.",
        "Appointments to its posts (Serving): 2. End them first.",
        "Appointment batches under way (Draft): 1. Carry them out or withdraw them first.",
        "Running cycles of its own: 1. Publish them first.",
    ]


def test_only_what_has_left_does_not_keep_a_unit_open(house):
    emptied = office.unit(house.subsidiary)
    of.engineer(emptied, status=EngineerStatus.RETIRED)
    office.user(Role.HR, emptied)
    assert close_unit(emptied, actor=None, on=today(), reason="撤销").closed_on == today()


def test_people_of_a_merged_unit_are_corrected_where_they_are(client, house):
    merge_unit(house.plant, house.other_plant, actor=None, on=today(), reason="重组")
    person = house.plant.engineers.first()
    client.force_login(house.administrator)
    url = reverse("talent:engineer_update", args=[person.pk])
    page = client.get(url)
    posted = {
        name: field.value() for name, field in ((each.name, each) for each in page.context["form"]) if field.value()
    }
    assert posted["unit"] == house.plant.code
    posted |= {"unit": house.plant.code, "school": "钢铁学院", "reason": "更正"}
    answer = client.post(url, posted)
    assert answer.status_code == 302, answer.context["form"].errors
    person.refresh_from_db()
    assert (person.unit, person.school) == (house.plant, "钢铁学院")
    other = house.other_plant.engineers.first()
    page = client.post(reverse("talent:engineer_update", args=[other.pk]), posted)
    assert "unit" in page.context["form"].errors


def test_a_cycle_of_the_former_parent_goes_on_for_a_unit_that_was_merged_away(client):
    """Its own HR and the successor's reach the cycle, though it is a cycle of another subsidiary."""
    made = evaluations.world()
    evaluations.holder(made.plant)
    evaluations.holder(made.subsidiary)
    cycle = evaluations.opened(evaluations.draft(made.subsidiary, made.administrator), made.administrator)
    own, successors = office.hr(made.plant), office.hr(made.other)
    merge_unit(made.plant, made.other_plant, actor=made.administrator, on=today(), reason="重组")
    seen = {user: Cycle.objects.visible_to(user).filter(pk=cycle.pk).count() for user in (own, successors, made.hr)}
    assert seen == {own: 1, successors: 1, made.hr: 1}
    assert Unit.objects.get(pk=made.plant.pk).parent == made.other_plant
