"""Reports by unit as of a day: by where the post and the unit stood then, not by where they stand now."""

import datetime

import pytest
from django.urls import reverse

from office.services.units import merge_unit
from posts.filters.posts import EstablishmentFilter
from posts.models import Appointment, PostVersion
from posts.selectors import posts as selectors
from posts.services import posts as services
from tests.factories import office as make
from tests.factories import posts as of

pytestmark = pytest.mark.django_db
BEFORE, AFTER = datetime.date(2026, 6, 30), datetime.date(2026, 7, 1)
EARLY, TODAY = datetime.date(2019, 1, 1), datetime.date(2026, 11, 1)


@pytest.fixture(autouse=True)
def demo_day(settings):
    settings.AS_OF_DATE = "2026-11-01"


@pytest.fixture
def group():
    """Two plants with a post and its holder each; the first is merged into the second, as of a day gone by."""

    class Group:
        top = make.unit(name="集团")
        first, second = make.unit(top, name="甲厂"), make.unit(top, name="乙厂")
        administrator = make.user("group_administrator", top)

    for unit in (Group.first, Group.second):
        unit.placements.create(parent=Group.top, starts_on=datetime.date(2020, 1, 1), name=unit.name)
        of.appointment(of.post(unit, authorised=2))
    Group.first = merge_unit(Group.first, Group.second, actor=Group.administrator, on=AFTER, reason="合并")
    return Group


def figures(group, unit, on):
    found = selectors.establishment(group.administrator, on, unit)
    return found.posts, found.seats, found.held


def test_the_establishment_of_a_unit_counts_what_stood_below_it_on_the_day(group):
    found = {
        on: [figures(group, unit, on) for unit in (group.first, group.second, group.top)]
        for on in (BEFORE, AFTER, TODAY)
    }
    assert found == {
        BEFORE: [(1, 2, 1), (1, 2, 1), (2, 4, 2)],
        AFTER: [(1, 2, 1), (2, 4, 2), (2, 4, 2)],
        TODAY: [(1, 2, 1), (2, 4, 2), (2, 4, 2)],
    }


@pytest.mark.parametrize(("on", "rows"), [(BEFORE, 1), (AFTER, 2), (TODAY, 2)])
def test_the_rows_are_as_many_as_the_figures_say(client, group, on, rows):
    client.force_login(group.administrator)
    for name in ("establishment", "appointment_list"):
        page = client.get(reverse(f"posts:{name}"), {"unit": group.second.code, "as_of": str(on), "count": "1"})
        assert page.context["page"].count == rows


def test_a_post_that_was_moved_stood_where_its_version_says(group):
    post = group.first.posts.get()
    services.revise_post(post, actor=None, starts_on=datetime.date(2026, 9, 1), historic=True, unit=group.top)
    held = {
        on: [Appointment.objects.held_on(on).in_unit_on(unit, on).count() for unit in (group.first, group.second)]
        for on in (BEFORE, AFTER, TODAY)
    }
    assert held == {BEFORE: [1, 1], AFTER: [1, 2], TODAY: [0, 1]}


def test_a_holder_from_before_the_posts_first_version_is_counted_where_it_began(group):
    appointment = Appointment.objects.filter(seat__post__unit=group.first).get()
    Appointment.objects.filter(pk=appointment.pk).update(starts_on=EARLY - datetime.timedelta(1))
    found = [Appointment.objects.held_on(EARLY).in_unit_on(unit, EARLY).count() for unit in (group.first, group.top)]
    assert found == [1, 1]


def test_of_each_post_one_version_stands_on_any_day(group):
    post = group.first.posts.get()
    services.revise_post(post, actor=None, starts_on=AFTER, historic=True, authorised=3)
    Appointment.objects.filter(seat__post=post).delete()
    services.revise_post(post, actor=None, starts_on=TODAY, historic=True, status="abolished")
    for on, seats in ((EARLY, 2), (BEFORE, 2), (AFTER, 3), (TODAY, 3)):
        assert PostVersion.objects.standing_on(on).get(post=post).authorised == seats


def test_the_filter_takes_today_where_no_day_is_given(group, rf):
    request = rf.get("/")
    request.user = group.administrator
    found = EstablishmentFilter({"unit": group.second.code}, PostVersion.objects.all(), request=request)
    assert found.qs.count() == 2
