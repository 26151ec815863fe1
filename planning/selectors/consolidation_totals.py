"""What a subsidiary's units ask for together: seats by grade against the rules' quota, the survey's limits, and money."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from office.enums import UnitKind
from office.models import Unit
from planning.enums import Stage
from planning.selectors.consolidation import lines_of
from rulebooks.models import Grade
from rulebooks.selectors import RulesOn
from talent.models import Discipline

MONTHS = 12
LIKELY = Coalesce("consolidated", "wanted", "authorised")  # as far as it is known now
SUMS = {
    "seats_authorised": Sum("authorised"),
    "seats_wanted": Sum("wanted", default=0),
    "seats_consolidated": Sum("consolidated", default=0),
    "seats_likely": Sum(LIKELY),
    "seats_further": Sum(F("consolidated") - F("authorised"), default=0),
    "lines_open": Count("pk", filter=Q(consolidated=None, merged_into=None)),
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
    beyond: list = field(default_factory=list)
    yearly_wanted: Decimal = Decimal(0)  # allowances of the seats beyond those authorised
    yearly: Decimal = Decimal(0)  # of those consolidated so far

    def add(self, row, allowance):
        """The sums of one unit, and what a seat of it costs a year."""
        self.lines += row["lines"]
        self.authorised += row["seats_authorised"]
        self.wanted += row["seats_wanted"]
        self.consolidated += row["seats_consolidated"]
        self.open += row["lines_open"]
        self.yearly_wanted += (row["seats_wanted"] - row["seats_authorised"]) * allowance
        self.yearly += row["seats_further"] * allowance


@dataclass(frozen=True)
class Totals:
    grades: list

    @property
    def rows(self):
        """The grades, and where there are several all of them together."""
        return [*self.grades, self.together] if len(self.grades) > 1 else self.grades

    @property
    def beyond(self):
        return [one for row in self.grades for one in row.beyond]

    @property
    def open(self):
        return self.together.open

    @property
    def together(self):
        """All grades as one row."""
        added = GradeTotals(None)
        for row in self.grades:
            for name in ("lines", "authorised", "wanted", "consolidated", "open", "yearly_wanted", "yearly"):
                setattr(added, name, getattr(added, name) + getattr(row, name))
        return added


def totals_of(survey, answers):
    """Of the returns that have left their units; a constant number of queries."""
    units = {unit.pk: unit for unit in Unit.objects.filter(demand_returns__in=answers)}
    rules = _Rules(RulesOn(survey.as_of), units)
    grades = {grade.pk: GradeTotals(grade) for grade in Grade.objects.order_by("code")}
    _add_seats(grades, survey, answers, units, rules)
    _add_quotas(grades, answers, units, rules)
    return Totals([row for row in grades.values() if row.lines])


class _Rules:
    """Quota and allowance of a unit's grade, asked once per governing rulebook."""

    def __init__(self, rules, units):
        self._of = {key: {rule.grade_id: rule for rule in rules.grade_rules(unit)} for key, unit in units.items()}

    def quota(self, unit, grade):
        rule = self._of[unit].get(grade)
        return rule and rule.quota

    def yearly_allowance(self, unit, grade):
        rule = self._of[unit].get(grade)
        return ((rule and rule.monthly_allowance) or Decimal(0)) * MONTHS


def _add_seats(grades, survey, answers, units, rules):
    limits = dict(survey.limits.values_list("grade", "most"))
    rows = lines_of(answers).order_by().values("demand_return__unit", "grade").annotate(lines=Count("pk"), **SUMS)
    for row in rows:
        unit, total = row["demand_return__unit"], grades[row["grade"]]
        total.add(row, rules.yearly_allowance(unit, row["grade"]))
        most = limits.get(row["grade"])
        if most is not None and row["seats_likely"] > most:
            total.beyond.append(Beyond(units[unit], total.grade, row["seats_likely"], most))


def _add_quotas(grades, answers, units, rules):
    """Each plant and discipline against the quota of its grade. What lies outside of plants is counted for itself."""
    places = _places(units)
    seats, quotas = defaultdict(int), {}
    rows = lines_of(answers).order_by().values_list("demand_return__unit", "discipline", "grade")
    for unit, discipline, grade, number in rows.annotate(seats=Sum(LIKELY)):
        quota = rules.quota(unit, grade)
        if quota is not None:
            key = (places[unit].pk, discipline, grade)
            seats[key] += number
            quotas[key] = quota
    _compare(grades, seats, quotas, {place.pk: place for place in places.values()})


def _compare(grades, seats, quotas, places):
    exceeded = []
    for (place, discipline, grade), number in seats.items():
        total, quota = grades[grade], quotas[place, discipline, grade]
        total.room = (total.room or 0) + quota
        total.within += number
        if number > quota:
            exceeded.append((total, places[place], discipline, number, quota))
    names = Discipline.objects.in_bulk({discipline for _total, _place, discipline, *_numbers in exceeded})
    for total, place, discipline, number, quota in exceeded:
        total.beyond.append(Beyond(place, total.grade, number, quota, names[discipline]))


def _places(units):
    """{unit key: the plant that it is or belongs to, outside of plants itself}"""
    keys = {key for unit in units.values() for key in unit.ancestor_ids}
    plants = Unit.objects.filter(pk__in=keys, kind=UnitKind.PLANT).in_bulk()
    return {
        key: next((plants[above] for above in reversed(unit.ancestor_ids) if above in plants), unit)
        for key, unit in units.items()
    }
