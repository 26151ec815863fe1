"""Where the seats of a plant exceed what the rules allow it in a grade and discipline, as the numbers of a survey stand."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import BooleanField, Case, F, Q, Value, When
from django.utils.translation import gettext as _

from office.enums import UnitKind
from office.models import Unit
from planning.models import DemandLine
from planning.selectors.desk import NAMED_AT_ONCE, STANDING, governed
from rulebooks.models import Grade
from talent.models import Discipline

FINDINGS_SHOWN = 20
FACTS = ("pk", "demand_return__unit", "discipline", "grade", "standing", "quota")


@dataclass(frozen=True)
class Beyond:
    """A plant that has more seats of a grade and discipline than the rules allow."""

    plant: str
    discipline: str
    grade: str
    seats: int
    quota: int

    def __str__(self):
        return _("%(plant)s · %(discipline)s · %(grade)s: %(seats)d seats, the quota is %(quota)d") % vars(self)


class Quotas:
    """Of a survey by `rules` (RulesOn).

    A line counts with its number as it stands, with what is authorised while it was not consolidated, in the open plant
    that its unit is or belongs to, outside of plants in the unit itself. In most plants a single unit answers: there each
    line is compared by SQL; only of the others the lines are added up here.
    """

    def __init__(self, survey, rules, standing=STANDING):
        self.survey = survey
        self.lines = governed(DemandLine.objects.filter(demand_return__survey=survey), rules, standing).order_by()

    @cached_property
    def plants(self):
        """{unit key: key of the plant}; two queries."""
        open_plants = set(Unit.objects.filter(kind=UnitKind.PLANT, closed_on=None).values_list("pk", flat=True))
        units = self.survey.returns.order_by().values_list("unit", "unit__path")
        return {unit: _nearest(path, open_plants) or unit for unit, path in units}

    @cached_property
    def shared(self):
        """The units that answer in one plant together with others."""
        answering = Counter(self.plants.values())
        return {unit for unit, plant in self.plants.items() if answering[plant] > 1}

    @cached_property
    def _shared_lines(self):
        """[facts] of the lines of shared plants."""
        if not self.shared:
            return []
        lines = self.lines.values_list(*FACTS)
        if len(self.shared) <= NAMED_AT_ONCE:
            lines = lines.filter(demand_return__unit__in=self.shared)
        return [facts for facts in lines if facts[1] in self.shared]

    @cached_property
    def _shared_seats(self):
        """{(plant, discipline, grade): (seats, the lowest quota said of its lines or None)}"""
        seats, quotas = Counter(), {}
        for _line, unit, discipline, grade, standing, quota in self._shared_lines:
            group = self.plants[unit], discipline, grade
            seats[group] += standing
            if quota is not None:
                quotas[group] = min(quota, quotas.get(group, quota))
        return {group: (count, quotas.get(group)) for group, count in seats.items()}

    def seats(self, lines):
        """{line key: seats of its plant, grade and discipline} of governed lines with their returns."""
        return {line.pk: self._seats_of(line) for line in lines}

    def _seats_of(self, line):
        if line.demand_return.unit_id not in self.shared:
            return line.standing
        return self._shared_seats[self.group_of(line)][0]

    def group_of(self, line):
        return self.plants[line.demand_return.unit_id], line.discipline_id, line.grade_id

    # --- Those that are exceeded -------------------------------------------------------------------------------
    @cached_property
    def is_beyond(self):
        """The condition on governed lines that their quota is exceeded."""
        alone = Q(standing__gt=F("quota"))
        if not self.shared:
            return alone
        exceeded = self._exceeded_groups
        keys = [facts[0] for facts in self._shared_lines if (self.plants[facts[1]], *facts[2:4]) in exceeded]
        return (alone & ~Q(demand_return__unit__in=self.shared)) | Q(pk__in=keys)

    def mark(self, lines):
        """Annotates governed lines with `beyond`."""
        return lines.annotate(
            beyond=Case(When(self.is_beyond, then=Value(True)), default=Value(False), output_field=BooleanField())
        )

    @property
    def _exceeded_groups(self):
        return {group for group, (seats, quota) in self._shared_seats.items() if quota is not None and seats > quota}

    def exceeded(self):
        """(how many, [Beyond] of the first of them)"""
        found = defaultdict(int)
        alone = self.lines.filter(standing__gt=F("quota"))
        for _line, unit, discipline, grade, seats, quota in alone.values_list(*FACTS):
            if unit not in self.shared:
                found[unit, discipline, grade] = (seats, quota)
        found |= {group: self._shared_seats[group] for group in self._exceeded_groups}
        return len(found), _in_words(sorted(found.items())[:FINDINGS_SHOWN])


def _in_words(found):
    plants, disciplines, grades = (
        model.objects.in_bulk({group[place] for group, _counts in found})
        for place, model in enumerate((Unit, Discipline, Grade))
    )
    return [
        Beyond(plants[plant].name, disciplines[discipline].name, grades[grade].name, *counts)
        for (plant, discipline, grade), counts in found
    ]


def _nearest(path, plants):
    """The key of the unit itself or of the nearest one above it that is among them, or None."""
    return next((key for key in map(int, reversed(path.strip("/").split("/"))) if key in plants), None)
