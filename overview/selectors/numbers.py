"""The figures below the to-do list of home: each leads to its rows, all within the user's sight."""

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import Avg, Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office.clock import today
from posts.enums import STANDING_POSTS, Occupancy, PostStatus, TermState
from posts.models import Appointment, Post
from posts.selectors.due import SOON, settled_by_batch
from talent.models import PastResult

ACTIVE = {"status": PostStatus.ACTIVE.value}
VACANT = ACTIVE | {"occupancy": Occupancy.VACANT.value}
OVERDUE = {"state": TermState.OVERDUE.value}
UNDECIDED = {"ends_within": SOON.days, "follows": "undecided"}
YEARS_SHOWN = 3


@dataclass(frozen=True)
class Figure:
    label: str
    value: int
    url: str = ""


@dataclass(frozen=True)
class Bar:
    """One year's results: segments of (label, count, percent from the left, percent wide)."""

    label: str
    total: int
    segments: list


def figures(user):
    """Seats authorised, as the maps count them today, and held, active posts with a vacant one, holders beyond their term, and
    those whose term ends soon without a decision on what follows: two queries."""
    standing = Post.objects.visible_to(user).filter(status__in=STANDING_POSTS)
    there = standing.aggregate(active=Count("pk", filter=Q(**ACTIVE)), seats=Sum("authorised"))
    if not there["seats"]:
        return []
    counts = _holders(user)
    posts, appointments = reverse("posts:post_list"), reverse("posts:appointment_list")
    return [
        Figure(_("Authorised seats"), there["seats"], reverse("posts:establishment")),
        Figure(_("Held"), counts["holders"], appointments),
        Figure(_("Posts with a vacant seat"), there["active"] - counts["full"], f"{posts}?{urlencode(VACANT)}"),
        Figure(_("Beyond their term"), counts["beyond_term"], f"{appointments}?{urlencode(OVERDUE)}"),
        Figure(
            _("Term ends within 180 days, nothing decided"),
            counts["undecided"],
            f"{appointments}?{urlencode(UNDECIDED)}",
        ),
    ]


def _holders(user):
    """Counted by post, of which those are full whose holders fill the authorised number."""
    on = today()
    held = Appointment.objects.visible_to(user).held_on(on).order_by()
    by_post = held.values("seat__post", authorised=F("seat__post__authorised"), standing=F("seat__post__status"))
    return by_post.annotate(
        held=Count("pk"),
        overdue=Count("pk", filter=Q(until__lte=on)),
        soon=Count("pk", filter=Q(until__gt=on, until__lte=on + SOON) & ~settled_by_batch()),
    ).aggregate(
        holders=Coalesce(Sum("held"), 0),
        beyond_term=Coalesce(Sum("overdue"), 0),
        undecided=Coalesce(Sum("soon"), 0),
        full=Count("held", filter=Q(standing=PostStatus.ACTIVE, held__gte=F("authorised"))),
    )


def results_by_year(user):
    """The distribution of results in the last three years on record: one query."""
    rows = (
        PastResult.objects.visible_to(user)
        .in_force()
        .values("period", "grade_label")
        .annotate(count=Count("pk"), level=Avg("score"))
        .order_by("-period", "-level", "grade_label")
    )
    years = [(year, list(found)) for year, found in groupby(rows, key=lambda row: row["period"])]
    return [_bar(year, found) for year, found in years[:YEARS_SHOWN]]


def _bar(year, rows):
    total, left, segments = sum(row["count"] for row in rows), 0, []
    for row in rows:
        segments.append(
            (row["grade_label"], row["count"], round(100 * left / total, 2), round(100 * row["count"] / total, 2))
        )
        left += row["count"]
    return Bar(str(year), total, segments)
