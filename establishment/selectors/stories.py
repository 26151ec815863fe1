"""The way of a seat: back to the change and the demand line that asked for it, forward to whoever holds it.

As far as the user sees reviews and posts.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F, Q

from establishment.enums import ChangeKind, ReviewStatus
from establishment.models import PostChange
from posts.enums import OPEN_APPOINTMENTS, PostStatus
from posts.models import Appointment, Post, Seat

APPLIED = Q(review__status=ReviewStatus.APPLIED)
BROUGHT = APPLIED & Q(seats_after__gt=F("seats_before"))


@dataclass(frozen=True)
class Granted:
    """A seat that a change brought, and who holds it or is to hold it; None while it is vacant."""

    seat: Seat
    change: PostChange
    holder: Appointment | None


def origins_of(seats, user):
    """{seat key: the applied change by which it came last, with its line} of seats that a review brought; a query."""
    changes = PostChange.objects.visible_to(user).filter(BROUGHT, result__in={seat.post_id for seat in seats})
    named = changes.select_related("review__decision", "line__demand_return__unit", "line__discipline", "line__grade")
    found = {}
    for change in named.order_by("review__effective_on", "pk"):
        for seat in seats:
            if seat.post_id == change.result_id and _brought(change, seat):
                found[seat.pk] = change
    return found


def changes_for(lines, user):
    """The changes that answer the lines, applied or under way; a query."""
    changes = PostChange.objects.visible_to(user).filter(line__in=lines).exclude(review__status=ReviewStatus.WITHDRAWN)
    return list(changes.select_related("review", "post", "result").order_by("pk"))


def abolitions_of(posts):
    """[(change, Post, the Post that succeeds it or None)] of abolitions on either side of the posts, also of those that wait for
    the last holder, unless somebody decided something else since; a query."""
    either = Q(result__in=posts) | Q(successor__in=posts) | Q(successor_change__result__in=posts)
    waiting = PostChange.objects.waiting_for_last_holder().values("pk")
    gone = Q(result__status=PostStatus.ABOLISHED) | Q(pk__in=waiting)
    changes = PostChange.objects.filter(APPLIED, either, gone, kind=ChangeKind.ABOLISH)
    named = changes.select_related("review", "result", "successor", "successor_change__result")
    return [(change, change.result, _successor(change)) for change in named.order_by("pk")]


def _successor(change):
    return change.successor or (change.successor_change and change.successor_change.result)


def seats_by(changes, user):
    """{change: [Granted]} of these changes, of one that is not applied or whose post is out of sight none; two queries."""
    applied = [change.result_id for change in changes if change.result_id]
    posts = Post.objects.visible_to(user).filter(pk__in=applied)
    seats = Seat.objects.filter(post__in=posts).select_related("post__unit")
    by_post = defaultdict(list)
    for seat in seats.order_by("number"):
        by_post[seat.post_id].append(seat)
    holders = _holders(seats)
    return {
        change: [
            Granted(seat, change, holders.get(seat.pk)) for seat in by_post[change.result_id] if _brought(change, seat)
        ]
        for change in changes
    }


def _brought(change, seat):
    return change.seats_before < seat.number <= change.seats_after


def _holders(seats):
    """{seat key: Appointment}: of a seat that somebody leaves for another one, who is there now."""
    held = Appointment.objects.filter(status__in=OPEN_APPOINTMENTS, seat__in=seats).select_related("engineer")
    return {appointment.seat_id: appointment for appointment in held.order_by("-starts_on")}
