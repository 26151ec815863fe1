"""The audit trail's only writer. Call it inside the act's own transaction."""

from office.models import AuditEntry


def record(*, actor, verb, target, unit=None, changes=None, reason=""):
    """Write one entry. `changes` maps a field to [old, new]; values that JSON does not know are written as text."""
    AuditEntry.objects.create(**_fields(actor, verb, target, unit, changes, reason))


def record_many(*, actor, verb, rows, reason=""):
    """Write one entry per (target, unit, changes) in one statement."""
    AuditEntry.objects.bulk_create(
        [AuditEntry(**_fields(actor, verb, target, unit, changes, reason)) for target, unit, changes in rows],
        batch_size=500,
    )


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
