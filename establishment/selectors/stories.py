"""The way of a seat: back to the change and the demand line that asked for it, forward to whoever holds it."""

from dataclasses import dataclass

from django.db.models import F, Q

from establishment.enums import ReviewStatus
from establishment.models import PostChange
from posts.enums import OPEN_APPOINTMENTS
from posts.models import Appointment, Seat

APPLIED = Q(review__status=ReviewStatus.APPLIED)


@dataclass(frozen=True)
class Granted:
    """A seat that a change brought, and who holds it or is to hold it; None while it is vacant."""

    seat: Seat
    change: PostChange
    holder: Appointment | None


def origin_of(seat):
    """The applied change by which the seat came last, with its line; None of one that no review brought. A query."""
    brought = PostChange.objects.filter(
        APPLIED, result=seat.post_id, seats_before__lt=seat.number, seats_after__gte=seat.number
    )
    return (
        brought.select_related("review__decision", "line__demand_return__unit")
        .order_by("-review__effective_on", "-pk")
        .first()
    )


def seats_for(lines):
    """{line key: [Granted]} of the seats that applied changes brought for the lines; three queries."""
    changes = PostChange.objects.filter(APPLIED, line__in=lines, seats_after__gt=F("seats_before")).order_by("pk")
    changes = list(changes.select_related("review"))
    seats = Seat.objects.filter(post__in={change.result_id for change in changes}).select_related("post__unit")
    by_post = {}
    for seat in seats.order_by("number"):
        by_post.setdefault(seat.post_id, []).append(seat)
    holders = _holders(seats)
    found = {}
    for change in changes:
        for seat in by_post[change.result_id]:
            if change.seats_before < seat.number <= change.seats_after:
                found.setdefault(change.line_id, []).append(Granted(seat, change, holders.get(seat.pk)))
    return found


def _holders(seats):
    """{seat key: Appointment}: of a seat that somebody leaves for another one, who is there now."""
    held = Appointment.objects.filter(status__in=OPEN_APPOINTMENTS, seat__in=seats).select_related("engineer")
    return {appointment.seat_id: appointment for appointment in held.order_by("-starts_on")}
