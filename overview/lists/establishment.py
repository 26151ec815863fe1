"""The shown level of the establishment as a table: a row for each unit and grade."""

from django.utils.translation import gettext_lazy as _

from office.listing import Column
from overview.lists.maps import MapTable


class EstablishmentTable(MapTable):
    code = "overview.EstablishmentTable"
    columns = (
        Column("unit_code", _("Unit code")),
        Column("unit", _("Unit"), width=24),
        Column("grade_code", _("Grade code")),
        Column("grade", _("Grade"), width=18),
        Column("authorised", _("Authorised seats"), kind="number"),
        Column("held", _("Held"), kind="number"),
        Column("vacant", _("Vacant"), kind="number"),
        Column("beyond", _("Held beyond the authorised number"), kind="number"),
        Column("retiring", _("Retiring within three years"), kind="number"),
    )

    @classmethod
    def of(cls, shown, user):
        return cls((_row(row, column, cell) for row in shown.rows for column, cell in row.by(shown.columns)), user)


def _row(row, column, cell):
    return (*row.entry.named, *column.named, cell.authorised, cell.held, cell.vacant, cell.beyond, cell.retiring)
