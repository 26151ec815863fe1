"""What the demand survey says on a unit's page and on the pages of acts that close, merge or move it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office import slots
from office.selectors.units import list_url
from office.slots import Tab, Touched
from planning.enums import RUNNING_SURVEYS
from planning.models import DemandReturn
from planning.models.survey import RETURNS_SEEN_BY


def returns_of(user, units):
    """How many returns each unit and what stands below it has, for whoever reads returns."""
    if user.roles.isdisjoint(RETURNS_SEEN_BY):
        return {}
    counts = DemandReturn.objects.visible_to(user).counts_in(units, "pk")
    return {
        unit.pk: Tab(_("Demand"), list_url("planning:return_list", unit), counts[unit.pk].total()) for unit in units
    }


def running_returns(user, units):
    """Returns of surveys that are answered or decided: they stay the unit's own, wherever it stands."""
    running = slots.in_sight(DemandReturn.objects, user).filter(survey__status__in=RUNNING_SURVEYS)
    counts = running.counts_in(units, "pk")
    return {
        unit.pk: [
            Touched(
                _("Returns of running demand surveys"), counts[unit.pk].total(), list_url("planning:return_list", unit)
            )
        ]
        for unit in units
    }


def returns_after_merger(user, unit, successor):
    """They are not lost: their unit stands below its successor then, and there they go on adding up."""
    running = slots.in_sight(DemandReturn.objects, user).filter(survey__status__in=RUNNING_SURVEYS)
    count = running.in_unit(unit).count()
    if not count:
        return []
    return [
        ngettext(
            "%(count)d return of a running demand survey stays as it is and counts below %(successor)s from then on.",
            "%(count)d returns of running demand surveys stay as they are and count below %(successor)s from then on.",
            count,
        )
        % {"count": count, "successor": successor}
    ]
