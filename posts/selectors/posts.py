from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce, Greatest

from posts.enums import TERM_STATE_COLOURS, Occupancy, TermState
from posts.models import Appointment, Post, PostVersion, Seat


# --- Posts -------------------------------------------------------------------------------------
def with_figures(posts, on):
    """Annotates held, vacant and overdue seats on a day. Subqueries: a page of 50 pays for 50 posts."""
    held = Appointment.objects.held_on(on)
    return posts.annotate(held=_seats(held), overdue=_seats(Appointment.objects.overdue_on(on))).annotate(
        vacant=Greatest(F("authorised") - F("held"), 0)
    )


def _seats(appointments):
    counted = appointments.filter(seat__post=OuterRef("pk")).order_by().values("seat__post").annotate(seats=Count("pk"))
    return Coalesce(Subquery(counted.values("seats")), 0)


def of_occupancy(posts, occupancy):
    """Posts that `with_figures` has annotated, by how their seats are taken."""
    return posts.filter(
        **{
            Occupancy.VACANT: {"vacant__gt": 0},
            Occupancy.HELD: {"held__gt": 0},
            Occupancy.EMPTY: {"held": 0},
            Occupancy.OVERDUE: {"overdue__gt": 0},
        }[Occupancy(occupancy)]
    )


@dataclass(frozen=True)
class SeatLine:
    """A seat of a post and who is on it; a seat beyond the authorised number is shown only while it is held."""

    seat: Seat
    appointment: Appointment | None
    state: TermState | None = None

    @property
    def colour(self):
        return TERM_STATE_COLOURS[self.state]


def seats_of(post, user, on):
    """The seats of a post with their holders on a day, as far as the user sees appointments: two queries."""
    holders = Appointment.objects.visible_to(user).held_on(on).select_related("engineer", "seat__post")
    seats = post.seats.order_by("number").prefetch_related(Prefetch("appointments", holders, to_attr="holders"))
    lines = [
        SeatLine(seat, holder, holder.state_on(on) if holder else None)
        for seat in seats
        for holder in seat.holders or [None]
    ]
    open_seats = max(post.authorised - sum(1 for line in lines if line.appointment), 0)
    kept = []
    for line in lines:
        if line.appointment or open_seats > 0:
            kept.append(line)
            open_seats -= line.appointment is None
    return kept


def versions_of(post):
    return post.versions.select_related("unit", "discipline", "grade", "decision").order_by("-starts_on")


def former_holders(post, user, on):
    """Those who held a seat of the post and do so no more."""
    return (
        Appointment.objects.visible_to(user)
        .filter(seat__post=post, ended_on__lte=on)
        .select_related("engineer", "seat__post")
        .order_by("-starts_on")
    )


# --- The establishment -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Establishment:
    """How many posts and seats there were on a day, and how many of them were held."""

    posts: int
    seats: int
    held: int
    overdue: int

    @property
    def vacant(self):
        return max(self.seats - self.held, 0)


def establishment(user, on, unit=None):
    """The establishment in sight (of a unit's subtree) as of a day: posts, authorised seats, held, overdue."""
    versions = PostVersion.objects.visible_to(user).in_force_on(on)
    appointments = Appointment.objects.filter(seat__post__in=Post.objects.visible_to(user))
    if unit:
        versions, appointments = versions.in_unit_on(unit, on), appointments.in_unit_on(unit, on)
    authorised = list(versions.order_by().values_list("authorised", flat=True))
    held = appointments.held_on(on).count()
    return Establishment(len(authorised), sum(authorised), held, appointments.overdue_on(on).count())
