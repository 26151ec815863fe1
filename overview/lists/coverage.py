"""The shown level of the coverage map as a table for Excel: a row for each unit and discipline."""

from django.utils.translation import gettext_lazy as _

from office.listing import Column, List
from posts.models import Seat


class CoverageTable(List):
    """Of a CoverageMap instead of a queryset: what its cells show, in the order of the page."""

    code = "overview.CoverageTable"
    columns = (
        Column("unit_code", _("Unit code")),
        Column("unit", _("Unit"), width=24),
        Column("discipline_code", _("Discipline code")),
        Column("discipline", _("Discipline"), width=18),
        Column("authorised", _("Authorised seats"), kind="number"),
        Column("held", _("Held"), kind="number"),
        Column("vacant", _("Vacant"), kind="number"),
        Column("retiring", _("Retiring within three years"), kind="number"),
        Column("wanted", _("Seats wanted"), kind="number"),
        Column("answered", _("Authorised seats of those who want them"), kind="number"),
        Column("cover", _("Coverage"), width=28),
    )

    def __init__(self, shown, user):
        super().__init__(Seat.objects.none(), user)
        self.rows = [
            (
                row.entry.target.code,
                row.entry.name,
                column.target.code,
                column.name,
                cell.authorised,
                cell.held,
                cell.vacant,
                cell.retiring,
                cell.wanted,
                cell.answered,
                cell.cover.label,
            )
            for row in shown.rows
            for column, cell in zip(shown.columns, row.cells, strict=True)
        ]

    def fetched(self, start=0, stop=None):
        return _Rows(self.rows[start:stop])

    def readers(self, objects):
        return [lambda row, place=place: row[place] for place, _column in enumerate(self.shown)]


class _Rows(list):
    def iterator(self, chunk_size):
        return iter(self)
