"""What a grade asks for: the rows of its qualification standard, and the limits of the grade itself."""

from dataclasses import dataclass, field

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from posts.eligibility import words
from posts.eligibility.words import FILLED_FROM_BELOW
from rulebooks.enums import AuthorityLevel, Comparison, CriterionKind, Measure, Necessity
from rulebooks.models.standard import THRESHOLDS

RANKS = {measure: {value: rank for rank, value in enumerate(choices.values)} for measure, choices in THRESHOLDS.items()}
AT_OR_ABOVE = {
    AuthorityLevel.GROUP: frozenset({AuthorityLevel.GROUP}),
    AuthorityLevel.SUBSIDIARY: frozenset({AuthorityLevel.GROUP, AuthorityLevel.SUBSIDIARY}),
    AuthorityLevel.UNIT: frozenset(AuthorityLevel),
}


def rank_of(measure, value):
    """The place of a value in the rising order of its measure, or None."""
    return RANKS[measure].get(value)


@dataclass(frozen=True)
class Condition:
    """One thing asked for. `waivable_by` holds values of AuthorityLevel, `parameters` are those of the measure:

    - grade_held_years: `grades`, codes of the grades that count (none named: any)
    - past_results: `labels` that count (none: any), `within_years` before this year (none: ever), `kinds` (annual)
    - title_years: `title`, from which on the years count (none: the present title)
    """

    name: str
    measure: str
    comparison: str = Comparison.AT_LEAST
    threshold: str = ""
    necessity: str = Necessity.MANDATORY
    waivable_by: frozenset = frozenset()
    group: str = ""
    group_minimum: int = 0
    standing: bool = True
    parameters: dict = field(default_factory=dict, hash=False)
    grade_names: dict = field(default_factory=dict, hash=False, repr=False)

    @cached_property
    def asked(self):
        """What is asked for, in words."""
        return words.asked(self)

    @cached_property
    def limit(self):
        """The threshold as a number to compare with; None if it is no value of its measure, a person must look then."""
        text = self.threshold.strip()
        if self.measure in THRESHOLDS:
            return rank_of(self.measure, text)
        if self.measure == Measure.FULL_TIME_DEGREE:
            return int(words.is_yes(text))
        return int(text) if text.isdecimal() else None

    @cached_property
    def waivers(self):
        """The levels that may waive it: those named and those above them."""
        return frozenset().union(*(AT_OR_ABOVE[AuthorityLevel(level)] for level in self.waivable_by))

    @property
    def is_binding(self):
        return self.standing and self.necessity != Necessity.PREFERRED

    @property
    def rests_on_birth(self):
        """Figures on it tell the date of birth, which not everyone may see."""
        return self.measure in (Measure.AGE, Measure.YEARS_TO_RETIREMENT)


def conditions_of(rule, *, standing_only=True):
    """The conditions of a GradeRule whose qualification and rulebook are loaded; a group is standing if all its rows are."""
    names = {other.grade.code: other.grade.name for other in rule.rulebook.grade_rules.all()}
    criteria = rule.qualification.criteria.all() if rule.qualification else ()
    rows = [_of(criterion, rule, names) for criterion in criteria if criterion.kind == CriterionKind.MEASURED]
    late = {row.group for row in rows if row.group and not row.standing}
    if standing_only:
        rows = [row for row in rows if row.standing and row.group not in late]
    return [*rows, *_limits(rule, {row.measure for row in rows}, names)]


def _of(criterion, rule, names):
    waivers = criterion.parameters.get("waivable_by", ())
    if criterion.necessity == Necessity.WAIVABLE and not waivers:
        waivers = (rule.appointed_by,)
    return Condition(
        name=criterion.name,
        measure=criterion.measure,
        comparison=criterion.comparison,
        threshold=criterion.threshold,
        necessity=criterion.necessity or Necessity.MANDATORY,
        waivable_by=frozenset(waivers),
        group=criterion.group,
        group_minimum=criterion.group_minimum,
        standing=criterion.standing,
        parameters=criterion.parameters,
        grade_names=names,
    )


def _limits(rule, measured, names):
    """What the grade itself limits, unless the standard has a row on it."""
    if rule.age_limit is not None and Measure.AGE not in measured:
        yield Condition(_("Age limit of the grade"), Measure.AGE, Comparison.AT_MOST, str(rule.age_limit))
    if rule.years_to_retirement is not None and Measure.YEARS_TO_RETIREMENT not in measured:
        least = str(rule.years_to_retirement)
        yield Condition(_("Years to retirement asked by the grade"), Measure.YEARS_TO_RETIREMENT, threshold=least)
    if rule.fills_from_below and (codes := _from_below(rule)):
        yield Condition(
            _("Filled from the grade below only"),
            FILLED_FROM_BELOW,
            threshold="1",
            parameters={"grades": codes},
            grade_names=names,
        )


def _from_below(rule):
    """Codes of the next lower grade of the ladder and of all above it: who holds those has come from below already."""
    ladder = [other for other in rule.rulebook.grade_rules.all() if other.grade.ladder_id == rule.grade.ladder_id]
    below = min((other.rank for other in ladder if other.rank > rule.rank), default=None)
    if below is None:
        return []
    return [other.grade.code for other in sorted(ladder, key=lambda other: -other.rank) if other.rank <= below]
