"""The audit trail of one object in plain words, for the side column of its page.

Each app names its acts once, in its ``slots.py``::

    history.name_acts({"sheet.submitted": _("submitted the score sheet")})
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext_lazy as _

from office.models import AuditEntry

LIMIT = 50
_names = {}
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


def words_of(verb):
    return _names.get(verb, verb)


def acts():
    """[(verb, words)] of every named act, for filters."""
    return sorted(_names.items())


def history_of(target):
    """The newest 50 entries of an object that the caller fetched through its own scope: one query."""
    entries = AuditEntry.objects.of(target)[:LIMIT]
    return [
        Line(entry.at, entry.actor_name or _("System"), words_of(entry.verb), changes_of(entry, target._meta), entry.reason)
        for entry in entries
    ]


def changes_of(entry, meta=None):
    """[(label, old, new)]; with the model's meta, in the words of its fields and choices."""
    return [_change(name, pair, meta) for name, pair in entry.changes.items()]


def _change(name, pair, meta):
    try:
        field = meta.get_field(name) if meta else None
    except FieldDoesNotExist:
        field = None
    choices = {str(value): label for value, label in (getattr(field, "flatchoices", None) or ())}
    label = getattr(field, "verbose_name", None) or _field_labels.get(name, name)
    old, new = (_("Yes") if value is True else _("No") if value is False else choices.get(str(value), value) for value in pair)
    return label, old, new


name_acts({"list.exported": _("exported the list")})
