"""The coverage map itself: whatever figures it is given, laid out by unit and discipline and added up both ways."""

from collections import defaultdict
from dataclasses import dataclass

from overview.selectors.coverage.figures import Figures, figures_by_place
from overview.selectors.coverage.levels import DisciplineLevel, Entry, UnitLevel, discipline_level, unit_level


@dataclass(frozen=True)
class Row:
    entry: Entry
    cells: list  # of Figures, one for each column
    total: Figures


@dataclass(frozen=True)
class CoverageMap:
    units: UnitLevel
    disciplines: DisciplineLevel
    columns: list  # of Entries
    rows: list
    totals: list  # of Figures, one for each column
    total: Figures


def coverage_map(look, at=None, of=None):
    """The map of a unit's parts and a discipline's parts: a constant number of queries."""
    units, disciplines = unit_level(look.user, at, look.on), discipline_level(of)
    return _map_of(units, disciplines, figures_by_place(look, units, disciplines))


def _map_of(units, disciplines, figures):
    """Lay out [(unit entry's key, discipline entry's key, Figures)], of an establishment as it is or as it is to become."""
    found = defaultdict(Figures)
    for row, column, counted in figures:
        if row is not None:
            found[row, column] += counted
    rows = _kept(units.entries, {row for row, _column in found})
    columns = _kept(disciplines.entries, {column for _row, column in found})
    cells = [[found.get((row.key, column.key), Figures()) for column in columns] for row in rows]
    totals = [sum(column, Figures()) for column in zip(*cells, strict=True)]
    return CoverageMap(
        units,
        disciplines,
        columns,
        [Row(row, there, sum(there, Figures())) for row, there in zip(rows, cells, strict=True)],
        totals or [Figures() for _column in columns],
        sum(totals, Figures()),
    )


def _kept(entries, keys):
    """Without those that are shown only for what is there, where there is nothing."""
    return [entry for entry in entries if entry.standing or entry.key in keys]
