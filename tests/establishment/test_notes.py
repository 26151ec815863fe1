"""Running assessments say what they have to say on a review's page and before it is put forward, approved and applied."""

import pytest
from django.urls import reverse

from establishment.services import changes as changing
from establishment.services import reviews as services
from evaluations.models import Assessment, Cycle
from posts.models import Appointment
from posts.services.posts import write_versions
from tests.establishment.reviews import EFFECTIVE_ON
from tests.factories import evaluations as make
from tests.factories.posts import FIRST_DAY

pytestmark = pytest.mark.django_db
CYCLE = "2025年度考核"


class Running:
    """A group in whose running assessment holders of posts take part that a review moves, re-grades and abolishes."""

    def __init__(self, count):
        self.world = make.world()
        self.held = [make.holder(self.world.plant) for _number in range(3 * count)]
        write_versions([held.seat.post for held in self.held], starts_on=FIRST_DAY, historic=True)
        self.cycle = make.opened(self.world.cycle(), self.world.administrator)
        self.drafter = self.world.administrator
        self.review = services.create_review(
            actor=self.drafter, unit=self.world.group, title="2026年岗位梳理", effective_on=EFFECTIVE_ON
        )
        kinds = [("move", {"unit": self.world.other_plant}), ("freeze", {}), ("abolish", {})] * count
        self.changes = changing.add_changes(
            self.review,
            [
                {"kind": kind, "post": held.seat.post, "reason": "理由"} | facts
                for held, (kind, facts) in zip(self.held, kinds, strict=True)
            ],
            actor=self.drafter,
        )
        for change, held in zip(self.changes, self.held, strict=True):
            if change.kind == "abolish":
                changing.set_fate(
                    change, held, actor=self.drafter, fate="end", ends_on=EFFECTIVE_ON, end_reason="post_abolished"
                )


@pytest.fixture
def running():
    return Running(1)


def notes_on_page(client, running):
    client.force_login(running.drafter)
    rows = client.get(running.review.get_absolute_url()).context["page"].rows
    return [len(change.notes) for change in rows]


def test_the_page_tells_of_posts_that_change_their_place_and_of_holders_who_go(running, client):
    assert Assessment.objects.filter(cycle=running.cycle).count() == 3
    assert notes_on_page(client, running) == [1, 0, 2]  # of the abolished post, and of who leaves it


@pytest.mark.parametrize("act", ["propose", "approve", "apply"])
def test_so_do_the_pages_of_its_acts(running, client, act):
    client.force_login(running.world.administrator)
    text = client.get(reverse(f"establishment:review_{act}", args=[running.review.pk])).text
    assert text.count(CYCLE) == 3


def test_what_was_published_says_nothing(running, client):
    Cycle.objects.update(status="published")
    assert notes_on_page(client, running) == [0, 0, 0]


@pytest.mark.parametrize("count", [1, 15])
def test_the_pages_cost_the_same_for_any_number_of_changes(client, count, django_assert_max_num_queries):
    running = Running(count)
    client.force_login(running.drafter)
    with django_assert_max_num_queries(38):
        client.get(running.review.get_absolute_url())
    with django_assert_max_num_queries(38):
        client.get(reverse("establishment:review_propose", args=[running.review.pk]))
    assert Appointment.objects.count() == 3 * count
