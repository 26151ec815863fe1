"""What a subsidiary's units ask for together: seats by grade against the rules' quota, the survey's limits, and money."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from office.enums import UnitKind
from office.models import Unit
from planning.enums import Stage
from planning.selectors import rates
from planning.selectors.consolidation import lines_of
from rulebooks.models import Grade, Rulebook
from rulebooks.selectors import RulesOn
from talent.models import Discipline

MONTHS = 12
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
    """Seats of one grade; `room` is what the quotas of all its plants and disciplines add up to, None without any."""

    grade: Grade | None
    lines: int = 0
    authorised: int = 0
    wanted: int = 0
    consolidated: int = 0
    open: int = 0  # lines that were not looked at
    within: int = 0  # seats, as far as they are known now, for which the rules give a quota
    room: int | None = None
    yearly_wanted: Decimal = Decimal(0)  # allowances of the seats beyond those authorised
    yearly: Decimal = Decimal(0)  # of those consolidated so far

    def add(self, monthly, sums):
        """The sums of lines for whose seats the rules say the same allowance."""
        for name in ("lines", "authorised", "wanted", "consolidated", "open"):
            setattr(self, name, getattr(self, name) + sums[f"{name}_sum"])
        allowance = (monthly or 0) * MONTHS
        self.yearly_wanted += (sums["wanted_sum"] - sums["authorised_sum"]) * allowance
        self.yearly += (sums["consolidated_sum"] - sums["known_sum"]) * allowance


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
            for name in ("lines", "authorised", "wanted", "consolidated", "open", "yearly_wanted", "yearly"):
                setattr(added, name, getattr(added, name) + getattr(row, name))
        return added


def totals_of(survey, answers):
    """Of the returns that have left their units; a constant number of queries.

    The database adds up; only seats for which there is a quota are added up here, since a plant's may be asked for by several units.
    """
    lines, rules = lines_of(answers).order_by(), _rules_on(survey.as_of)
    grades = {grade.pk: GradeTotals(grade) for grade in Grade.objects.order_by("code")}
    for sums in lines.values("grade", monthly=rates.allowance(rules)).annotate(**SUMS):
        grades[sums["grade"]].add(sums["monthly"], sums)
    exceeded = [*_beyond_quotas(grades, lines, rules, answers), *_beyond_limits(lines, survey)]
    return Totals([row for row in grades.values() if row.lines], len(exceeded), _named(exceeded, grades))


def _rules_on(day):
    """Quotas and allowances alone, without what qualifies for a grade."""
    return RulesOn(day, list(Rulebook.objects.published().prefetch_related("units", "grade_rules")))


def _beyond_quotas(grades, lines, rules, answers):
    """Each plant and discipline with the quota of its grade; what lies outside of plants is counted for itself.

    [(unit key, discipline key, grade key, seats, most)]
    """
    paths = dict(answers.order_by().values_list("unit", "unit__path"))
    plants, allowed, seats, most = _plants(paths), _quotas(paths, rules), defaultdict(int), {}
    read = lines.values_list(UNIT, "discipline", "grade", *STANDING)
    for unit, discipline, grade, consolidated, wanted, authorised in read:
        quota = allowed[unit].get(grade)
        if quota is not None:
            place = plants[unit], discipline, grade
            seats[place] += (authorised if wanted is None else wanted) if consolidated is None else consolidated
            most[place] = quota
    for place, number in seats.items():
        total = grades[place[-1]]
        total.room = (total.room or 0) + most[place]
        total.within += number
    return [(*place, number, most[place]) for place, number in seats.items() if number > most[place]]


def _plants(paths):
    """{unit key: key of the plant that it is or belongs to, outside of plants its own}"""
    plants = set(Unit.objects.filter(kind=UnitKind.PLANT).order_by().values_list("pk", flat=True))
    return {unit: next((key for key in _upwards(path) if key in plants), unit) for unit, path in paths.items()}


def _quotas(paths, rules):
    """{unit key: {grade key: the most seats of a plant and discipline, or None}}"""
    said = [(place, {rule.grade_id: rule.quota for rule in book.grade_rules.all()}) for place, book in rules.by_place()]
    return {
        unit: next((quotas for place, quotas in said if path.startswith(place)), {}) for unit, path in paths.items()
    }


def _upwards(path):
    """The keys of a unit and of those above it, from itself on."""
    return map(int, reversed(path.strip("/").split("/")))


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
