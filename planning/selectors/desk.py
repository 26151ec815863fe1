"""The lines that lie before who decides, and what they come to in seats, money and quotas."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import (
    Case,
    Count,
    DecimalField,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from office.enums import UnitKind
from office.models import Unit
from planning.enums import AT_THE_TOP, UNANSWERED, ReturnStatus, Urgency
from planning.models import DemandCandidate, DemandLine
from planning.selectors import rates
from rulebooks.selectors import RulesOn

MONTHS = 12
FINDINGS_SHOWN = 20
NAMED_AT_ONCE = 500  # keys in one condition; beyond it all lines of the survey are read
YUAN = DecimalField(max_digits=16, decimal_places=2)
STANDING = Coalesce("decided", "consolidated", "authorised")
_UNIT = "demand_return__unit"
_ABOVE = (_UNIT, f"{_UNIT}__parent", f"{_UNIT}__parent__parent", f"{_UNIT}__parent__parent__parent")


def signed(number):
    """+3, −2 or 0."""
    return f"{number:+d}".replace("-", "−") if number else "0"


def named(line):
    """A line outside its return."""
    return f"{line.demand_return.unit} · {line}"


# --- The lines -------------------------------------------------------------------------------------------------
def lines_at_the_top(survey):
    """All lines of the returns that were passed up, merged ones included: what is summed."""
    return DemandLine.objects.filter(demand_return__survey=survey, demand_return__status__in=AT_THE_TOP)


def desk_lines(survey, rules=None):
    """Those to be decided, a merged one going with its target. Annotated, in seats and yuan:

    `standing` is the number as it is now: decided, else consolidated. `allowance` and `quota` are what the rulebook in
    force on the survey's day says; `money` is what the seats beyond those authorised cost a year, below zero if they are
    fewer, None if the allowance is not said; `seats_in_plant` are the standing ones to which the quota applies.
    """
    return priced(lines_at_the_top(survey).counting(), rules or RulesOn(survey.as_of)).annotate(
        plant=_plant(),
        seats_in_plant=_seats_in_plant(survey),
        urgency_rank=Case(
            *(When(urgency=urgency, then=Value(rank)) for rank, urgency in enumerate(Urgency)),
            default=Value(len(Urgency)),
            output_field=IntegerField(),
        ),
    )


def priced(lines, rules):
    """Annotates `standing`, `allowance`, `quota` and `money`."""
    lines = lines.annotate(standing=STANDING, allowance=rates.allowance(rules), quota=rates.quota(rules))
    return lines.annotate(
        money=ExpressionWrapper((F("standing") - F("authorised")) * F("allowance") * MONTHS, output_field=YUAN)
    )


def of_keys(lines, keys, field="pk"):
    """The lines whose `field` is among the keys; more than a condition can name are picked from all."""
    if len(keys) <= NAMED_AT_ONCE:
        return list(lines.filter(**{f"{field}__in": list(keys)}))
    name = "pk" if field == "pk" else f"{field}_id"
    return [line for line in lines if getattr(line, name) in keys]


def _plant():
    """The path of the open plant that the line's unit is or belongs to, else of the unit.

    Looked for up to three units above: a workshop of a plant that was merged into one that was merged itself.
    """
    open_plant = {"kind": UnitKind.PLANT, "closed_on": None}
    return Case(
        *(
            When(**{f"{unit}__{name}": value for name, value in open_plant.items()}, then=F(f"{unit}__path"))
            for unit in _ABOVE
        ),
        default=F(f"{_UNIT}__path"),
    )


def _seats_in_plant(survey):
    plants = DemandLine.objects.filter(demand_return__survey=survey).annotate(its_plant=_plant())
    peers = plants.filter(its_plant=OuterRef("plant"), grade=OuterRef("grade"), discipline=OuterRef("discipline"))
    return Subquery(
        peers.order_by().values("grade").annotate(seats=Sum(STANDING)).values("seats"), output_field=IntegerField()
    )


# --- What they come to ---------------------------------------------------------------------------------------
SUMS = ("authorised", "wanted", "consolidated", "decided", "standing", "money")
_SUMMED = {f"sum_{name}": Sum(name) for name in SUMS} | {
    "lines": Count("pk", filter=Q(merged_into=None)),
    "undecided": Count("pk", filter=Q(merged_into=None, decided=None)),
    "unpriced": Count("pk", filter=Q(allowance=None) & ~Q(standing=F("authorised"))),
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
        counts = {name: row[name] for name in ("lines", "undecided", "unpriced")}
        return cls(label, **counts, **{name: row[f"sum_{name}"] or 0 for name in SUMS})

    @property
    def extra(self):
        return self.standing - self.authorised

    @property
    def extra_signed(self):
        return signed(self.extra)

    @property
    def decided_lines(self):
        return self.lines - self.undecided

    def __add__(self, other):
        names = ("lines", "undecided", *SUMS, "unpriced")
        return Sums(self.label, **{name: getattr(self, name) + getattr(other, name) for name in names})


def summed(lines, *keys):
    """Rows of the keys and the sums of priced lines: one query."""
    return lines.order_by(*keys).values(*keys).annotate(**_SUMMED)


def sums_by_grade(survey, rules):
    lines = priced(lines_at_the_top(survey), rules)
    return [Sums.of(row, row["grade__name"]) for row in summed(lines, "grade__code", "grade__name")]


@dataclass(frozen=True)
class Beyond:
    """A plant that would have more seats of a grade and discipline than the rules allow."""

    plant: str
    discipline: str
    grade: str
    seats: int
    quota: int

    def __str__(self):
        return _("%(plant)s · %(discipline)s · %(grade)s: %(seats)d seats, the quota is %(quota)d") % vars(self)


def beyond_quota(survey, rules):
    """(how many, the first of them) where the standing seats of a plant exceed the quota: two queries."""
    rows = list(quota_groups(survey, rules).filter(seats__gt=F("most")))
    names = dict(
        Unit.objects.filter(path__in=[row["plant"] for row in rows[:FINDINGS_SHOWN]]).values_list("path", "name")
    )
    return len(rows), [
        Beyond(names[row["plant"]], row["discipline__name"], row["grade__name"], row["seats"], row["most"])
        for row in rows[:FINDINGS_SHOWN]
    ]


def quota_groups(survey, rules, plants=()):
    """Rows of plant, discipline and grade with their standing `seats` and the `most` that the rules allow.

    Of a few `plants` (paths) only these; lines of returns that were not passed up count with what is authorised.
    """
    lines = DemandLine.objects.filter(demand_return__survey=survey)
    lines = lines.annotate(standing=STANDING, quota=rates.quota(rules), plant=_plant()).exclude(quota=None)
    if 0 < len(plants) <= NAMED_AT_ONCE:
        lines = lines.filter(plant__in=plants)
    keys = ("plant", "discipline__code", "grade__code", "discipline", "grade", "discipline__name", "grade__name")
    return lines.order_by(*keys).values(*keys).annotate(seats=Sum("standing"), most=Min("quota"))


@dataclass
class Waiting:
    """Returns of a survey by how far they are."""

    asked: int
    unanswered: int
    below: int  # with a subsidiary
    here: int
    late: int


def returns_waiting(survey):
    return Waiting(
        **survey.returns.aggregate(
            asked=Count("pk"),
            unanswered=Count("pk", filter=Q(status__in=UNANSWERED)),
            below=Count("pk", filter=Q(status=ReturnStatus.SUBMITTED)),
            here=Count("pk", filter=Q(status__in=AT_THE_TOP)),
            late=Count("pk", filter=Q(late=True)),
        )
    )


# --- A page of them --------------------------------------------------------------------------------------------
def shown(lines, keys):
    """The lines of the keys, in their order, with all that the desk says of each: three queries."""
    folded = DemandLine.objects.select_related("grade", "discipline", "demand_return__unit").order_by("pk")
    found = (
        lines.filter(pk__in=keys)
        .select_related("grade", "discipline", "demand_return__unit__parent", "decision")
        .prefetch_related(
            Prefetch("merged", folded), Prefetch("candidates", DemandCandidate.objects.select_related("engineer"))
        )
    )
    by_key = {line.pk: line for line in found}
    return [by_key[key] for key in keys if key in by_key]
