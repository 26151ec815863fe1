"""The ledger of posts (岗位台账): one row per seat, as the establishment and its holders were on a day."""

from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Value, When

from office.models.unit import name_on
from posts.enums import STANDING_POSTS, SeatOccupancy, SeatState
from posts.models import PostVersion
from posts.models.appointment import held_on, overdue_on, until_on


def seats_on(seats, on, *also):
    """The seats there were on a day: up to the authorised number, and beyond it those that were held.

    Each is joined with the `version` of its post that was in force and with its `holder`, if there was one. Conditions on the
    version are given here as `also`: a later filter on `version` would join other versions of the post.
    """
    joined = seats.annotate(
        version=FilteredRelation("post__versions", condition=Q(post__versions__starts_on__lte=on)),
        holder=FilteredRelation("appointments", condition=held_on(on, "appointments__")),
    )
    later = PostVersion.objects.filter(
        post=OuterRef("post"), starts_on__lte=on, starts_on__gt=OuterRef("version__starts_on")
    )
    return joined.filter(
        Q(number__lte=F("version__authorised")) | Q(holder__isnull=False),
        ~Exists(later),
        *also,
        version__status__in=STANDING_POSTS,
    )


def with_unit_and_state(seats, on):
    """Annotates `unit_then` (the name of its unit on the day) and `state`, a value of SeatState."""
    state = Case(
        When(holder=None, then=Value(SeatState.VACANT.value)),
        When(overdue_on(on, "holder__"), then=Value(SeatState.OVERDUE.value)),
        default=Value(SeatState.WITHIN.value),
    )
    return seats.annotate(unit_then=name_on(on, "version__unit"), state=state)


def ledger(seats, on, *also):
    """`seats_on` with unit and state, and `until_then` (the end of the term as it stood); of the version may be asked later
    `unit_key`, `discipline_key`, `grade_key` and `seats_then`.
    """
    return with_unit_and_state(seats_on(seats, on, *also), on).annotate(
        until_then=until_on(on, "holder__"),
        unit_key=F("version__unit"),
        discipline_key=F("version__discipline"),
        grade_key=F("version__grade"),
        seats_then=F("version__authorised"),
    )


def of_occupancy(seats, occupancy):
    """Rows of the ledger by how the seat was taken."""
    return seats.filter(
        {
            SeatOccupancy.VACANT: Q(holder=None),
            SeatOccupancy.HELD: Q(holder__isnull=False),
            SeatOccupancy.OVERDUE: Q(state=SeatState.OVERDUE),
            SeatOccupancy.BEYOND: Q(number__gt=F("seats_then")),
        }[SeatOccupancy(occupancy)]
    )
