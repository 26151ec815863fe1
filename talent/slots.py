"""What this floor adds to the office's pages, and its acts in words."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office import history, slots
from office.slots import Tab
from talent import rules

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
history.hide_fields("talent.engineer", {"born_on"})


@slots.tab("office.user")
def personal_record(user, accounts):
    """Whose record an account belongs to, for those who link them."""
    if not rules.can_link_accounts(user):
        return {}
    return {
        account.pk: Tab(_("Personal record"), reverse("talent:account_link", args=[account.pk])) for account in accounts
    }
