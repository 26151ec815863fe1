"""What a post review changes at the shown level, as a table."""

from django.utils.translation import gettext_lazy as _

from office.listing import Column
from overview.lists.coverage import PLACE
from overview.lists.maps import MapTable


class ResortingTable(MapTable):
    code = "overview.ResortingTable"
    columns = (
        *PLACE,
        Column("authorised_before", _("Authorised seats before"), kind="number"),
        Column("authorised_after", _("Authorised seats after"), kind="number"),
        Column("held_before", _("Held before"), kind="number"),
        Column("held_after", _("Held after"), kind="number"),
        Column("vacant_before", _("Vacant before"), kind="number"),
        Column("vacant_after", _("Vacant after"), kind="number"),
        Column("cover_before", _("Coverage before"), width=28),
        Column("cover_after", _("Coverage after"), width=28),
    )

    @classmethod
    def of(cls, shown, user):
        return cls(_rows(shown), user)


def _rows(shown):
    for pair in shown.pairs:
        for column, (before, after) in zip(shown.columns, pair.cells, strict=False):  # what is left out has no column
            yield (
                *pair.entry.named,
                *column.named,
                *(before.authorised, after.authorised, before.held, after.held, before.vacant, after.vacant),
                *(before.cover.label, after.cover.label),
            )
