"""The knots of a thread: each a fact with its day, who, under what, and its papers."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import pgettext

from office.clock import today

REVOKED, PROPOSED, SUPERSEDED = "revoked", "proposed", "superseded"


@dataclass
class Ground:
    """A decision, batch or rulebook that a fact rests on. One that is `kept` from the reader is no word either."""

    label: str
    target: object
    kept: bool = False
    url: str = ""


@dataclass
class PaperOf:
    """A paper as the thread names it: its kind, its number, whether it was cancelled (作废), and its scan."""

    label: str
    number: str
    cancelled: bool = False
    scan_url: str = ""


@dataclass
class Knot:
    on: date
    what: str
    subject: str = ""
    url: str = ""
    details: list = field(default_factory=list)
    order: int = 0  # within a day: acts in the order in which they were decided
    who: str = ""
    grounds: list = field(default_factory=list)
    papers: list = field(default_factory=list)
    state: str = ""  # REVOKED, PROPOSED, SUPERSEDED or nothing
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
    """The knots in their order, their grounds linked as far as the user sees them: a query per kind of ground."""
    knots = sorted(knots, key=lambda knot: (knot.on, knot.order))  # stable within both
    _link([ground for knot in knots for ground in knot.grounds], user)
    for knot in knots:
        knot.grounds = [ground for ground in knot.grounds if ground.url or not ground.kept]
    return Thread([knot for knot in knots if not knot.ahead], [knot for knot in knots if knot.ahead], today())


def _link(grounds, user):
    asked = defaultdict(set)
    for ground in grounds:
        asked[type(ground.target)].add(ground.target.pk)
    seen = {
        model: set(model.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
        for model, keys in asked.items()
    }
    for ground in grounds:
        if ground.target.pk in seen[type(ground.target)]:
            ground.url = ground.target.get_absolute_url()


def page_of(name, *args):
    """The address of a page, or nothing if the part it belongs to is off."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def day_of(moment):
    """The day here of a moment, which has passed: the clock that a demo stopped may say otherwise. None stays None."""
    return min(timezone.localtime(moment).date(), today()) if moment else None


def arrow(old, new):
    return pgettext("a change", "%(old)s → %(new)s") % {"old": old or "—", "new": new or "—"}
