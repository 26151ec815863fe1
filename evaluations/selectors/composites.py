"""The composites of a cycle, computed from its score sheets in a constant number of queries.

Every sum is `rulebooks.scoring`'s; only the composite is rounded, once.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from evaluations.models import AssessmentSheet, Score
from office.sentences import joined
from rulebooks import scoring
from rulebooks.enums import ComponentSource, CriterionKind
from rulebooks.models import Component, Criterion, ResultGrade


@dataclass(frozen=True)
class Scheme:
    """What the regime says, read once for a whole cycle."""

    components: tuple[Component, ...]
    criteria: tuple[Criterion, ...]  # vetoes included
    grades: tuple[ResultGrade, ...]  # best first
    decimals: int
    total: Decimal

    @property
    def scored(self):
        return [criterion for criterion in self.criteria if criterion.kind != CriterionKind.VETO]

    @property
    def lines(self):
        return [scoring.GradeLine(grade.code, grade.line) for grade in self.grades]

    def grade_for(self, composite, *, vetoed=False):
        """The grade that `composite` reaches by the lines; a veto leaves the lowest."""
        if composite is None:
            return None
        code = self.grades[-1].code if vetoed else scoring.grade_of(composite, self.lines)
        return next(grade for grade in self.grades if grade.code == code)


@dataclass
class SheetPoints:
    """One sheet as far as it is filled in: points per criterion id, and its total once all are there (unrounded)."""

    sheet_id: int
    component_id: int
    slot_name: str
    points: dict = field(default_factory=dict)
    struck: list = field(default_factory=list)  # names of vetoes
    total: Fraction | None = None


@dataclass(frozen=True)
class PartResult:
    """One component's share: `value` is unrounded on the scale of the composite, None while it is missing."""

    component: Component
    value: Fraction | None
    complete: int
    expected: int


@dataclass(frozen=True)
class CompositeResult:
    value: Decimal | None
    forecast: ResultGrade | None
    parts: tuple[PartResult, ...]
    missing: tuple[str, ...]  # sentences
    missing_parts: tuple[str, ...]  # names
    vetoes: tuple[str, ...]


def scheme_of(cycle):
    """The components, criteria and grades a cycle is computed by: three queries."""
    regime = cycle.regime
    criteria = tuple(regime.standard.criteria.order_by("position"))
    worth = sum(
        (_scale(criterion, regime.standard).worth for criterion in criteria if criterion.kind != CriterionKind.VETO),
        Decimal(0),
    )
    return Scheme(
        components=tuple(regime.components.order_by("position")),
        criteria=criteria,
        grades=tuple(regime.result_grades.order_by("rank")),
        decimals=regime.decimals,
        total=regime.standard.total or worth,
    )


def composites(cycle, assessments, *, scheme=None):
    """{assessment pk: CompositeResult} for a queryset or a list of assessments of the cycle; two queries and the scheme's.

    While sheets are being filled in, the complete ones count: that is the forecast.
    """
    scheme = scheme or scheme_of(cycle)
    sheets = sheets_of(cycle, assessments, scheme=scheme)
    keys = [assessment.pk for assessment in assessments]
    return {key: composite_of(sheets.get(key, ()), scheme) for key in keys}


def sheets_of(cycle, assessments, *, scheme):
    """{assessment pk: [SheetPoints, …]} in the order of the rater slots."""
    wanted = assessments.order_by().values("pk") if isinstance(assessments, QuerySet) else [a.pk for a in assessments]
    linked = (
        AssessmentSheet.objects.filter(assessment__in=wanted, assessment__cycle=cycle)
        .order_by("assessment", "slot__component__position", "slot__number")
        .values_list("assessment_id", "sheet_id", "component_id", "slot__name")
    )
    scores = Score.objects.filter(
        sheet__subject__assessment__in=wanted, sheet__subject__assessment__cycle=cycle, value__isnull=False
    )
    values = defaultdict(list)
    for sheet_id, criterion_id, value in scores.order_by().values_list("sheet_id", "criterion_id", "value"):
        values[sheet_id].append((criterion_id, value))
    add_up = _adder(scheme, cycle.regime.standard)
    found = defaultdict(list)
    for assessment_id, sheet_id, component_id, slot_name in linked:
        found[assessment_id].append(add_up(SheetPoints(sheet_id, component_id, slot_name), values[sheet_id]))
    return found


def composite_of(sheets, scheme):
    """The composite of one person's sheets by the scheme."""
    parts = tuple(_part(component, sheets) for component in scheme.components)
    weighed = scoring.composite(
        [
            scoring.Part(part.component.code, part.value, part.component.weight, part.component.required)
            for part in parts
        ],
        places=scheme.decimals,
    )
    blocking = [part for part in parts if part.component.code in weighed.missing]
    vetoes = tuple(dict.fromkeys(name for sheet in sheets for name in sheet.struck))
    return CompositeResult(
        value=weighed.value,
        forecast=scheme.grade_for(weighed.value, vetoed=bool(vetoes)),
        parts=parts,
        missing=tuple(_missing(part, sheets) for part in blocking),
        missing_parts=tuple(part.component.name for part in blocking),
        vetoes=vetoes,
    )


def points_of(criterion, value):
    """What a filed value of a scored criterion is worth, unrounded: an actual figure or a count becomes points."""
    if criterion.kind == CriterionKind.QUANTIFIED:
        return scoring.quantified_points(value, target=criterion.target, maximum=criterion.maximum)
    if criterion.kind == CriterionKind.COUNTED:
        return scoring.counted_points(int(value), each=criterion.points_each, maximum=criterion.maximum)
    return scoring.exact(value)


def _scale(criterion, standard):
    return scoring.Scale(criterion.code, criterion.maximum, criterion.weight if standard.weighted else None)


def _adder(scheme, standard):
    """A function that fills in a SheetPoints from (criterion id, value) pairs."""
    criteria = {criterion.pk: criterion for criterion in scheme.criteria}
    scales = [(criterion.pk, _scale(criterion, standard)) for criterion in scheme.scored]
    scale_to_hundred = Fraction(100) / Fraction(scheme.total) if scheme.total else Fraction(1)

    def add_up(sheet, values):
        for criterion_id, value in values:
            criterion = criteria[criterion_id]
            if criterion.kind == CriterionKind.VETO:
                sheet.struck += [criterion.name] if value else []
            else:
                sheet.points[criterion_id] = points_of(criterion, value)
        if scales and len(sheet.points) == len(scales):
            points = {scale.code: sheet.points[pk] for pk, scale in scales}
            sheet.total = scoring.sheet_total(points, [scale for _pk, scale in scales]).value * scale_to_hundred
        return sheet

    return add_up


def _part(component, sheets):
    own = [sheet for sheet in sheets if sheet.component_id == component.pk]
    rule = scoring.RaterRule(
        method=scoring.Method(component.aggregation),
        required=component.raters_required,
        trimmed_from=component.trimmed_from,
    )
    put_together = scoring.aggregate((sheet.total for sheet in own), rule)
    return PartResult(component, put_together.value, put_together.present, len(own))


def _missing(part, sheets):
    component = part.component
    if component.source != ComponentSource.SHEETS:
        return _("“%(part)s”: no score has been entered.") % {"part": component.name}
    open_slots = [sheet.slot_name for sheet in sheets if sheet.component_id == component.pk and sheet.total is None]
    facts = {
        "part": component.name,
        "complete": part.complete,
        "required": component.raters_required,
        "slots": joined(open_slots),
    }
    if not open_slots:
        return _("“%(part)s”: %(complete)s of %(required)s sheets it needs.") % facts
    return _("“%(part)s”: %(complete)s of %(required)s sheets it needs are complete; still open: %(slots)s.") % facts
