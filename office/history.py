"""The audit trail of one object in plain words, for the side column of its page.

Each app names its acts once, in its ``slots.py``::

    history.name_acts({"sheet.submitted": _("submitted the score sheet")})
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext_lazy as _

from office.models import AuditEntry
from office.sentences import labelled, strung

LIMIT = 50
NOTHING = (None, "")
COUNTS = frozenset({"new", "changed", "same"})  # of the rows of a file; none of them says nothing
UNTOLD = frozenset(
    {"scan_sha256", "template_version", "change_key", "holder_keys"}
)  # what no person reads: in the trail, not in the history
HIDDEN = "***"
_names = {}
_personal = {}
_parts = {}
_part_of_act = {}
_field_labels = {"rows": _("rows"), "format": _("format"), "filters": _("filters")}


@dataclass(frozen=True)
class Line:
    at: datetime
    actor: str
    words: str
    changes: list  # (label, old, new)
    reason: str


def name_acts(names, fields=None):
    """`names` maps audit verbs to words that follow a person's name; `fields` labels changes that are no model field."""
    _names.update(names)
    _field_labels.update(fields or {})


def hide_fields(noun, names):
    """Values of these fields of a noun ("talent.engineer") are personal: shown only where a page reveals them."""
    _personal[noun] = frozenset(names)


def name_parts(model, *parts, acts=None):
    """Changes of an object's parts, recorded at the object itself, are told in the words of the parts' models.

    `acts` maps verbs to the part that they change: it comes first where the object has a field of the same name.
    """
    _parts[model._meta] = [part._meta for part in parts]
    _part_of_act.update({verb: part._meta for verb, part in (acts or {}).items()})


def words_of(verb):
    return _names.get(verb, verb)


def acts():
    """[(verb, words)] of every named act, for filters."""
    return sorted(_names.items())


class History:
    """Entries in plain words, the newest first; read when they are asked for."""

    def __init__(self, entries, meta, *, reveal=False):
        self.entries, self.meta, self.reveal = entries, meta, reveal

    def newest(self, count):
        """(so many Lines, whether there are more); a query."""
        found = list(self.entries[: count + 1])
        return [_line(entry, self.meta, reveal=self.reveal) for entry in found[:count]], len(found) > count


def history_of(target, *, reveal=False):
    """The History of an object that the caller fetched through its own scope.

    `reveal` shows personal values too; only for readers who see them on the page itself.
    """
    return History(AuditEntry.objects.of(target), target._meta, reveal=reveal)


def history_of_all(targets):
    """The same of objects of one noun, e.g. all versions of a thing."""
    if not targets:
        return History(AuditEntry.objects.none(), None)
    meta = targets[0]._meta
    keys = [target.pk for target in targets]
    return History(AuditEntry.objects.filter(target_type=meta.label_lower, target_id__in=keys), meta)


def _line(entry, meta, *, reveal=False):
    told = {name: pair for name, pair in entry.changes.items() if name not in UNTOLD}
    changes = _shown(told, entry.target_type, _metas(entry.verb, meta), reveal)
    return Line(entry.at, entry.actor_name or _("System"), words_of(entry.verb), changes, entry.reason)


def changes_in_words(changes, target_type, verb=""):
    """The raw values of an entry as one line: "Name: old → new; …"; what is new has no old value."""
    lines = _shown(changes, target_type, _metas(verb, _meta_of(target_type)))
    return strung(labelled(label, f"{_before(old)}{'—' if new in NOTHING else new}") for label, old, new in lines)


def _metas(verb, meta):
    """Of the models whose fields an entry may name, in the order in which they are asked."""
    return list(filter(None, (_part_of_act.get(verb), meta, *_parts.get(meta, ()))))


def _shown(changes, target_type, metas, reveal=False):
    """[(label, old, new)] of what became different, in the words of the models' fields and choices."""
    hidden = frozenset() if reveal else _personal.get(target_type, frozenset())
    return [
        _change(name, [value and HIDDEN for value in pair] if name in hidden else pair, metas)
        for name, pair in changes.items()
        if not _same(*pair) and not (name in COUNTS and pair == [None, 0])
    ]


def _same(old, new):
    return old == new or (old in NOTHING and new in NOTHING)


@cache
def _meta_of(target_type):
    """Of the model that an entry names; None for one that is no more."""
    label, _dot, name = target_type.partition(".")
    model = apps.all_models[label].get(name)
    return model._meta if model else None


def _before(old):
    return "" if old in NOTHING else f"{old} → "


def _change(name, pair, metas):
    field = next(filter(None, (_field(meta, name) for meta in metas)), None)
    choices = {str(value): label for value, label in (getattr(field, "flatchoices", None) or ())}
    label = _field_labels.get(name) or getattr(field, "verbose_name", name)
    old, new = (
        _("Yes") if value is True else _("No") if value is False else choices.get(str(value), value) for value in pair
    )
    return label, old, new


def _field(meta, name):
    try:
        return meta.get_field(name)
    except FieldDoesNotExist:
        return None


name_acts(
    {
        "list.exported": _("exported the list"),
        "file.loaded": _("loaded the file"),
        "unit.loaded": _("loaded the unit from the file"),
    },
    {"new": _("New"), "changed": _("Changed"), "same": _("Unchanged")},
)
