"""The audit trail's only writer. Call it inside the act's own transaction."""

from django.utils import timezone

from office.bulk import insert_rows
from office.models import AuditEntry

_COLUMNS = (
    "at",
    "actor_id",
    "unit_id",
    "actor_name",
    "verb",
    "target_type",
    "target_id",
    "target_name",
    "changes",
    "reason",
)


def record(*, actor, verb, target, unit=None, changes=None, reason=""):
    """Write one entry. `changes` maps a field to [old, new]; values that JSON does not know are written as text."""
    AuditEntry.objects.create(**_fields(actor, verb, target, unit, changes, reason))


def record_many(*, actor, verb, rows, reason=""):
    """Write one entry per (target, unit, changes), all for one reason; a statement per thousand."""
    record_each(actor=actor, verb=verb, rows=((*row, reason) for row in rows))


def record_each(*, actor, verb, rows):
    """The same of (target, unit, changes, reason), each for its own."""
    entries = (_fields(actor, verb, target, unit, changes, reason) for target, unit, changes, reason in rows)
    insert_rows(AuditEntry, _COLUMNS, (_values(entry) for entry in entries))


def _values(entry):
    actor, unit = entry["actor"], entry["unit"]
    own = [entry[name] for name in _COLUMNS[3:]]
    return [timezone.now(), actor.pk if actor else None, unit.pk if unit else None, *own]


def _fields(actor, verb, target, unit, changes, reason):
    return {
        "actor": actor,
        "actor_name": actor.name if actor else "",
        "verb": verb,
        "target_type": target._meta.label_lower,
        "target_id": target.pk,
        "target_name": str(target)[:200],
        "unit": unit,
        "changes": {field: [_plain(value) for value in pair] for field, pair in (changes or {}).items()},
        "reason": reason,
    }


def _plain(value):
    return value if value is None or isinstance(value, bool | int | str) else str(value)
