"""The maps themselves: figures laid out by unit and by discipline or grade, and added up both ways."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from establishment.selectors.chairs import counting_at, resorting_by
from overview.selectors.coverage.figures import NOTHING, Figures, figures_by_place
from overview.selectors.coverage.levels import (
    DisciplineLevel,
    Entry,
    GradeLevel,
    UnitLevel,
    discipline_level,
    grade_level,
    unit_level,
)


@dataclass(frozen=True)
class Row:
    entry: Entry
    cells: list  # of Figures, one for each column
    total: Figures

    def by(self, columns):
        return zip(columns, self.cells, strict=True)


@dataclass(frozen=True)
class CoverageMap:
    units: UnitLevel
    across: DisciplineLevel | GradeLevel
    columns: list  # of Entries
    rows: list
    totals: list  # of Figures, one for each column
    total: Figures
    reviews: list = field(default_factory=list)  # those not applied yet that count here, on a day to come


def coverage_map(look, at=None, of=None):
    """The map of a unit's parts and a discipline's parts: a constant number of queries."""
    return _map_of(look, at, discipline_level(of))


def establishment_map(look, at=None):
    """The map of a unit's parts and the grades: a constant number of queries."""
    return _map_of(look, at, grade_level(look.user, at, look.on))


def _map_of(look, at, across):
    units, coming = unit_level(look.user, at, look.on), resorting_by(look.user, look.on)
    figures = added_up(figures_by_place(look, units, across, coming))
    return replace(laid_out(units, across, figures), reviews=counting_at(coming.reviews, at) if coming else [])


def added_up(figures, to=None):
    """{(key of a unit's entry, key of a column's entry): Figures}, added to such sums that there are."""
    found = defaultdict(Figures, to or {})
    for row, column, counted in figures:
        if row is not None:
            found[row, column] += counted
    return found


def laid_out(units, across, found, shown=None):
    """Figures that were added up, as a map of what is `shown`: where any are, unless the keys of others are given."""
    keys = found if shown is None else shown
    rows = _kept(units.entries, {row for row, _column in keys})
    columns = _kept(across.entries, {column for _row, column in keys})
    cells = [[found.get((row.key, column.key), NOTHING) for column in columns] for row in rows]
    totals = [total_of(column) for column in zip(*cells, strict=True)]
    return CoverageMap(
        units,
        across,
        columns,
        [Row(row, there, total_of(there)) for row, there in zip(rows, cells, strict=True)],
        totals or [NOTHING for _column in columns],
        total_of(totals),
    )


def total_of(cells):
    """Their sum; most cells of a map are empty."""
    return sum((cell for cell in cells if cell is not NOTHING), NOTHING)


def _kept(entries, keys):
    """Without those that are shown only for what is there, where there is nothing."""
    return [entry for entry in entries if entry.standing or entry.key in keys]
