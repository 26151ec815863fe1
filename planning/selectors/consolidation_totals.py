"""What a subsidiary's units ask for together: seats by grade against the rules' quota, the survey's limits, and money."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import nlargest
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from office.enums import UnitKind
from office.models import Unit
from planning.enums import Stage
from planning.selectors.consolidation import lines_of
from rulebooks.models import Grade
from rulebooks.selectors import RulesOn
from talent.models import Discipline

MONTHS = 12
NOTHING_SAID = (None, 0)
BEYOND_SHOWN = 20
READ = ("demand_return__unit", "grade", "discipline", "authorised", "wanted", "consolidated", "merged_into")


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

    def add(self, authorised, wanted, consolidated, allowance, *, merged):
        """The seats of one line, and what one of them costs a year."""
        self.lines += 1
        self.authorised += authorised
        self.wanted += wanted
        self.yearly_wanted += (wanted - authorised) * allowance
        if consolidated is not None:
            self.consolidated += consolidated
            self.yearly += (consolidated - authorised) * allowance
        elif not merged:
            self.open += 1


@dataclass(frozen=True)
class Totals:
    grades: list

    @property
    def rows(self):
        """The grades, and where there are several all of them together."""
        return [*self.grades, self.together] if len(self.grades) > 1 else self.grades

    @property
    def beyond(self):
        """How many places go beyond what they may."""
        return sum(len(row.beyond) for row in self.grades)

    @property
    def beyond_shown(self):
        """The first of them, those farthest beyond."""
        found = (one for row in self.grades for one in row.beyond)
        return nlargest(BEYOND_SHOWN, found, key=lambda one: one.seats - one.most)

    @property
    def beyond_unshown(self):
        return max(0, self.beyond - BEYOND_SHOWN)

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
    """Of the returns that have left their units; a constant number of queries.

    The lines are read once and added up here: grouping thousands of them by unit, discipline and grade costs SQLite more.
    """
    units = {unit.pk: unit for unit in Unit.objects.filter(demand_returns__in=answers)}
    grades = {grade.pk: GradeTotals(grade) for grade in Grade.objects.order_by("code")}
    rules, in_units, in_places = _rules_of(survey, units), Counter(), Counter()
    places = _places(units)
    quotas = {}
    for unit, grade, discipline, authorised, wanted, consolidated, merged in (
        lines_of(answers).order_by().values_list(*READ)
    ):
        quota, allowance = rules[unit].get(grade, NOTHING_SAID)
        grades[grade].add(authorised, wanted or 0, consolidated, allowance, merged=merged)
        likely = next(number for number in (consolidated, wanted, authorised) if number is not None)
        in_units[unit, grade] += likely
        if quota is not None:
            place = (places[unit].pk, discipline, grade)
            in_places[place] += likely
            quotas[place] = quota
    _compare_with_quotas(grades, in_places, quotas, {place.pk: place for place in places.values()})
    _compare_with_limits(grades, survey, in_units, units)
    return Totals([row for row in grades.values() if row.lines])


def _rules_of(survey, units):
    """{unit key: {grade key: (quota, yearly allowance)}} by the rules of the survey's day."""
    rules, said = RulesOn(survey.as_of), {None: {}}
    found = {key: rules.governing(unit) for key, unit in units.items()}
    for book in found.values():
        if book and book.pk not in said:
            said[book.pk] = {
                rule.grade_id: (rule.quota, (rule.monthly_allowance or 0) * MONTHS) for rule in book.grade_rules.all()
            }
    return {key: said[book and book.pk] for key, book in found.items()}


def _places(units):
    """{unit key: the plant that it is or belongs to, outside of plants itself}"""
    above = {key for unit in units.values() for key in unit.ancestor_ids} - units.keys()
    known = units | Unit.objects.filter(pk__in=above).in_bulk()
    return {
        key: next((known[one] for one in reversed(unit.ancestor_ids) if known[one].kind == UnitKind.PLANT), unit)
        for key, unit in units.items()
    }


def _compare_with_quotas(grades, seats, quotas, places):
    """Each plant and discipline with the quota of its grade; what lies outside of plants is counted for itself."""
    exceeded = []
    for place, number in seats.items():
        total, quota = grades[place[-1]], quotas[place]
        total.room = (total.room or 0) + quota
        total.within += number
        if number > quota:
            exceeded.append(place)
    names = Discipline.objects.in_bulk({discipline for _unit, discipline, _grade in exceeded})
    for place in exceeded:
        unit, discipline, grade = place
        beyond = Beyond(places[unit], grades[grade].grade, seats[place], quotas[place], names[discipline])
        grades[grade].beyond.append(beyond)


def _compare_with_limits(grades, survey, seats, units):
    """Each unit with the most seats of a grade that the survey allows one."""
    limits = dict(survey.limits.values_list("grade", "most"))
    for (unit, grade), number in seats.items():
        if grade in limits and number > limits[grade]:
            grades[grade].beyond.append(Beyond(units[unit], grades[grade].grade, number, limits[grade]))
