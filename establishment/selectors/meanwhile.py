"""What was saved of a change or a fate since somebody's form was made, beside what stands in the form."""

import re
from dataclasses import dataclass

from django.utils.text import capfirst

from establishment.enums import FIELDS_OF_KIND, ChangeKind, Fate
from establishment.models import HolderFate, PostChange
from establishment.models.post_change import CONTENT
from office.changes import changes_to, differences
from office.models import AuditEntry

REVISED, FATES_SET = "postreview.change_revised", ("postreview.fate_set", "postreview.holders_kept")
BLANK = {"seat": None, "to_change": None, "number": None, "ends_on": None, "end_reason": "", "reason": ""}  # of a fate
ORDER = (
    "kind",
    "code",
    "unit",
    "discipline",
    "grade",
    "authorised",
    "title",
    "duties",
    "successor",
    "successor_change",
)


@dataclass(frozen=True)
class Meanwhile:
    """`entry` of the audit trail says by whom and when, None where none does; `rows` are (label, saved, typed)."""

    entry: AuditEntry | None
    rows: list


# --- A change ---------------------------------------------------------------------------------------------------
def whole_change(facts, kind):
    """What is saved of a change for what a form says of it: the rest is taken away."""
    facts = dict.fromkeys(set(CONTENT) - FIELDS_OF_KIND[kind]) | facts
    if kind != ChangeKind.ABOLISH or facts.get("successor"):
        facts = {"successor": None} | facts | {"successor_change": None}
    return facts


def change_meanwhile(change, facts):
    """Of a change as it is now, with its post, beside the facts of a form; a query."""
    differing = changes_to(change, whole_change(facts, facts["kind"]))
    rows = [_row(PostChange, name, differing[name]) for name in (*ORDER, "reason") if name in differing]
    code = change.post.code if change.post else change.code
    said = AuditEntry.objects.of(change.review).filter(verb=REVISED, changes__change__1__endswith=f" · {code}")
    return Meanwhile(said.order_by("-pk").first(), rows)


# --- A fate -----------------------------------------------------------------------------------------------------
def told_of_fate(fate):
    """{field: value} of what is said, each None while nothing is; `seat` is the one to which somebody moves, in words."""
    names = ("fate", "ends_on", "end_reason", "reason")
    return {name: fate and getattr(fate, name) for name in names} | {"seat": fate and _seat_of(fate)}


def _seat_of(fate):
    """To which somebody moves, "" of who does not."""
    if fate.fate != Fate.MOVE:
        return ""
    if fate.seat:
        return f"{fate.seat.post.code} · {fate.seat.number}"
    return f"{fate.to_change.post.code if fate.to_change.post else fate.to_change.code} · {fate.number}"


def fate_meanwhile(change, fate, held, facts):
    """Of a fate as it is now, None if nothing is said, beside the facts of a form; two queries."""
    differing = differences(told_of_fate(fate), told_of_fate(HolderFate(**(BLANK | facts))))
    rows = [_row(HolderFate, name, pair) for name, pair in differing.items() if any(pair)]
    return Meanwhile(_said_of(held.engineer, change.review), rows)


def _said_of(engineer, review):
    """The last entry on the person, told by the name: None where the review has somebody else of the same name."""
    found = AuditEntry.objects.of(review).filter(verb__in=FATES_SET, changes__holder__1__icontains=engineer.name)
    others = HolderFate.objects.filter(change__review=review, appointment__engineer__name=engineer.name)
    if others.exclude(appointment__engineer=engineer).exists():
        return None
    return next((entry for entry in found.order_by("-pk") if engineer.name in _names(entry)), None)


def _names(entry):
    return re.split(r"[,，、]\s*", entry.changes["holder"][1])


# --- In words ---------------------------------------------------------------------------------------------------
def _row(noun, name, pair):
    """(label, saved, typed), choices in their words."""
    field = noun._meta.get_field(name)
    words = dict(field.flatchoices)
    return capfirst(field.verbose_name), *(str(words.get(value, value) or "—") for value in pair)
