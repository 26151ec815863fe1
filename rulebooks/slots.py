from copy import copy

from django.utils.translation import gettext_lazy as _

from office import history, slots
from office.clock import today
from rulebooks.models import Rulebook
from rulebooks.selectors import RulesOn

history.name_acts(
    {
        "rulebook.loaded": _("loaded the rulebook from a file"),
        "rulebook.copied": _("began a new version of the rulebook"),
        "rulebook.enacted": _("put the rulebook in force"),
        "rulebook.superseded": _("superseded the rulebook by a newer version"),
        "rulebook.frozen": _("used the rulebook for the first time"),
    }
)


@slots.merger("office.unit")
def rules_that_change(user, unit, successor):
    """Whose rules its posts and holders come under, if others than before."""
    rules = RulesOn(today(), Rulebook.objects.in_force_on(today()).prefetch_related("units"))
    moved = copy(unit)
    moved.path = f"{successor.path}{unit.pk}/"
    before, after = rules.governing(unit), rules.governing(moved)
    if before == after:
        return []
    return [
        _("Its posts and holders come under the rules “%(after)s” instead of “%(before)s”.")
        % {"after": after or "—", "before": before or "—"}
    ]
