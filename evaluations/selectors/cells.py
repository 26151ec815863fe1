"""The cells of score sheets: every sheet with every criterion of its standard, filled in or not."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, FilteredRelation, Q

from evaluations.models import Sheet
from evaluations.rules.sheets import plain
from evaluations.selectors.composites import points_of
from rulebooks.enums import CriterionKind
from rulebooks.scoring import Scale, ScoresMissing, round_half_up, sheet_total


class Cell(NamedTuple):
    """One criterion on one sheet; `version` is None while nothing was ever typed there."""

    sheet: int
    criterion: int
    code: str
    name: str
    kind: str
    maximum: Decimal | None
    weight: Decimal | None
    target: Decimal | None
    points_each: Decimal | None
    weighted: bool
    places: int
    value: Decimal | None
    version: int | None
    filed_at: datetime | None
    filer: int | None

    @property
    def key(self):
        return self.sheet, self.criterion

    @property
    def text(self):
        return plain(self.value)

    @property
    def shown(self):
        """As `text`, but points with the decimals of their column, so that numbers stand below each other."""
        if self.value is None or self.kind not in {CriterionKind.JUDGED, CriterionKind.BANDED}:
            return self.text
        return f"{self.value:.{self.places}f}"

    @property
    def base(self):
        return self.version or 0

    @property
    def counts(self):
        """Whether it brings points; a veto does not."""
        return self.kind != CriterionKind.VETO


def cells_of(sheets):
    """All cells of the sheets (keys), by sheet and position, in one query."""
    rows = (
        Sheet.objects.filter(pk__in=sheets)
        .annotate(cell=FilteredRelation("scores", condition=Q(scores__criterion=F("standard__criteria"))))
        .order_by("pk", "standard__criteria__position")
        .values_list(
            "pk",
            "standard__criteria",
            *(
                f"standard__criteria__{field}"
                for field in ("code", "name", "kind", "maximum", "weight", "target", "points_each")
            ),
            "standard__weighted",
            "standard__decimals",
            *(f"cell__{field}" for field in ("value", "version", "filed_at", "filer")),
        )
    )
    return [Cell._make(row) for row in rows]


def by_sheet(cells):
    """{sheet: [cell, …]} in the order of the criteria."""
    sheets = {}
    for cell in cells:
        sheets.setdefault(cell.sheet, []).append(cell)
    return sheets


def missing_names(cells):
    """The criteria of one sheet that nobody scored yet."""
    return [cell.name for cell in cells if cell.counts and cell.value is None]


def revision(cells):
    """A number that rises with every change to the sheet: versions only rise, so their sum stands for all of them."""
    return sum(cell.base for cell in cells)


def total_of(cells):
    """The sheet's total with two decimals, or None while a criterion is missing: an empty cell is not a zero."""
    scored = [cell for cell in cells if cell.counts]
    scales = [Scale(cell.code, cell.maximum, cell.weight if cell.weighted else None) for cell in scored]
    points = {cell.code: points_of(cell, cell.value) for cell in scored if cell.value is not None}
    try:
        return round_half_up(sheet_total(points, scales).value, 2)
    except ScoresMissing:
        return None
