"""What a subsidiary's units ask for together: seats by grade against the rules' quota, the survey's limits, and money."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from office.models import Unit
from planning.enums import Stage
from planning.selectors import rates
from planning.selectors.consolidation import lines_of
from planning.selectors.quotas import Quotas
from rulebooks.models import Grade
from rulebooks.selectors import numbers_on
from talent.models import Discipline

BEYOND_SHOWN = 20
UNIT = "demand_return__unit"
STANDING = ("consolidated", "wanted", "authorised")  # the first that is known is what a line comes to now
KNOWN = Q(consolidated__isnull=False)
SUMS = {
    "lines_sum": Count("pk"),
    "authorised_sum": Sum("authorised"),
    "wanted_sum": Sum(Coalesce("wanted", 0)),
    "consolidated_sum": Coalesce(Sum("consolidated"), 0),
    "open_sum": Count("pk", filter=~KNOWN & Q(merged_into=None)),
    "known_sum": Coalesce(Sum("authorised", filter=KNOWN), 0),  # authorised where the number is consolidated
}


@dataclass(frozen=True)
class Beyond:
    """A place that asks for more than it may: a plant and discipline beyond the quota, or a unit beyond the survey's limit."""

    unit: Unit
    grade: Grade
    seats: int
    most: int
    discipline: Discipline | None = None

    def __str__(self):
        said = {"unit": self.unit, "grade": self.grade, "seats": self.seats, "most": self.most}
        if self.discipline:
            said["discipline"] = self.discipline
            return _("%(unit)s · %(discipline)s · %(grade)s: %(seats)d seats, the quota is %(most)d") % said
        return _("%(unit)s · %(grade)s: %(seats)d seats, the survey allows a unit %(most)d") % said

    @property
    def query(self):
        """The filters of the desk that leave its lines."""
        names = {"unit": self.unit.code, "grade": self.grade.pk, "stage": Stage.ALL}
        return urlencode(names | ({"discipline": self.discipline.code} if self.discipline else {}))


@dataclass
class GradeTotals:
    """Seats of one grade. `room` is what the quotas of all its plants and disciplines add up to, None without any.

    `yearly_wanted` and `yearly` are the allowances of the seats wanted and of those consolidated so far beyond the authorised
    ones, in yuan a year; None where no rulebook says any.
    """

    grade: Grade | None
    lines: int = 0
    authorised: int = 0
    wanted: int = 0
    consolidated: int = 0
    open: int = 0  # lines that were not looked at
    within: int = 0  # seats, as far as they are known now, for which the rules give a quota
    room: int | None = None
    yearly_wanted: Decimal | None = None
    yearly: Decimal | None = None

    def add(self, monthly, sums):
        """The sums of lines for whose seats the rules say the same allowance."""
        for name in ("lines", "authorised", "wanted", "consolidated", "open"):
            setattr(self, name, getattr(self, name) + sums[f"{name}_sum"])
        if monthly is not None:
            self.cost(
                rates.yearly(sums["wanted_sum"] - sums["authorised_sum"], monthly),
                rates.yearly(sums["consolidated_sum"] - sums["known_sum"], monthly),
            )

    def cost(self, wanted, consolidated):
        self.yearly_wanted = (self.yearly_wanted or Decimal()) + wanted
        self.yearly = (self.yearly or Decimal()) + consolidated


@dataclass(frozen=True)
class Totals:
    grades: list
    beyond: int = 0  # how many places go beyond what they may
    beyond_shown: list = field(default_factory=list)  # the first of them, those farthest beyond

    @property
    def rows(self):
        """The grades, and where there are several all of them together."""
        return [*self.grades, self.together] if len(self.grades) > 1 else self.grades

    @property
    def beyond_unshown(self):
        return self.beyond - len(self.beyond_shown)

    @property
    def open(self):
        return self.together.open

    @cached_property
    def together(self):
        """All grades as one row."""
        added = GradeTotals(None)
        for row in self.grades:
            for name in ("lines", "authorised", "wanted", "consolidated", "open"):
                setattr(added, name, getattr(added, name) + getattr(row, name))
            if row.yearly is not None:
                added.cost(row.yearly_wanted, row.yearly)
        return added


def totals_of(survey, returns):
    """Of the returns that have left their units; a constant number of queries. The database adds up."""
    lines, rules = lines_of(returns).order_by(), numbers_on(survey.as_of)
    quotas = Quotas(survey, rules, Coalesce(*STANDING), lines)
    grades = {grade.pk: GradeTotals(grade) for grade in Grade.objects.order_by("code")}
    for sums in lines.values("grade", monthly=rates.allowance(rules)).annotate(**SUMS):
        grades[sums["grade"]].add(sums["monthly"], sums)
    exceeded = [*_beyond_quotas(grades, quotas), *_beyond_limits(lines, survey)]
    return Totals([row for row in grades.values() if row.lines], len(exceeded), _named(exceeded, grades))


def _beyond_quotas(grades, quotas):
    """The places beyond their quota; adds what all of them have and may have to the grades.

    [(unit key, discipline key, grade key, seats, most)]
    """
    places = list(quotas.limited())
    for _plant, _discipline, grade, seats, most in places:
        grades[grade].room = (grades[grade].room or 0) + most
        grades[grade].within += seats
    return [place for place in places if place[-2] > place[-1]]


def _beyond_limits(lines, survey):
    """Each unit with the most seats of a grade that the survey allows one; as places without a discipline."""
    limits = dict(survey.limits.order_by().values_list("grade", "most"))
    if not limits:
        return []
    asked = lines.values_list(UNIT, "grade").annotate(seats=Sum(Coalesce(*STANDING)))
    beyond = reduce(or_, (Q(grade=grade, seats__gt=most) for grade, most in limits.items()))
    return [(unit, None, grade, seats, limits[grade]) for unit, grade, seats in asked.filter(beyond)]


def _named(exceeded, grades):
    """[Beyond] of those farthest beyond."""
    shown = sorted(exceeded, key=lambda place: place[-1] - place[-2])[:BEYOND_SHOWN]
    units, disciplines = (
        model.objects.in_bulk({place[index] for place in shown} - {None})
        for index, model in enumerate((Unit, Discipline))
    )
    return [
        Beyond(units[unit], grades[grade].grade, seats, most, disciplines.get(discipline))
        for unit, discipline, grade, seats, most in shown
    ]
