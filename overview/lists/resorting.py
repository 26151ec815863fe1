"""What a post review changes at the shown level of the map, and of the professional lines, as tables."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from office.listing import Column
from overview.lists.coverage import PLACE
from overview.lists.maps import MapTable

SIDES = (
    Column("authorised_before", _("Authorised seats before"), kind="number"),
    Column("authorised_after", _("Authorised seats after"), kind="number"),
    Column("held_before", _("Held before"), kind="number"),
    Column("held_after", _("Held after"), kind="number"),
    Column("vacant_before", _("Vacant before"), kind="number"),
    Column("vacant_after", _("Vacant after"), kind="number"),
)


class ResortingTable(MapTable):
    code = "overview.ResortingTable"
    columns = (
        *PLACE,
        *SIDES,
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
                *_numbers(before, after),
                *(before.cover.label, after.cover.label),
            )


def _numbers(before, after):
    return before.authorised, after.authorised, before.held, after.held, before.vacant, after.vacant


class ResortingLinesTable(MapTable):
    """Of each line its sum with the gaps, then its levels and its grades."""

    code = "overview.ResortingLinesTable"
    columns = (
        Column("discipline_code", _("Discipline code")),
        Column("discipline", _("Discipline"), width=18),
        Column("place", _("Level or grade"), width=18),
        *SIDES,
        Column("closed", _("Gaps closed"), width=40),
        Column("left", _("Gaps left"), width=40),
        Column("opened", _("New gaps"), width=40),
    )

    @classmethod
    def of(cls, shown, user):
        return cls((row for line in shown.lines for row in _rows_of(line, shown.heads)), user)


def _rows_of(line, heads):
    named = line.discipline.code, line.discipline.name
    gaps = [" ".join(gap.words for gap in gaps) for gaps in (line.closed, line.left, line.opened)]
    yield *named, gettext("Whole line"), *_numbers(line.before.total, line.after.total), *gaps
    for head, before, after in zip(heads, line.before.by_place, line.after.by_place, strict=True):
        yield *named, str(head), *_numbers(before, after), "", "", ""
