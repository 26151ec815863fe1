"""What this floor adds to the office's pages, and its acts in words."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from office import history, slots
from office.scope import subtree
from office.selectors.units import list_url
from office.slots import Tab, Touched
from talent import rules
from talent.enums import EngineerStatus
from talent.models import Engineer
from talent.models.engineer import EngineerQuerySet

history.name_acts(
    {
        "engineer.created": _("entered the person"),
        "engineer.updated": _("corrected the record"),
        "engineer.loaded": _("loaded the record from a file"),
        "engineer.linked": _("linked the account"),
        "engineer.unlinked": _("unlinked the account"),
        "discipline.created": _("created the discipline"),
        "discipline.updated": _("corrected the discipline"),
        "discipline.loaded": _("loaded the discipline from a file"),
        "pastresult.loaded": _("loaded the past result from a file"),
        "pastresult.published": _("published the result"),
    }
)
history.hide_fields("talent.engineer", {"born_on", "retires_on", "retirement_override"})


@slots.tab("office.user")
def personal_record(user, accounts):
    """Whose record an account belongs to, for those who link them."""
    if not rules.can_link_accounts(user):
        return {}
    return {
        account.pk: Tab(_("Personal record"), reverse("talent:account_link", args=[account.pk])) for account in accounts
    }


@slots.touched("office.unit")
def people(user, units):
    """Those employed, by status: each status is a list of its own."""
    counts = slots.in_sight(Engineer.objects, user).employed().counts_in(units, "status")
    return {
        unit.pk: [_people(unit, EngineerStatus(status), count) for status, count in sorted(counts[unit.pk].items())]
        for unit in units
    }


def _people(unit, status, count):
    facts = {"status": status.label, "count": count}
    return Touched(
        gettext("People: %(status)s") % facts,
        count,
        list_url("talent:engineer_list", unit, status=status.value),
        gettext("Still on its roster (%(status)s): %(count)s. Move them to another unit first.") % facts,
    )


@slots.note("office.duty")
def people_in_sight(user, duties):
    """How many people a duty shows its holder: a number and no name, for whoever grants it without seeing them."""
    showing = [duty for duty in duties if duty.role in EngineerQuerySet.seen_by]
    if not showing:
        return {}
    counts = Engineer.objects.employed().aggregate(
        **{
            f"of_{index}": Count("pk", filter=subtree(duty.unit.path, "unit__path"))
            for index, duty in enumerate(showing)
        }
    )
    sentence = _("%(person)s then sees %(count)s people of %(unit)s.")
    return {
        duty.pk: [sentence % {"person": duty.user, "count": f"{counts[f'of_{index}']:,}", "unit": duty.unit}]
        for index, duty in enumerate(showing)
    }
