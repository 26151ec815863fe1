"""The figures below the to-do list of home: each leads to its rows, all within the user's sight."""

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import Avg, Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office.clock import today
from posts.models import Appointment, Post
from posts.selectors.due import SOON, settled_by_batch
from talent.models import PastResult

UNDECIDED = {"ends_within": SOON.days, "settled": "no"}
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
    """Seats authorised, held, vacant, overdue, and ending soon without a decision on what follows: three queries."""
    on = today()
    authorised = Post.objects.visible_to(user).active().aggregate(seats=Sum("authorised"))["seats"] or 0
    held = Appointment.objects.visible_to(user).held_on(on)
    counts = held.aggregate(
        held=Count("pk"),
        overdue=Count("pk", filter=Q(until__lte=on)),
        soon=Count("pk", filter=Q(until__gt=on, until__lte=on + SOON) & ~settled_by_batch()),
    )
    if not authorised:
        return []
    posts, appointments = reverse("posts:post_list"), reverse("posts:appointment_list")
    return [
        Figure(_("Authorised seats"), authorised, posts),
        Figure(_("Held"), counts["held"], appointments),
        Figure(_("Vacant"), max(0, authorised - counts["held"]), f"{posts}?{urlencode({'occupancy': 'vacant'})}"),
        Figure(_("Beyond their term"), counts["overdue"], f"{appointments}?{urlencode({'state': 'overdue'})}"),
        Figure(
            _("Term ends within 180 days, nothing decided"), counts["soon"], f"{appointments}?{urlencode(UNDECIDED)}"
        ),
    ]


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
