"""Who did what, as the audit trail has it."""

from collections import defaultdict

from django.db.models import Q
from django.utils.translation import gettext as _

from office.models import AuditEntry
from overview.selectors.thread.rows import in_order

NO_DAY = (None, None)


class Entries:
    """The entries of some objects that the caller fetched through their own scopes: one query."""

    def __init__(self, *targets):
        self._of = defaultdict(list)
        for entry in in_order(AuditEntry.objects.filter(_any_of(targets)), "pk"):
            self._of[entry.target_type, entry.target_id].append(entry)

    def who(self, target, verbs):
        """The name of who did one of these acts first; empty if it is not known."""
        return next(map(_name, self._found(target, verbs)), "")

    def who_changed(self, target, verbs, changed, on):
        """The name of who touched one of these fields last as of the day `on`, or first by an entry that names no day."""
        found = [entry for entry in self._found(target, verbs) if not entry.changes.keys().isdisjoint(changed)]
        of_the_day = [entry for entry in found if entry.changes.get("starts_on", NO_DAY)[1] == str(on)]
        undated = [entry for entry in found if "starts_on" not in entry.changes]
        return next(map(_name, [*of_the_day[-1:], *undated]), "")

    def _found(self, target, verbs):
        entries = self._of[target._meta.label_lower, target.pk]
        return [entry for entry in entries if entry.verb in verbs]


def _name(entry):
    return entry.actor_name or _("System")


def _any_of(targets):
    keys = defaultdict(list)
    for target in targets:
        keys[target._meta.label_lower].append(target.pk)
    condition = Q(pk__in=())
    for noun, found in keys.items():
        condition |= Q(target_type=noun, target_id__in=found)
    return condition
