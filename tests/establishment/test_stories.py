"""Each seat that came leads back to the line that asked for it and forward to its holder."""

import pytest

from establishment.selectors.stories import origin_of, seats_for
from planning.models import DemandLine
from posts.models import Post, Seat
from tests.establishment.reviews import Sorting
from tests.establishment.test_drafting import decide, draw
from tests.factories import posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def sorting():
    """A line that got two seats on a new post, another one a second seat beside the one that is held; applied."""
    made = Sorting().survey()
    made.old = made.post(code="OLD", discipline=made.discipline)
    made.first = made.holder(made.old)
    made.lines = [decide(made, 2, posts.discipline(code="01")), decide(made, 2, made.discipline)]
    draw(made)
    made.carry_through()
    return made


def test_a_seat_leads_back_to_the_line(sorting):
    new, more = sorting.lines
    post = Post.objects.get(code=f"{sorting.plant.code}-01-1")
    assert [origin_of(seat).line for seat in post.seats.order_by("number")] == [new, new]
    old, added = sorting.old.seats.order_by("number")
    assert (origin_of(old), origin_of(added).line) == (None, more)
    assert origin_of(added).review.decision == sorting.decision


def test_a_line_leads_forward_to_its_seats_and_their_holders(sorting, django_assert_num_queries):
    new, more = sorting.lines
    seat = Seat.objects.get(post=sorting.old, number=2)
    held = posts.appointment(sorting.old, seat=2)
    with django_assert_num_queries(3):
        found = seats_for(DemandLine.objects.filter(pk__in=[new.pk, more.pk]))
    assert [granted.holder for granted in found[new.pk]] == [None, None]
    assert [(granted.seat, granted.holder) for granted in found[more.pk]] == [(seat, held)]
