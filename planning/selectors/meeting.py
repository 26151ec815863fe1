"""What a survey tells the body that decides: the sentences, the sums and every line that asks for further seats, with those
merged into it.

Its numbers are the consolidated ones, so that it reads the same before and after the meeting.
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from office.numbers import signed, signed_money
from office.selectors.papers import meeting_state
from planning.enums import AT_THE_TOP, UNANSWERED
from planning.models import DemandLine, DemandSurvey
from planning.models.demand_line import UNIT_PATH
from planning.selectors.consolidators import consolidators
from planning.selectors.desk import (
    Sums,
    Waiting,
    added_up,
    by_grade,
    governed,
    lines_at_the_top,
    returns_waiting,
    summed,
    with_places,
)
from planning.selectors.quotas import Quotas
from rulebooks.selectors import RulesOn

MOST_LINES = 500  # printed; the others are in the list of the desk
PRINTED = (
    "pk", "authorised", "held", "wanted", "consolidated", "consolidated_reason",
    "problem_kind", "problem", "urgency", "consequence", "merged_into",
)  # fmt: skip


@dataclass(frozen=True)
class Branch:
    """A subsidiary, or the units that answer straight to the top: its returns and seats."""

    label: str
    asked: int
    here: int
    late: int
    sums: Sums


@dataclass(frozen=True)
class MeetingPaper:
    survey: DemandSurvey
    waiting: Waiting
    grades: list  # [Sums]
    disciplines: list  # [(discipline, grade, Sums)]
    branches: list  # [Branch]
    beyond: int
    findings: list  # the first of them
    lines: list  # that ask for further seats, at most MOST_LINES; each knows those `merged` into it
    line_count: int

    @property
    def total(self):
        return sum(self.grades, start=Sums())

    @property
    def more_lines(self):
        return self.line_count - len(self.lines)

    @property
    def sentences(self):
        return [*self._of_returns(), *map(_of_seats, self.grades), *self._of_quotas()]

    def _of_returns(self):
        yield _(
            "Units asked: %(asked)d. Passed up: %(here)d, answered late: %(late)d, still with a subsidiary: %(below)d, "
            "not answered: %(unanswered)d."
        ) % vars(self.waiting)

    def _of_quotas(self):
        if self.beyond:
            yield _("As consolidated, the quota is exceeded in %(count)d plants and disciplines, among them:") % {
                "count": self.beyond
            }
            yield from map(str, self.findings)
        else:
            yield _("As consolidated, no quota is exceeded.")


def _of_seats(row):
    facts = {
        "grade": row.label,
        "authorised": row.authorised,
        "wanted": row.wanted,
        "consolidated": row.consolidated,
        "extra": signed(row.extra),
        "money": signed_money(row.money),
    }
    if row.unpriced:
        return (
            _(
                "%(grade)s: authorised %(authorised)d, wanted %(wanted)d, consolidated %(consolidated)d (%(extra)s); "
                "no rulebook says the allowance."
            )
            % facts
        )
    return (
        _(
            "%(grade)s: authorised %(authorised)d, wanted %(wanted)d, consolidated %(consolidated)d (%(extra)s); "
            "yearly allowances %(money)s yuan more or less."
        )
        % facts
    )


def meeting_paper_of(survey):
    """What the paper says now, in the language of the screen: a constant number of queries."""
    rules = RulesOn(survey.as_of)
    lines = governed(lines_at_the_top(survey), rules, F("consolidated"))
    extra = _asking(survey)
    quotas = Quotas(survey, rules, Coalesce("consolidated", "authorised"))
    beyond, findings = quotas.exceeded()
    return MeetingPaper(
        survey,
        returns_waiting(survey),
        by_grade(lines),
        _by_discipline(lines),
        _by_branch(survey, lines),
        beyond,
        findings,
        _with_places(list(extra[:MOST_LINES]), quotas.subsidiaries),
        extra.count(),
    )


def _asking(survey):
    """The lines that ask for further seats, themselves or by one merged into them, or get some as consolidated."""
    merged = DemandLine.objects.filter(merged_into=OuterRef("pk"), wanted__gt=F("authorised"))
    further = Q(wanted__gt=F("authorised")) | Q(consolidated__gt=F("authorised")) | Exists(merged)
    lines = _with_names(lines_at_the_top(survey).counting().filter(further))
    beside = _with_names(DemandLine.objects.order_by(UNIT_PATH, "pk"))
    return lines.order_by("discipline__code", UNIT_PATH, "grade__code", "pk").prefetch_related(
        Prefetch("merged", queryset=beside)
    )


def _with_names(lines):
    return lines.select_related("grade", "discipline", "demand_return__unit")


def _with_places(lines, subsidiaries):
    with_places([*lines, *(merged for line in lines for merged in line.merged.all())], subsidiaries)
    return lines


def _by_discipline(lines):
    rows = summed(lines, "discipline__code", "discipline__name", "grade__code", "grade__name")
    found = added_up(rows, lambda row: (row["discipline__name"], row["grade__name"]))
    return [(discipline, grade, sums) for (discipline, grade), sums in found.items()]


def _by_branch(survey, lines):
    subsidiaries = sorted(consolidators(survey), key=lambda unit: unit.depth, reverse=True)
    names = {None: _("Units that answer straight to the top")} | {unit.pk: unit.name for unit in subsidiaries}

    def branch_of(path):
        return next((unit.pk for unit in subsidiaries if path.startswith(unit.path) and path != unit.path), None)

    asked, here, late = Counter(), Counter(), Counter()
    for path, status, was_late in survey.returns.order_by().values_list("unit__path", "status", "late"):
        branch = branch_of(path)
        asked[branch] += 1
        here[branch] += status in AT_THE_TOP
        late[branch] += was_late and status not in UNANSWERED
    sums = added_up(summed(lines, UNIT_PATH), lambda row: branch_of(row[UNIT_PATH]))
    order = [unit.pk for unit in sorted(subsidiaries, key=lambda unit: unit.code)] + [None]
    return [Branch(names[key], asked[key], here[key], late[key], sums.get(key, Sums())) for key in order if asked[key]]


# --- As it was printed -----------------------------------------------------------------------------------------
def meeting_values(survey):
    """What the check code of the paper stands for: every line at the top and where the returns are; two queries."""
    yield from (survey.pk, survey.title, survey.as_of)
    yield from vars(returns_waiting(survey)).values()
    for printed in lines_at_the_top(survey).order_by("pk").values_list(*PRINTED):
        yield from printed


def meeting_paper_state(survey):
    """A MeetingPaperState: whether the survey says what was printed last."""
    return meeting_state(survey.meeting_paper, meeting_values(survey))
