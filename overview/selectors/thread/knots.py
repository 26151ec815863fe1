"""The knots of a thread: each a fact with its day, who, under what, and its papers."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from django.utils import timezone
from django.utils.translation import pgettext

from office.clock import today
from office.models import Paper
from posts.selectors.certificates import certificates_visible_to

REVOKED, GIVEN_UP, PROPOSED, SUPERSEDED = "revoked", "given_up", "proposed", "superseded"


class Turn(IntEnum):
    """What is told first of one day: what there is, who leaves and who comes, then what goes, ends with the day or is written."""

    THERE = 0
    TERM = 1
    AFTER = 2


@dataclass
class Ground:
    """A decision, batch or rulebook that a fact rests on. One that is `kept` from the reader is no word either."""

    label: str
    target: object
    kept: bool = False
    url: str = ""


@dataclass
class PaperOf:
    """A paper as the thread names it: its kind, its number, whether it was cancelled (作废), its page and its scan.

    Everyone who sees the fact reads the number; page and scan are opened by who sees what is `behind` them.
    """

    label: str
    number: str
    cancelled: bool = False
    behind: object = None
    url: str = ""
    scan_url: str = ""


@dataclass
class Knot:
    on: date
    what: str
    subject: str = ""
    url: str = ""
    details: list = field(default_factory=list)
    turn: Turn = Turn.THERE
    order: tuple = ()  # within a turn, where it is another one than that in which the knots are given
    who: str = ""
    grounds: list = field(default_factory=list)
    papers: list = field(default_factory=list)
    state: str = ""  # REVOKED, GIVEN_UP, PROPOSED, SUPERSEDED or nothing
    kind: str = "term"  # or post, unit, paper, result, person
    year_only: bool = False
    late: bool = False

    @property
    def ahead(self):
        return self.on > today()


@dataclass(frozen=True)
class Thread:
    """Oldest first; the mark of today stands between what was and what is to come."""

    past: list
    ahead: list
    on: date

    def __bool__(self):
        return bool(self.past or self.ahead)


def tied(knots, user):
    """The knots in their order, with links as far as the user sees what is behind them: a query per kind of it."""
    knots = sorted(knots, key=lambda knot: (knot.on, knot.turn, knot.order))
    grounds = [ground for knot in knots for ground in knot.grounds]
    papers = [paper for knot in knots for paper in knot.papers if paper.behind]
    seen = _seen([*(ground.target for ground in grounds), *(paper.behind for paper in papers)], user)
    for ground in grounds:
        ground.url = ground.target.get_absolute_url() if _key(ground.target) in seen else ""
    for paper in papers:
        if _key(paper.behind) not in seen:
            paper.url = paper.scan_url = ""
    for knot in knots:
        knot.grounds = [ground for ground in knot.grounds if ground.url or not ground.kept]
    return Thread([knot for knot in knots if not knot.ahead], [knot for knot in knots if knot.ahead], today())


def _seen(targets, user):
    """The keys of those that the user sees."""
    asked = defaultdict(set)
    for target in targets:
        asked[type(target)].add(target.pk)
    return {
        (model, pk)
        for model, keys in asked.items()
        for pk in _in_sight(model, user).filter(pk__in=keys).values_list("pk", flat=True)
    }


def _in_sight(model, user):
    """A paper knows no owner; the only ones asked about here are certificates."""
    return certificates_visible_to(user) if model is Paper else model.objects.visible_to(user)


def _key(target):
    return type(target), target.pk


def day_of(moment):
    """The day here of a moment, which has passed: the clock that a demo stopped may say otherwise. None stays None."""
    return min(timezone.localtime(moment).date(), today()) if moment else None


def arrow(old, new):
    return pgettext("a change", "%(old)s → %(new)s") % {"old": old or "—", "new": new or "—"}
