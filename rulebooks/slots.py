from django.utils.translation import gettext_lazy as _

from office import history

history.name_acts(
    {
        "rulebook.loaded": _("loaded the rulebook from a file"),
        "rulebook.copied": _("began a new version of the rulebook"),
        "rulebook.enacted": _("put the rulebook in force"),
        "rulebook.superseded": _("superseded the rulebook by a newer version"),
        "rulebook.frozen": _("used the rulebook for the first time"),
    }
)
