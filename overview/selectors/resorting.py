"""What a post review makes of the coverage map and of the professional lines, beside what they are without it."""

from dataclasses import dataclass
from datetime import date

from establishment.selectors.chairs import resorting_of
from overview.selectors.coverage import Look
from overview.selectors.coverage.figures import chairs_by_place, seats_by_place
from overview.selectors.coverage.grid import added_up, laid_out, total_of
from overview.selectors.coverage.levels import DisciplineLevel, UnitLevel, discipline_level, unit_level
from overview.selectors.professional_line.line import (
    chairs_of_line,
    chairs_on_line,
    counted_seats,
    line_of,
    lines_of,
)


@dataclass(frozen=True)
class Pair:
    """A row of both maps: figures of the columns, of the columns left out if there are any, and their sum.

    `entry` is None of the sum, and of the units left out.
    """

    entry: object
    before: list
    after: list

    @property
    def cells(self):
        return zip(self.before, self.after, strict=True)

    @property
    def lines(self):
        """How many lines of two signs the fullest cell of both sides has, so that the row is drawn as high on each of them."""
        return (max(figures.signs for figures in (*self.before, *self.after)) + 1) // 2


@dataclass(frozen=True)
class MapsOfReview:
    """The two maps of a level, of which only rows and columns that change are shown one by one, unless all are asked for."""

    look: Look  # of the day after
    day_before: date
    units: UnitLevel
    across: DisciplineLevel
    columns: list
    pairs: list
    rest: Pair | None
    total: Pair
    other_units: int
    other_columns: int
    unsaid: int  # holders of whom nothing is said and who leave with their posts, in the whole review

    @property
    def day_after(self):
        return self.look.on

    @property
    def sums(self):
        return self.total.before[-1], self.total.after[-1]


def maps_of_review(review, user, *, at, of=None, everything=False):
    """Of the parts of the unit `at` and of the discipline `of`: a constant number of queries."""
    resorting = resorting_of(review)
    look = Look(user, resorting.day_after)
    units, across = unit_level(user, at, look.on), discipline_level(of)
    others = added_up(seats_by_place(look, units, across, without=resorting.posts))
    found = [
        added_up(chairs_by_place(chairs, look, units, across), to=others)
        for chairs in (resorting.before, resorting.after)
    ]
    before, after = (laid_out(units, across, figures, shown=found[0] | found[1]) for figures in found)
    return _side_by_side(before, after, look, resorting, everything)


def _side_by_side(before, after, look, resorting, everything):
    rows = list(zip(before.rows, after.rows, strict=True))
    changed = [everything or was.cells != will_be.cells for was, will_be in rows]
    columns = [
        place
        for place in range(len(before.columns))
        if everything or any(was.cells[place] != will_be.cells[place] for was, will_be in rows)
    ]
    left_out = [pair for pair, shown in zip(rows, changed, strict=True) if not shown]
    return MapsOfReview(
        look,
        resorting.day_before,
        before.units,
        before.across,
        [before.columns[place] for place in columns],
        [_pair(pair, columns) for pair, shown in zip(rows, changed, strict=True) if shown],
        _pair_of_all(left_out, columns) if left_out else None,
        Pair(None, *(_cells(side.totals, side.total, columns) for side in (before, after))),
        len(left_out),
        len(before.columns) - len(columns),
        resorting.unsaid,
    )


def _pair(rows, columns):
    was, will_be = rows
    return Pair(was.entry, *(_cells(row.cells, row.total, columns) for row in (was, will_be)))


def _pair_of_all(rows, columns):
    """The rows that are left out, added up; none of them changes."""
    cells = [total_of(column) for column in zip(*(was.cells for was, _same in rows), strict=True)]
    summed = _cells(cells, total_of(cells), columns)
    return Pair(None, summed, summed)


def _cells(cells, total, columns):
    shown = [cells[place] for place in columns]
    rest = [total_of(cell for place, cell in enumerate(cells) if place not in columns)]
    return [*shown, *(rest if len(columns) < len(cells) else []), total]


# --- The professional line -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class LinesOfReview:
    """The whole disciplines that a review changes, by level and by grade; `unsaid` as of MapsOfReview."""

    levels: list
    grades: list
    lines: list  # of LineOfReview
    unsaid: int

    @property
    def heads(self):
        return [*(level.label for level in self.levels), *self.grades]


@dataclass(frozen=True)
class LineOfReview:
    """A whole discipline without and with the review, as Summaries.

    A gap is left where there is one on both sides: of a level that nobody holds any more, say, the grades at it are told no
    longer, and none of their gaps is closed.
    """

    before: object
    after: object

    @property
    def discipline(self):
        return self.before.discipline

    @property
    def changed(self):
        return self.before != self.after

    @property
    def closed(self):
        return _not_of(self.before.gaps, self.after.gaps)

    @property
    def opened(self):
        return _not_of(self.after.gaps, self.before.gaps)

    @property
    def left(self):
        opened = self.opened
        return [gap for gap in self.after.gaps if gap not in opened]


def _not_of(gaps, others):
    """Those whose place none of the others covers."""
    return [gap for gap in gaps if not any(other.covers(gap) for other in others)]


def lines_of_review(review, user):
    """LinesOfReview: a constant number of queries."""
    resorting = resorting_of(review)
    look = Look(user, resorting.day_after)
    counted = counted_seats(look, review.unit, without=resorting.posts)
    levels, grades, sides = lines_of(counted, [resorting.before, resorting.after], look, review.unit)
    lines = [pair for pair in map(LineOfReview, *sides) if pair.changed]
    return LinesOfReview(levels, grades, lines, resorting.unsaid)


def line_of_review(review, user, discipline):
    """(look, the line before, the line after, `unsaid` as above) of one discipline with its parts: a constant number of queries."""
    resorting = resorting_of(review)
    look = Look(user, resorting.day_after)
    others = chairs_of_line(look, discipline, review.unit, without=resorting.posts)
    before, after = (
        line_of([*others, *chairs_on_line(chairs, discipline)], look, discipline, review.unit)
        for chairs in (resorting.before, resorting.after)
    )
    return look, before, after, resorting.unsaid
