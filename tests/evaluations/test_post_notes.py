"""What running assessments say of posts and holders before something is done to them."""

import pytest
from django.utils import translation

from evaluations.models import Cycle
from evaluations.selectors.posts import notes_on_appointments
from office import slots
from posts.models import Appointment, Post
from tests.factories import evaluations as make
from tests.factories import office

pytestmark = pytest.mark.django_db
OF_HOLDER = "“2025年度考核” is running and goes on for the seat held so far; score sheets still open: %d."
OF_POST = "“2025年度考核” is running with %d of its holders, for the post as it was at the opening; score sheets still open: %d."


@pytest.fixture
def running():
    world = make.world()
    world.holders = [make.holder(world.plant) for _number in range(2)]
    world.running = make.opened(world.cycle(), world.administrator)
    return world


def told(user, targets):
    with translation.override("en"):
        return dict(slots.notes_for(user, list(targets)))


def test_holders_and_posts_know_the_running_assessment_and_its_open_sheets(running, django_assert_num_queries):
    held, posts = list(Appointment.objects.order_by("pk")), Post.objects.order_by("pk")
    with django_assert_num_queries(3):  # with the duties of who asks
        notes_on_appointments(running.administrator, held)
    of_holders = told(running.administrator, held)
    sheets = {one.pk: one.assessments.get().sheets.count() for one in held}
    assert of_holders == {one.pk: [OF_HOLDER % sheets[one.pk]] for one in held}
    of_posts = told(running.administrator, posts)
    assert of_posts[held[0].seat.post_id] == [OF_POST % (1, sheets[held[0].pk])]


def test_who_sees_the_assessments_is_told_how_many_sheets_are_open_though_they_are_for_others(running):
    held = running.holders[0]
    leader = office.user("leader", running.group)
    assert told(leader, [held]) == {held.pk: [OF_HOLDER % held.assessments.get().sheets.count()]}


def test_who_does_not_see_them_is_told_nothing(running):
    stranger = office.hr(running.other)
    assert told(stranger, Appointment.objects.all()) == {}
    assert told(stranger, Post.objects.all()) == {}


def test_nobody_learns_of_the_own_one_before_it_is_published(running):
    mine, others = running.holders
    person = running.administrator
    type(mine.engineer).objects.filter(pk=mine.engineer_id).update(user=person)
    assert set(told(person, [mine, others])) == {others.pk}


def test_what_is_published_runs_no_more(running):
    Cycle.objects.update(status="published")
    assert told(running.administrator, running.holders) == {}
