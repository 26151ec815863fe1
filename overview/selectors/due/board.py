"""The board of what is due, in parts, for whoever reads it within the own units."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.clock import today
from overview.selectors.due.lines import Line, appointment_lines, batch_lines
from overview.selectors.due.words import PARTS
from posts.enums import Occupancy, PostStatus
from posts.models import Post
from posts.selectors.due import vacant_seats


@dataclass(frozen=True)
class Part:
    label: str
    lines: list
    quiet: list  # what was looked at, of which there is nothing


def board(user):
    """Every part with its lines: a constant number of queries, whatever is due."""
    found = appointment_lines(user) | batch_lines(user)
    parts = [_part(label, [found[kind] for kind in kinds if kind in found]) for label, kinds in PARTS]
    return [part for part in (parts[0], _vacancies(user), *parts[1:]) if part.lines or part.quiet]


def _part(label, lines):
    return Part(label, [line for line in lines if line.count], [line.what for line in lines if not line.count])


def _vacancies(user):
    """Active posts with seats that nobody holds, by grade; the figure counts posts, the sentence their vacant seats."""
    found = defaultdict(list)
    for grade, name, vacant in vacant_seats(Post.objects.visible_to(user).active(), today()):
        found[grade, name].append(vacant)
    lines = [_vacancy(grade, name, len(posts), sum(posts)) for (grade, name), posts in sorted(found.items())]
    return Part(_("Vacant seats"), lines, [] if lines else [_("Posts with a vacant seat")])


def _vacancy(grade, name, posts, seats):
    query = urlencode({"grade": grade, "occupancy": Occupancy.VACANT.value, "status": PostStatus.ACTIVE.value})
    return Line(
        kind=f"vacant_{grade}",
        what=_("Posts with a vacant seat: %(grade)s") % {"grade": name},
        count=posts,
        url=f"{reverse('posts:post_list')}?{query}",
        sentence=ngettext("%(seats)d seat without a holder.", "%(seats)d seats without a holder.", seats)
        % {"seats": seats},
        act=_("Fill a seat"),
        act_url=f"{reverse('posts:seat_fill')}?{urlencode({'grade': grade})}",
    )
