"""The shown level of the coverage map as a table."""

from django.utils.translation import gettext_lazy as _

from office.listing import Column
from overview.lists.maps import MapTable

PLACE = (
    Column("unit_code", _("Unit code")),
    Column("unit", _("Unit"), width=24),
    Column("discipline_code", _("Discipline code")),
    Column("discipline", _("Discipline"), width=18),
)


class CoverageTable(MapTable):
    """What the cells of a CoverageMap show, in the order of the page."""

    code = "overview.CoverageTable"
    columns = (
        *PLACE,
        Column("authorised", _("Authorised seats"), kind="number"),
        Column("held", _("Held"), kind="number"),
        Column("vacant", _("Vacant"), kind="number"),
        Column("retiring", _("Retiring within three years"), kind="number"),
        Column("wanted", _("Seats wanted"), kind="number"),
        Column("answered", _("Authorised seats of those who want them"), kind="number"),
        Column("cover", _("Coverage"), width=28),
    )

    @classmethod
    def of(cls, shown, user):
        return cls((_row(row, column, cell) for row in shown.rows for column, cell in row.by(shown.columns)), user)


def _row(row, column, cell):
    numbers = (cell.authorised, cell.held, cell.vacant, cell.retiring, cell.wanted, cell.answered)
    return (*row.entry.named, *column.named, *numbers, cell.cover.label)
