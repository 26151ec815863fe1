"""What stands against a rulebook being put in force, in sentences."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rulebooks import scoring
from rulebooks.enums import CriterionKind, StandardKind

SCORED = frozenset({CriterionKind.JUDGED, CriterionKind.BANDED, CriterionKind.QUANTIFIED, CriterionKind.COUNTED})
WHOLE = Decimal(100)
SENTENCES = {
    scoring.TotalMismatch: gettext_lazy("the maxima add up to %(actual)s, not to %(declared)s"),
    scoring.WeightRefused: gettext_lazy("%(code)s: its weight or maximum %(weight)s is not above zero"),
    scoring.BandsMissing: gettext_lazy("it has no bands"),
    scoring.BandReversed: gettext_lazy("band %(code)s runs from %(low)s down to %(high)s"),
    scoring.BandAboveMaximum: gettext_lazy("band %(code)s reaches %(high)s, above the maximum of %(maximum)s"),
    scoring.BandsOverlap: gettext_lazy("the bands %(lower)s and %(upper)s overlap"),
    scoring.BandsGap: gettext_lazy("no band holds %(low)s to %(high)s"),
    scoring.ValueRefused: gettext_lazy("nobody could give %(value)s points"),
    scoring.LinesMissing: gettext_lazy("it has no result grades"),
    scoring.LineUnbounded: gettext_lazy("result grade %(code)s has no line"),
    scoring.LastLineBounded: gettext_lazy("the lowest result grade %(code)s must not have a line"),
    scoring.LineNotDescending: gettext_lazy("the line of %(code)s, %(lower)s, is not below %(above)s"),
    scoring.RequiredTooFew: gettext_lazy("it would be content with no rater at all"),
    scoring.TrimTooWide: gettext_lazy("trimmed from %(trimmed_from)s raters, nobody is left"),
    scoring.ShareOutOfRange: gettext_lazy("%(share)s is no share between 0 and 1"),
}


def blockers(rulebook):
    """Why the rulebook cannot be put in force: each place where its numbers do not fit together."""
    return [*_ladder_faults(rulebook), *_standard_faults(rulebook), *_regime_faults(rulebook), *_vote_faults(rulebook)]


def _ladder_faults(rulebook):
    found = list(rulebook.grade_rules.select_related("grade"))
    if not found:
        yield _("The rulebook says nothing of any grade.")
    if [rule.rank for rule in found] != list(range(1, len(found) + 1)):
        yield _("The ranks of the grades must run from 1 without a gap.")
    for rule in found:
        if not rule.term_years:
            yield _("%(place)s: a term has at least one year.") % {"place": rule.grade}


def _standard_faults(rulebook):
    for standard in rulebook.standards.prefetch_related("criteria"):
        criteria = list(standard.criteria.all())
        if not criteria:
            yield _("%(place)s: it has no criteria.") % {"place": standard}
        elif standard.kind == StandardKind.QUALIFICATION:
            yield from _condition_faults(standard, criteria)
        else:
            yield from _scale_faults(standard, [criterion for criterion in criteria if criterion.kind in SCORED])


def _condition_faults(standard, criteria):
    """Of "any k of group g" there must be k rows."""
    sizes = Counter(criterion.group for criterion in criteria if criterion.group)
    for criterion in criteria:
        if criterion.kind != CriterionKind.MEASURED:
            yield _("%(place)s: a qualification standard has conditions only.") % {"place": _path(standard, criterion)}
        if criterion.group and criterion.group_minimum > sizes[criterion.group]:
            yield _("%(place)s: its group has fewer rows than are asked for.") % {"place": _path(standard, criterion)}


def _scale_faults(standard, criteria):
    incomplete = [c for c in criteria if c.maximum is None or (standard.weighted and c.weight is None)]
    if incomplete or standard.total is None:
        yield _("%(place)s: say the total, and every criterion's maximum and weight.") % {"place": standard}
        return
    scales = [scoring.Scale(c.name, c.maximum, c.weight if standard.weighted else None) for c in criteria]
    yield from _refusal(standard, lambda: scoring.check_scales(scales, total=standard.total))
    for criterion in criteria:
        yield from _criterion_faults(standard, criterion)


def _criterion_faults(standard, criterion):
    place = _path(standard, criterion)
    if criterion.kind == CriterionKind.BANDED:
        yield from _refusal(
            place,
            lambda: scoring.check_bands(bands_of(criterion), maximum=criterion.maximum, places=standard.decimals),
        )
    if criterion.kind == CriterionKind.QUANTIFIED and not (criterion.target or 0) > 0:
        yield _("%(place)s: its target must be above zero.") % {"place": place}
    if criterion.kind == CriterionKind.COUNTED and not (criterion.points_each or 0) > 0:
        yield _("%(place)s: say how many points each counts.") % {"place": place}


def bands_of(criterion):
    """The bands as scoring reads them; kept as [{"code", "low", "high"}] with numbers as text."""
    return [
        scoring.Band(band["code"], Decimal(str(band["low"])), Decimal(str(band["high"]))) for band in criterion.bands
    ]


def _regime_faults(rulebook):
    regimes = rulebook.regimes.select_related("standard").prefetch_related("components", "result_grades")
    for regime in regimes:
        if regime.standard.kind != StandardKind.ASSESSMENT:
            yield _("%(place)s: it needs an assessment standard.") % {"place": regime}
        weight = sum((component.weight for component in regime.components.all()), Decimal(0))
        if weight != WHOLE:
            yield _("%(place)s: the weights add up to %(weight)s, not to 100.") % {
                "place": regime,
                "weight": _number(weight),
            }
        lines = [scoring.GradeLine(grade.name, grade.line) for grade in regime.result_grades.all()]
        yield from _refusal(regime, lambda lines=lines: scoring.check_lines(lines))
        for component in regime.components.all():
            yield from _component_faults(regime, component)
        for grade in regime.result_grades.all():
            if grade.cap_percent is not None and not 0 <= grade.cap_percent <= WHOLE:
                yield _("%(place)s: a cap lies between 0 and 100 percent.") % {"place": _path(regime, grade)}


def _component_faults(regime, component):
    place = _path(regime, component)
    yield from _refusal(
        place,
        lambda: scoring.RaterRule(
            scoring.Method(component.aggregation),
            required=component.raters_required,
            trimmed_from=component.trimmed_from,
        ),
    )
    if component.raters_required > component.raters:
        yield _("%(place)s: more raters are required than there are.") % {"place": place}


def _vote_faults(rulebook):
    for vote in rulebook.vote_rules.all():
        for share in (vote.quorum, vote.threshold):
            yield from _refusal(
                vote, lambda vote=vote, share=share: scoring.votes_needed(vote.members, _fraction(share))
            )
        if vote.external_members > vote.members:
            yield _("%(place)s: more external members than members.") % {"place": vote}


def _fraction(text):
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise scoring.ShareOutOfRange(text) from error


def _refusal(place, check):
    try:
        check()
    except scoring.ScoringError as error:
        facts = {name: _number(value) for name, value in vars(error).items() if name != "args"}
        yield _("%(place)s: %(fault)s.") % {"place": place, "fault": SENTENCES[type(error)] % facts}


def _number(value):
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _path(*steps):
    return " › ".join(str(step) for step in steps)
