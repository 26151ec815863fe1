"""The lines that lie before who decides, and what they come to in seats, money and quotas."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, fields
from decimal import Decimal
from functools import partial

from django.db.models import (
    Case,
    Count,
    DecimalField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from office.models import Decision
from office.selectors.subsidiaries import Subsidiaries
from planning.enums import AT_THE_TOP, UNANSWERED, ReturnStatus, Urgency
from planning.models import DemandCandidate, DemandLine, DemandReturn
from planning.models.demand_line import UNIT_PATH
from planning.selectors import rates
from rulebooks.models import Grade
from rulebooks.selectors import RulesOn
from talent.models import Discipline

NAMED_AT_ONCE = 500  # keys in one condition; beyond it all lines of the survey are read
YUAN = DecimalField(max_digits=16, decimal_places=2)
STANDING = Coalesce("decided", "consolidated", "authorised")


def named(line):
    """A line outside its return, which knows its `place`."""
    return f"{line.place()} · {line}"


def with_places(lines, subsidiaries):
    """The lines with `place`, a function to the name of each one's unit behind that of its subsidiary; a query if one is called."""
    for line in lines:
        unit = line.demand_return.unit
        line.place = partial(subsidiaries.place, unit.name, unit.path)
    return lines


# --- The lines -------------------------------------------------------------------------------------------------
def lines_at_the_top(survey):
    """All lines of the returns that were passed up, merged ones included: what is summed."""
    return DemandLine.objects.filter(demand_return__survey=survey, demand_return__status__in=AT_THE_TOP)


def desk_lines(survey, rules=None):
    """Those to be decided, a merged one going with its target. Annotated, in seats and yuan:

    `standing` is the number as it is now: decided, else consolidated. `allowance` and `quota` are what the rulebook in
    force on the survey's day says; `money` is what the seats beyond those authorised cost a year, below zero if they are
    fewer, None if the allowance is not said.
    """
    return to_decide(governed(lines_at_the_top(survey), rules or RulesOn(survey.as_of)))


def to_decide(lines):
    """The same of governed lines."""
    return lines.counting().annotate(
        money=ExpressionWrapper(rates.yearly(F("standing") - F("authorised"), F("allowance")), output_field=YUAN),
        urgency_rank=Case(
            *(When(urgency=urgency, then=Value(rank)) for rank, urgency in enumerate(Urgency)),
            default=Value(len(Urgency)),
            output_field=IntegerField(),
        ),
    )


def governed(lines, rules, standing=STANDING):
    """Annotates `standing`, `allowance` and `quota`."""
    return lines.annotate(standing=standing, allowance=rates.allowance(rules), quota=rates.quota(rules))


def named_of_keys(lines, keys, field="pk"):
    """The lines as `of_keys` finds them, without their sentences, with what names each."""
    return with_names(of_keys(lines.defer("problem", "consequence", "consolidated_reason"), keys, field))


def with_names(found, subsidiaries=None):
    """The lines with what names each, which is fetched once for all; three queries, a fourth if one is `named`."""
    grades = Grade.objects.in_bulk({line.grade_id for line in found})
    disciplines = Discipline.objects.in_bulk({line.discipline_id for line in found})
    returns = DemandReturn.objects.select_related("unit").in_bulk({line.demand_return_id for line in found})
    for line in found:
        line.grade, line.discipline = grades[line.grade_id], disciplines[line.discipline_id]
        line.demand_return = returns[line.demand_return_id]
    return with_places(found, subsidiaries or Subsidiaries())


def with_partners(survey, lines, subsidiaries):
    """The lines with `partners`, those merged into each with what names them; a query."""
    merged = DemandLine.objects.filter(demand_return__survey=survey).exclude(merged_into=None)
    merged = merged.select_related("grade", "discipline", "demand_return__unit").order_by(UNIT_PATH, "pk")
    partners = defaultdict(list)
    for line in with_places(of_keys(merged, {line.pk for line in lines}, "merged_into"), subsidiaries):
        partners[line.merged_into_id].append(line)
    for line in lines:
        line.partners = partners[line.pk]
    return lines


def of_keys(lines, keys, field="pk"):
    """The lines whose `field` is among the keys; more than a condition can name are picked from all."""
    if len(keys) <= NAMED_AT_ONCE:
        return list(lines.filter(**{f"{field}__in": list(keys)}))
    return [line for line in lines if getattr(line, _attribute(field)) in keys]


def _attribute(field):
    return "pk" if field == "pk" else f"{field}_id"


# --- What they come to ---------------------------------------------------------------------------------------
SEATS = ("authorised", "wanted", "consolidated", "decided", "standing")
_SUMMED = {f"sum_{name}": Sum(name) for name in SEATS} | {
    "lines": Count("pk", filter=Q(merged_into=None)),
    "undecided": Count("pk", filter=Q(merged_into=None, decided=None)),
    "moved": Count("pk", filter=~Q(standing=F("authorised"))),
}


@dataclass
class Sums:
    """Of some lines, e.g. of a grade. `money` is of the seats beyond those authorised, a year, in yuan; `unpriced` are lines
    with such seats whose allowance no rulebook says."""

    label: str = ""
    lines: int = 0
    undecided: int = 0
    authorised: int = 0
    wanted: int = 0
    consolidated: int = 0
    decided: int = 0
    standing: int = 0
    money: Decimal = Decimal()
    unpriced: int = 0

    @classmethod
    def of(cls, row, label=""):
        """A row of `summed`."""
        seats = {name: row[f"sum_{name}"] or 0 for name in SEATS}
        priced = row["allowance"] is not None
        return cls(
            label,
            lines=row["lines"],
            undecided=row["undecided"],
            money=rates.yearly(seats["standing"] - seats["authorised"], row["allowance"]) if priced else Decimal(),
            unpriced=0 if priced else row["moved"],
            **seats,
        )

    @property
    def extra(self):
        return self.standing - self.authorised

    def __add__(self, other):
        names = ("lines", "undecided", *SEATS, "money", "unpriced")
        return Sums(self.label, **{name: getattr(self, name) + getattr(other, name) for name in names})


def summed(lines, *keys):
    """Rows of the keys and the allowance with the sums of governed lines: one query."""
    return lines.order_by(*keys).values(*keys, "allowance").annotate(**_SUMMED)


def added_up(rows, label):
    """{label of the row: Sums} in the order of the rows; `label` is a function of a row."""
    found = {}
    for row in rows:
        name = label(row)
        found[name] = found.get(name, Sums(name)) + Sums.of(row)
    return found


def sums_by_grade(survey, rules):
    """[Sums], a row for each grade."""
    return by_grade(governed(lines_at_the_top(survey), rules))


def by_grade(lines):
    """The same of governed lines."""
    return list(added_up(summed(lines, "grade__code", "grade__name"), lambda row: row["grade__name"]).values())


PLACES = {
    **dict.fromkeys(UNANSWERED, "unanswered"),
    ReturnStatus.SUBMITTED: "below",
    **dict.fromkeys(AT_THE_TOP, "here"),
}


@dataclass
class Waiting:
    """Returns of a survey by how far they are."""

    asked: int
    unanswered: int
    below: int  # with a subsidiary
    here: int
    late: int


def returns_waiting(survey):
    found = Counter()
    for status, late, count in survey.returns.order_by().values_list("status", "late").annotate(Count("pk")):
        for place in ("asked", PLACES[status], *(["late"] if late else [])):
            found[place] += count
    return Waiting(**{place.name: found[place.name] for place in fields(Waiting)})


# --- A page of them --------------------------------------------------------------------------------------------
FACTS = (
    "pk", "demand_return__unit__name", "discipline__name", "grade__name", "plant", "discipline", "grade",
    "authorised", "held", "retiring", "qualified", "wanted", "consolidated", "decided", "quota", "money", "urgency",
    "problem_kind", "problem", "consequence", "consolidated_reason", "decided_reason", "decision", UNIT_PATH,
)  # fmt: skip


@dataclass(slots=True)
class DeskLine:
    """A line with all that the desk says of it: the FACTS, then what other rows say. `seats` are those that the quota limits,
    `place` is the unit behind its subsidiary."""

    pk: int
    unit: str
    discipline: str
    grade: str
    plant_key: int
    discipline_key: int
    grade_key: int
    authorised: int
    held: int
    retiring: int
    qualified: int | None
    wanted: int | None
    consolidated: int
    decided: int | None
    quota: int | None
    money: Decimal | None
    urgency: str
    problem_kind: str
    problem: str
    consequence: str
    consolidated_reason: str
    decided_reason: str
    decision_key: int | None
    path: str
    place: str = ""
    seats: int = 0
    decision: str = ""
    people: list = field(default_factory=list)
    merged: list = field(default_factory=list)  # [Merged]
    vacant = DemandLine.vacant

    @property
    def group(self):
        return self.plant_key, self.discipline_key, self.grade_key

    @property
    def label(self):
        return f"{self.discipline} · {self.grade}"

    @property
    def is_beyond(self):
        return self.quota is not None and self.seats > self.quota


@dataclass(frozen=True)
class Merged:
    """A line that was merged into another one."""

    place: str
    discipline: str
    grade: str
    wanted: int | None
    kept: int
    problem: str


def shown(lines, keys, quotas):
    """[DeskLine] of the keys, in their order; a constant number of queries."""
    found = lines.order_by().filter(pk__in=keys).annotate(plant=quotas.plant).values_list(*FACTS)
    by_key = {facts[0]: DeskLine(*facts) for facts in found}
    seats = quotas.seats({line.group for line in by_key.values() if line.quota is not None})
    decisions = Decision.objects.in_bulk({line.decision_key for line in by_key.values()} - {None})
    people, merged = _candidates(keys), _merged_into(keys, quotas.subsidiaries)
    for key, line in by_key.items():
        line.place = quotas.subsidiaries.place(line.unit, line.path)
        line.seats, line.people, line.merged = seats.get(line.group, 0), people[key], merged[key]
        line.decision = str(decisions.get(line.decision_key, ""))
    return [by_key[key] for key in keys if key in by_key]


def _candidates(keys):
    """{line key: [names]}"""
    found = defaultdict(list)
    named = DemandCandidate.objects.filter(line__in=keys).order_by("pk")
    for line, name in named.values_list("line", "engineer__name"):
        found[line].append(name)
    return found


def _merged_into(keys, subsidiaries):
    """{line key: [Merged]}"""
    found = defaultdict(list)
    told = ("discipline__name", "grade__name", "wanted", "consolidated", "problem")
    merged = DemandLine.objects.filter(merged_into__in=keys).order_by("pk")
    for into, unit, path, *facts in merged.values_list("merged_into", "demand_return__unit__name", UNIT_PATH, *told):
        found[into].append(Merged(subsidiaries.place(unit, path), *facts))
    return found
