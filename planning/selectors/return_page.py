"""A return as the page on which it is filled in shows it: each line with its facts, its people, the last survey and the quota."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from office.clock import today
from office.enums import Role
from office.models import Duty
from planning.checks.returns import lacks_of
from planning.enums import ReturnStatus
from planning.models import DemandLine
from planning.rules.returns import is_added
from planning.selectors.filing import line_cells, question_cell, remarks_cell
from planning.selectors.outcomes import Outcome, outcomes_of
from planning.selectors.previous import Before, compared, previous_return
from planning.selectors.qualified import fits_of_candidates, own_people_counted
from planning.selectors.returns import answers_of, lines_of
from planning.selectors.signing import Sums, meters_of
from posts.enums import PostStatus
from posts.models import Post
from posts.selectors.authority import plant_of
from rulebooks.selectors import RulesOn, published_rules

ACTING = {  # who may do what today; who did it stands beside
    Role.FILLER: gettext_lazy("May fill it in"),
    Role.CHECKER: gettext_lazy("May check it"),
    Role.UNIT_HEAD: gettext_lazy("May approve it"),
}
WITHIN = gettext_lazy("quota of the rules: %(most)s per plant and discipline")
WITHIN_WITH_OTHERS = gettext_lazy(
    "quota of the rules: %(most)s per plant and discipline, other units of the plant have %(elsewhere)s"
)
OVER = gettext_lazy(
    "Quota of the rules: %(most)s per plant and discipline; this unit asks for %(wanted)s, %(over)s too many."
)
OVER_WITH_OTHERS = gettext_lazy(
    "Quota of the rules: %(most)s per plant and discipline; this unit asks for %(wanted)s, other units of the plant have"
    " %(elsewhere)s, %(over)s too many."
)


@dataclass(frozen=True)
class Quota:
    """The most seats of a grade and discipline in a plant, how many of them other units of it have, and what this one wants."""

    most: int
    elsewhere: int
    wanted: int

    @property
    def over(self):
        return max(self.elsewhere + self.wanted - self.most, 0)

    def __str__(self):
        """What is exceeded by how many, else what there is of it."""
        alone, with_others = (OVER, OVER_WITH_OTHERS) if self.over else (WITHIN, WITHIN_WITH_OTHERS)
        return (with_others if self.elsewhere else alone) % (vars(self) | {"over": self.over})


@dataclass(frozen=True)
class Row:
    """One line of the page."""

    line: DemandLine
    cells: dict
    qualified: int
    look: int
    named: list  # (DemandCandidate, Fit)
    before: Before | None
    quota: Quota | None
    lacks: list
    outcome: Outcome | None  # once it has left the unit

    @property
    def is_added(self):
        return is_added(self.line)

    @property
    def posts_query(self):
        """The unit's posts of this grade and discipline, for their list."""
        line = self.line
        unit = line.demand_return.unit
        return urlencode({"unit": unit.code, "discipline": line.discipline.code, "grade": line.grade_id})

    @cached_property
    def people_url(self):
        """Its own people explained."""
        return reverse("planning:return_people", args=[self.line.demand_return_id, self.line.pk])

    @property
    def is_settled(self):
        """Whether nothing has to be said beside the number."""
        line = self.line
        told = line.problem_kind or line.problem or line.urgency or line.consequence
        return not line.extra and not (told or self.named)


class Figures(Sums):
    """What changes with every number: sums, limits, and what is still lacking."""

    def __init__(self, demand_return):
        self.demand_return = demand_return
        self.lines = list(lines_of(demand_return))
        for line in self.lines:
            line.demand_return = demand_return
        self.questions = list(demand_return.survey.questions.all())
        self.given = answers_of(demand_return) if self.questions else {}
        self.limits = list(demand_return.survey.limits.select_related("grade"))

    @cached_property
    def meters(self):
        return meters_of(self.lines, self.limits)

    @cached_property
    def lacks(self):
        return lacks_of(self.lines, self.questions, self.given, self.limits)

    def lacks_of(self, **about):
        """The lacks of a line or of a question."""
        ((name, key),) = about.items()
        return [lack for lack in self.lacks if getattr(lack, name) == key]


class ReturnPage(Figures):
    """All of the page for a reader, in a constant number of queries."""

    def __init__(self, demand_return, user):
        super().__init__(demand_return)
        self.user = user

    @cached_property
    def rows(self):
        demand_return, published = self.demand_return, published_rules()
        on = demand_return.survey.as_of
        people = self._people(published)
        fits = fits_of_candidates(demand_return.unit, self.lines, on, published=published)
        before = compared(self.lines, self.previous)
        quotas = quotas_of(demand_return.unit, self.lines, RulesOn(on, published))
        outcomes = outcomes_of(demand_return, self.lines, self.user)
        return [
            Row(
                line,
                line_cells(demand_return, line),
                *people.get(line.pk, (line.qualified or 0, 0)),
                [(one, fits[line.pk, one.engineer_id]) for one in line.candidates.all()],
                before.get(line.pk),
                quotas.get(line.pk),
                self.lacks_of(line=line.pk),
                outcomes.get(line.pk),
            )
            for line in self.lines
        ]

    def _people(self, published):
        """Once it was handed in, the page shows how many they were then."""
        if self.demand_return.status != ReturnStatus.DRAFT and all(line.qualified is not None for line in self.lines):
            return {}
        return own_people_counted(
            self.demand_return.unit, self.lines, self.demand_return.survey.as_of, published=published
        )

    @cached_property
    def previous(self):
        return previous_return(self.demand_return)

    @cached_property
    def replies(self):
        """[(cell, lacks)] of the questions."""
        return [
            (
                question_cell(self.demand_return, question, self.given.get(question.pk, "")),
                self.lacks_of(question=question.pk),
            )
            for question in self.questions
        ]

    @property
    def remarks(self):
        return remarks_cell(self.demand_return)

    @cached_property
    def acting(self):
        """[(what, names)] of whoever fills in, checks and approves for this unit today."""
        duties = Duty.objects.active_on(today()).filter(role__in=ACTING, unit__in=self.demand_return.unit.ancestor_ids)
        people = {role: [] for role in ACTING}
        for duty in duties.filter(user__is_active=True).select_related("user").order_by("user__name", "pk"):
            if duty.user.name not in people[duty.role]:
                people[duty.role].append(duty.user.name)
        return [(ACTING[role], names) for role, names in people.items()]


def quotas_of(unit, lines, rules):
    """{line.pk: Quota} of the lines whose grade has one; two queries, none without quotas."""
    most = {rule.grade_id: rule.quota for rule in rules.grade_rules(unit) if rule.quota is not None}
    if not most:
        return {}
    posts = Post.objects.in_unit(plant_of(unit)).filter(grade__in=most).exclude(status=PostStatus.ABOLISHED)
    rows = posts.order_by().values_list("grade", "discipline").annotate(seats=Sum("authorised"))
    there = {(grade, discipline): seats for grade, discipline, seats in rows}
    return {
        line.pk: Quota(
            most[line.grade_id],
            max(there.get((line.grade_id, line.discipline_id), 0) - line.authorised, 0),
            line.wanted or 0,
        )
        for line in lines
        if line.grade_id in most
    }
