from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Cover(TextChoices):
    """What strikes the eye of the seats at one place of the coverage map: computed, never stored."""

    NONE = "none", _("None authorised, none asked for")
    ASKED = "asked", _("Nothing authorised, but wanted")
    VACANT = "vacant", _("With vacant seats")
    BEYOND = "beyond", _("Held beyond the authorised number")
    RETIRING = "retiring", _("Fully held, holders retire within three years")
    FULL = "full", _("Fully held")
