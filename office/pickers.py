from django.db.models import Q

from office.clock import today
from office.listing.pickers import Picker
from office.models import Unit


class UnitPicker(Picker):
    """Any unit in sight, closed ones too: lists look back."""

    model = Unit
    url_name = "office:unit_pick"
    search = ("code", "name", "short_name")
    details = ("parent__name",)

    @classmethod
    def matches(cls, words):
        """Units are few enough to be found by any part of their name."""
        return super().matches(words) | Q(name__icontains=words)


class OpenUnitPicker(UnitPicker):
    """Units that exist today, for forms."""

    url_name = "office:open_unit_pick"

    @classmethod
    def objects(cls, user):
        return super().objects(user).open_on(today())
