"""The ledger of posts (岗位台账): one row per seat, as the establishment and its holders were on a day."""

from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Value, When

from office.clock import today
from office.models.unit import name_on
from posts.enums import STANDING_POSTS, SeatOccupancy, SeatState
from posts.models import Appointment, PostVersion
from posts.models.appointment import held_on


def ledger(seats, on):
    """The seats there were on a day: up to the authorised number, and beyond it those that were held.

    Each is joined with the version of its post that was in force and with whoever held it, and annotated with
    `unit_then` (the name of its unit on the day), `until_then` (the end of the term as it stood) and `state`, a value of
    SeatState.
    """
    joined = seats.annotate(
        version=FilteredRelation("post__versions", condition=Q(post__versions__starts_on__lte=on)),
        holder=FilteredRelation("appointments", condition=held_on(on, "appointments__")),
    )
    later = PostVersion.objects.filter(
        post=OuterRef("post"), starts_on__lte=on, starts_on__gt=OuterRef("version__starts_on")
    )
    there = joined.filter(
        Q(number__lte=F("version__authorised")) | Q(holder__isnull=False),
        ~Exists(later),
        version__starts_on__lte=on,
        version__status__in=STANDING_POSTS,
    )
    return _with_state(there.annotate(unit_then=name_on(on, "version__unit")), on)


def _with_state(seats, on):
    return seats.annotate(until_then=_until(on)).annotate(
        state=Case(
            When(holder=None, then=Value(SeatState.VACANT.value)),
            When(until_then__lte=on, then=Value(SeatState.OVERDUE.value)),
            default=Value(SeatState.WITHIN.value),
        )
    )


def _until(on):
    if on >= today():
        return F("holder__until")
    return Subquery(Appointment.objects.filter(pk=OuterRef("holder")).with_term_on(on).values("until_then"))


def of_occupancy(seats, occupancy):
    """Rows of the ledger by how the seat was taken."""
    return seats.filter(
        {
            SeatOccupancy.VACANT: Q(holder=None),
            SeatOccupancy.HELD: Q(holder__isnull=False),
            SeatOccupancy.OVERDUE: Q(state=SeatState.OVERDUE),
            SeatOccupancy.BEYOND: Q(number__gt=F("version__authorised")),
        }[SeatOccupancy(occupancy)]
    )
