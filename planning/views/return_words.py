"""The sentences that the script of a return's page shows, in the reader's language."""

from django.utils.translation import gettext as _

from office.views.endpoints import words_of_saving
from planning.selectors.return_page import OVER, OVER_WITH_OTHERS


def return_words():
    return words_of_saving() | {
        "conflict": _("Somebody else wrote “%(theirs)s” (%(at)s)."),
        "mine": _("Keep mine: “%(value)s”"),
        "theirs": _("Take theirs: “%(value)s”"),
        "emptied": _("nothing"),
        "restored": _("%(count)s entries typed earlier were kept and are being sent."),
        "submitBlocked": _("Some entries are not saved yet. Settle the red ones first, then hand in."),
        "overQuota": str(OVER),
        "overQuotaWithOthers": str(OVER_WITH_OTHERS),
        "extra": _("%(extra)s compared with the authorised seats"),
        "unchanged": _("as it is"),
    }
