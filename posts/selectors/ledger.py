"""The ledger of posts (岗位台账): one row per seat, as the establishment and its holders were on a day."""

from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Value, When

from office.clock import today
from office.models.unit import name_on
from posts.enums import STANDING_POSTS, SeatOccupancy, SeatState
from posts.models import PostVersion
from posts.models.appointment import held_on, overdue_on, until_on


def post_lookup(on):
    """The lookup by which `seats_on` a day name their post as it stood: from today on it is the post itself."""
    return "post" if on >= today() else "version"


def seats_on(seats, on, *also):
    """The seats there were on a day: up to the authorised number, and beyond it those that were held.

    Each is joined with its `holder`, if there was one, and with its post as it stood, which `post_lookup` names. Conditions on that
    are given here as `also`: a later filter on `version` would join other versions of the post.
    """
    if post_lookup(on) == "version":
        return _with_versions(seats, on, *also)
    return _with_holders(seats, on, "post", *also)


def _with_versions(seats, on, *also):
    """The same, joined with the `version` of the post that was in force, today as well."""
    joined = seats.annotate(version=FilteredRelation("post__versions", condition=Q(post__versions__starts_on__lte=on)))
    later = PostVersion.objects.filter(
        post=OuterRef("post"), starts_on__lte=on, starts_on__gt=OuterRef("version__starts_on")
    )
    return _with_holders(joined, on, "version", ~Exists(later), *also)


def _with_holders(seats, on, post, *also):
    joined = seats.annotate(holder=FilteredRelation("appointments", condition=held_on(on, "appointments__")))
    there = Q(number__lte=F(f"{post}__authorised")) | Q(holder__isnull=False)
    return joined.filter(there, *also, **{f"{post}__status__in": STANDING_POSTS})


def state_on(on):
    """Of seats with their holders on a day: a value of SeatState."""
    return Case(
        When(holder=None, then=Value(SeatState.VACANT.value)),
        When(overdue_on(on, "holder__"), then=Value(SeatState.OVERDUE.value)),
        default=Value(SeatState.WITHIN.value),
    )


def ledger(seats, on, *also):
    """`seats_on` the day with their `version`, annotated with `unit_then` (the name of its unit), `state` (a SeatState) and
    `until_then` (the end of the term as it stood); of the version may be asked later `unit_key`, `discipline_key`, `grade_key`
    and `seats_then`.
    """
    return _with_versions(seats, on, *also).annotate(
        unit_then=name_on(on, "version__unit"),
        state=state_on(on),
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
