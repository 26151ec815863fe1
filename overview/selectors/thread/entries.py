"""Who did what, as the audit trail has it."""

from collections import defaultdict

from django.db.models import Q
from django.utils.translation import gettext as _

from office.models import AuditEntry
from overview.selectors.thread.rows import in_order


class Entries:
    """The entries of some objects that the caller fetched through their own scopes: one query."""

    def __init__(self, *targets):
        self._of = defaultdict(list)
        for entry in in_order(AuditEntry.objects.filter(_any_of(targets)), "pk"):
            self._of[entry.target_type, entry.target_id].append(entry)

    def who(self, target, verbs, changed=()):
        """The name of who did one of these acts first, e.g. the one that changed these fields; empty if it is not known."""
        entries = self._of[target._meta.label_lower, target.pk]
        found = (entry for entry in entries if entry.verb in verbs and set(changed) <= entry.changes.keys())
        entry = next(found, None)
        return "" if entry is None else entry.actor_name or _("System")


def _any_of(targets):
    keys = defaultdict(list)
    for target in targets:
        keys[target._meta.label_lower].append(target.pk)
    condition = Q(pk__in=())
    for noun, found in keys.items():
        condition |= Q(target_type=noun, target_id__in=found)
    return condition
