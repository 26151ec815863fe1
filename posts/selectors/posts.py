from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import Case, Count, F, OuterRef, Prefetch, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from office.clock import today
from office.models import Decision
from posts.enums import STANDING_POSTS, TERM_STATE_COLOURS, Occupancy, PostStatus, TermState
from posts.models import Appointment, Post, PostVersion, Seat
from posts.models.appointment import NEVER_HELD, held_on, overdue_on
from posts.models.post import DATED


# --- Posts -------------------------------------------------------------------------------------
def with_figures(posts, on):
    """Annotates held, vacant and overdue seats on a day. Subqueries: a page of 50 pays for 50 posts."""
    held = Appointment.objects.held_on(on)
    return posts.annotate(held=_seats(held), overdue=_seats(Appointment.objects.overdue_on(on))).annotate(
        vacant=Case(When(status__in=STANDING_POSTS, then=Greatest(F("authorised") - F("held"), 0)), default=0)
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
    leads: list = ()  # of office.slots

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


@dataclass(frozen=True)
class VersionLine:
    """A version of a post, and what it says otherwise than the one before; nothing of the first."""

    version: PostVersion
    changes: list  # (label, old, new)
    decision_url: str


def versions_of(post, user):
    """The newest first; decisions are linked as far as the user sees them: two queries."""
    versions = list(post.versions.select_related("unit", "discipline", "grade", "decision").order_by("-starts_on"))
    cited = {version.decision_id for version in versions} - {None}
    seen = Decision.objects.visible_to(user).in_bulk(cited) if cited else {}
    return [
        VersionLine(
            version,
            _differences(older, version) or [(_("As before"), "", "")] if older else [],
            seen[version.decision_id].get_absolute_url() if version.decision_id in seen else "",
        )
        for version, older in zip_longest(versions, versions[1:])
    ]


def _differences(older, newer):
    """Duties are too long for a line: only that they changed is said."""
    lines = []
    for name in DATED:
        old, new = getattr(older, name), getattr(newer, name)
        if old != new:
            field = PostVersion._meta.get_field(name)
            labels = dict(field.flatchoices)
            texts = ("", "") if name == "duties" else (labels.get(old, old), labels.get(new, new))
            lines.append((capfirst(field.verbose_name), *texts))
    return lines


def former_holders(post, user, on):
    """Those who held a seat of the post and do so no more."""
    return (
        Appointment.objects.visible_to(user)
        .filter(~NEVER_HELD, seat__post=post, ended_on__lte=on)
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
    beyond: int  # held without being authorised any more

    @property
    def rows(self):
        """Of the ledger: seats that were authorised or held."""
        return self.seats + self.beyond

    @property
    def vacant(self):
        """Who sits beyond the number takes none of the seats within it."""
        return self.seats - (self.held - self.beyond)


def establishment(user, on, unit=None):
    """The establishment in sight (of a unit's subtree) as of a day: two queries."""
    posts, held = _standing_on(user, on), Appointment.objects.filter(Appointment.objects.scope_of(user), held_on(on))
    if unit:
        posts, held = posts.in_unit_on(unit, on), held.in_unit_on(unit, on)
    there = posts.aggregate(posts=Count("pk"), seats=Coalesce(Sum("authorised"), 0))
    counts = {
        "held": Count("pk"),
        "overdue": Count("pk", filter=overdue_on(on)),
        "beyond": Count("pk", filter=Q(seat__number__gt=1) & _beyond_on(on)),
    }
    return Establishment(**there, **held.aggregate(**counts))


def _standing_on(user, on):
    """Posts as they are, which today is the same as their versions and costs a third."""
    if on == today():
        return Post.objects.visible_to(user).exclude(status=PostStatus.ABOLISHED)
    return PostVersion.objects.visible_to(user).in_force_on(on)


def _beyond_on(on):
    """That the post of an appointment had fewer seats than its own; worth asking of further seats only, every post has a first."""
    if on == today():
        return Q(seat__number__gt=F("seat__post__authorised"))
    versions = PostVersion.objects.filter(post=OuterRef("seat__post"), starts_on__lte=on).order_by("-starts_on")
    standing = Case(When(status__in=STANDING_POSTS, then=F("authorised")))
    return Q(seat__number__gt=Subquery(versions.values_list(standing)[:1]))
