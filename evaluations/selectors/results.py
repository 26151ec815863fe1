"""Results: the sheet of one person, what publishing will do, and the consequences as proposals."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.enums import SETTLED_CYCLES
from evaluations.models import Assessment
from evaluations.selectors.calibration import cap_blockers, ranks_in_pools
from evaluations.selectors.composites import composite_of, scheme_of, sheets_of
from office.clock import today
from office.sentences import joined
from rulebooks import scoring
from rulebooks.enums import ConsequenceAction
from rulebooks.models import Component, Consequence, Criterion, ResultGrade
from talent.models import PastResult


# --- The sheet of one person ----------------------------------------------------------------------
@dataclass(frozen=True)
class PartLine:
    component: Component
    value: Decimal | None  # two decimals, for reading
    brings: Decimal | None  # what it adds to the composite
    complete: int
    expected: int


@dataclass(frozen=True)
class CriterionLine:
    criterion: Criterion
    points: list[Decimal | None]  # one mean per component, in their order


@dataclass(frozen=True)
class ResultSheet:
    assessment: Assessment
    composite: Decimal | None
    line_grade: ResultGrade | None
    grade: ResultGrade | None
    parts: list[PartLine]
    criteria: list[CriterionLine]
    grades: list[ResultGrade]
    vetoes: tuple[str, ...]
    missing: tuple[str, ...]
    place: int | None  # None where the regime does not show it
    pool_size: int
    ask_until: datetime.date | None
    can_still_ask: bool


def result_sheet(assessment):
    """Everything the result sheet says; never a rater. A constant number of queries."""
    cycle = assessment.cycle
    scheme = scheme_of(cycle)
    sheets = sheets_of(cycle, [assessment], scheme=scheme).get(assessment.pk, [])
    result = composite_of(sheets, scheme)
    settled = cycle.status in SETTLED_CYCLES
    place, size = _place(assessment) if settled else (None, 0)
    ask_until = _ask_until(cycle)
    return ResultSheet(
        assessment=assessment,
        composite=assessment.composite if settled else result.value,
        line_grade=assessment.forecast if settled else result.forecast,
        grade=assessment.grade if settled else None,
        parts=_part_lines(result, scheme),
        criteria=[_criterion_line(criterion, scheme, sheets) for criterion in scheme.scored],
        grades=list(scheme.grades),
        vetoes=result.vetoes,
        missing=result.missing,
        place=place,
        pool_size=size,
        ask_until=ask_until,
        can_still_ask=ask_until is not None and today() <= ask_until,
    )


def _place(assessment):
    cycle = assessment.cycle
    if not cycle.regime.rank_shown or assessment.pool_id is None:
        return None, 0
    places = ranks_in_pools(cycle, [assessment.pool_id])
    return places.get(assessment.pk), len(places)


def _ask_until(cycle):
    """The last day on which a re-check can be asked for; it ends at the midnight after."""
    if cycle.published_at is None:
        return None
    published_on = timezone.localtime(cycle.published_at).date()
    return published_on + datetime.timedelta(days=cycle.regime.rulebook.recheck_ask_days)


def _part_lines(result, scheme):
    whole = sum((part.component.weight for part in result.parts if part.value is not None), Decimal(0))
    return [
        PartLine(
            part.component,
            _shown(part.value),
            _shown(part.value * Fraction(part.component.weight) / Fraction(whole)) if part.value is not None else None,
            part.complete,
            part.expected,
        )
        for part in result.parts
    ]


def _criterion_line(criterion, scheme, sheets):
    return CriterionLine(criterion, [_mean_points(criterion, component, sheets) for component in scheme.components])


def _mean_points(criterion, component, sheets):
    """The mean of what the component's sheets give for the criterion, for reading."""
    points = [
        sheet.points[criterion.pk]
        for sheet in sheets
        if sheet.component_id == component.pk and criterion.pk in sheet.points
    ]
    return _shown(scoring.mean(points)) if points else None


def _shown(value):
    return None if value is None else scoring.round_half_up(value, 2)


# --- What publishing does -------------------------------------------------------------------------
def publishing_blockers(cycle):
    """Why the cycle cannot be published, in sentences."""
    blockers = [] if cycle.decision_id else [_("Attach the decision by which the grades were settled.")]
    ungraded = list(cycle.assessments.active().filter(grade=None).values_list("engineer__name", flat=True)[:20])
    if ungraded:
        blockers.append(_("Without a grade: %(names)s.") % {"names": joined(ungraded)})
    return [*blockers, *cap_blockers(cycle)]


@dataclass(frozen=True)
class Forthcoming:
    """What one person gets by publishing."""

    assessment: Assessment
    replaced: str  # grade and score on record for the year already, if any
    proposals: list[str]


def forthcoming(cycle, user):
    """What each person in sight will get, with the consequences the rules propose. A constant number of queries."""
    rows = list(
        Assessment.objects.visible_to(user)
        .filter(cycle=cycle)
        .active()
        .select_related("engineer", "unit", "pool", "grade", "forecast", "post_grade")
        .order_by("pool__path", "-composite", "pk")
    )
    history = _history(cycle, rows)
    rules = _consequences(cycle)
    return [
        Forthcoming(row, history[row.engineer_id].get(cycle.year, ""), _proposals(row, cycle, history, rules))
        for row in rows
    ]


def proposals_of(assessment):
    """The consequences of one settled grade, as sentences."""
    cycle = assessment.cycle
    return _proposals(assessment, cycle, _history(cycle, [assessment]), _consequences(cycle))


def _history(cycle, rows):
    """{engineer: {year: grade label}} of the same kind, up to the cycle's year."""
    wanted = [row.engineer_id for row in rows]
    found = defaultdict(dict)
    results = PastResult.objects.in_force().filter(engineer__in=wanted, kind=cycle.regime.kind, period__lte=cycle.year)
    for engineer, year, label in results.order_by().values_list("engineer_id", "period", "grade_label"):
        found[engineer][year] = label
    return found


def _consequences(cycle):
    rules = defaultdict(list)
    for rule in Consequence.objects.filter(result_grade__regime=cycle.regime_id).order_by("-repeated", "pk"):
        rules[rule.result_grade_id].append(rule)
    return rules


def _proposals(row, cycle, history, rules):
    if row.grade_id is None:
        return []
    years = history[row.engineer_id]
    longest = max((rule.repeated for rule in rules[row.grade_id]), default=1)
    labels = [years.get(year) for year in range(cycle.year - longest + 1, cycle.year)]
    run = scoring.current_run([*labels, row.grade.name], {row.grade.name})
    matching = [rule for rule in rules[row.grade_id] if rule.repeated <= run]
    heaviest = matching[0].repeated if matching else 0
    return [_proposal(rule) for rule in matching if rule.repeated == heaviest]


def _proposal(rule):
    """A consequence in words; `parameters` may carry a sentence of the rulebook's own."""
    if rule.parameters.get("words"):
        return rule.parameters["words"]
    words = {
        ConsequenceAction.RENEW: _("Proposal: renew at the end of the term."),
        ConsequenceAction.DEFER: _("Proposal: defer the renewal."),
        ConsequenceAction.LOWER: _("Proposal: lower to the grade below."),
        ConsequenceAction.PROMOTE: _("Proposal: promote."),
        ConsequenceAction.DISMISS: _("Proposal: dismiss."),
        ConsequenceAction.ALLOWANCE: _("Proposal: change the allowance."),
        ConsequenceAction.WARN: _("Proposal: warn."),
    }
    return words[ConsequenceAction(rule.action)]
