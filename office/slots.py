"""What upper floors add to lower floors' pages, without the lower floor knowing them.

An app's ``slots.py`` registers functions for a noun::

    @slots.tab("talent.engineer")
    def appointments(user, engineers): ...  # {engineer.pk: Tab(label, url, count)}

    @slots.note("posts.post")
    def running_assessments(user, posts): ...  # {post.pk: [sentence, …]}

    @slots.lead("posts.seat")
    def reviews(user, seats): ...  # {seat.pk: [Lead(label, [(words, url), …]), …]}

    @slots.touched("office.unit")
    def people(user, units): ...  # {unit.pk: [Touched(label, count, url, obstacle), …]}

    @slots.merger("office.unit")
    def quotas(user, unit, successor): ...  # [sentence, …] of what comes of the one becoming part of the other

Each takes a list of objects, answers in a constant number of queries and applies ``visible_to``. What an act touches is
asked by the law as well, which looks through nobody's eyes: ``in_sight(objects, user)`` is everything where user is None.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import autodiscover_modules

_tabs = defaultdict(list)
_notes = defaultdict(list)
_leads = defaultdict(list)
_touched = defaultdict(list)
_mergers = defaultdict(list)


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    count: int | None = None


@dataclass(frozen=True)
class Lead:
    """Where an object came from, or what came of it: `links` are (words, url), "" of what is out of sight."""

    label: str
    links: list


@dataclass(frozen=True)
class Touched:
    """Rows that an act on an object reaches, where they are listed, and the sentence by which they forbid closing it."""

    label: str
    count: int
    url: str = ""
    obstacle: str = ""


def discover():
    autodiscover_modules("slots")


def tab(noun):
    return _registrar(_tabs[noun])


def note(noun):
    return _registrar(_notes[noun])


def lead(noun):
    return _registrar(_leads[noun])


def touched(noun):
    return _registrar(_touched[noun])


def merger(noun):
    return _registrar(_mergers[noun])


def in_sight(objects, user):
    return objects.all() if user is None else objects.visible_to(user)


def touched_by(user, target):
    """What an act on the object reaches, from the ground floor up, as far as the user sees it; without a user all of it."""
    registered = sorted(_touched[target._meta.label_lower], key=_floor)
    found = (register(user, [target]).get(target.pk, ()) for register in registered)
    return [entry for entries in found for entry in entries if entry.count]


def tabs_for(user, target, *, own=""):
    """The tabs that upper floors add to the page of one object, in the order of the house; if there are any, the
    page's `own` comes first."""
    added = (register(user, [target]).get(target.pk) for register in _tabs[target._meta.label_lower])
    found = [entry for entry in added if entry]
    return [Tab(own, target.get_absolute_url()), *found] if own and found else found


def notes_for(user, targets):
    """Sentences per object: {pk: [sentence, …]}."""
    return _gathered(_notes, user, targets)


def leads_for(user, targets):
    """Where each object came from and what came of it: {pk: [Lead, …]}."""
    return _gathered(_leads, user, targets)


def _gathered(registry, user, targets):
    found = defaultdict(list)
    for register in registry[targets[0]._meta.label_lower] if targets else ():
        for pk, added in register(user, targets).items():
            found[pk].extend(added)
    return found


def notes_of_merger(user, target, successor):
    """Sentences on what comes of the one becoming part of the other, from the ground floor up."""
    registered = sorted(_mergers[target._meta.label_lower], key=_floor)
    return [sentence for register in registered for sentence in register(user, target, successor)]


def _floor(register):
    return settings.FLOORS.index(register.__module__.partition(".")[0])


def _registrar(registry):
    def register(function):
        registry.append(function)
        return function

    return register
