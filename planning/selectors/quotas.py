"""Where the seats of a plant exceed what the rules allow it in a grade and discipline, as the numbers of a survey stand."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import BigIntegerField, BooleanField, Case, Count, F, Max, Min, Q, Sum, Value, When, Window
from django.db.models.functions import Coalesce, Length, Replace
from django.utils.translation import gettext as _

from office.enums import UnitKind
from office.models import Unit
from office.selectors.subsidiaries import Subsidiaries
from planning.models import DemandLine
from planning.selectors import rates
from planning.selectors.desk import NAMED_AT_ONCE, STANDING
from rulebooks.models import Grade
from talent.models import Discipline

FINDINGS_SHOWN = 20
GROUP = ("plant", "discipline", "grade")
UNIT = "demand_return__unit"
OPEN_PLANT = {"kind": UnitKind.PLANT, "closed_on": None}


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
    """Of a survey by `rules` (RulesOn), or of some of its lines.

    A line counts with its number as it stands, with what is authorised while it was not consolidated, in the open plant
    that its unit is or belongs to, outside of plants in the unit itself. A group is the (plant, discipline, grade) of some
    lines; the lowest quota that is said of one of them holds for all. The database adds up.
    """

    def __init__(self, survey, rules, standing=STANDING, lines=None):
        self.survey, self.rules, self.standing, self.some = survey, rules, standing, lines

    @cached_property
    def subsidiaries(self):
        return Subsidiaries()

    @cached_property
    def plant(self):
        """The key of each line's plant, as SQL."""
        return plant_of(UNIT, levels_to_plants())

    @cached_property
    def _lines(self):
        lines = DemandLine.objects.filter(demand_return__survey=self.survey) if self.some is None else self.some
        facts = {"standing": self.standing, "quota": rates.quota(self.rules), "plant": self.plant}
        return lines.annotate(**facts).order_by()

    @cached_property
    def _groups(self):
        return self._lines.values(*GROUP).annotate(seats=Sum("standing"))

    def seats(self, groups):
        """{group: seats} with at least these; a query if there are any."""
        if not groups:
            return {}
        found = self._groups
        if len(groups) <= NAMED_AT_ONCE:
            some = zip(GROUP, map(set, zip(*groups, strict=True)), strict=True)
            found = found.filter(**{f"{name}__in": keys for name, keys in some})
        return {tuple(group): seats for *group, seats in found.values_list(*GROUP, "seats")}

    def limited(self):
        """Rows of (plant, discipline, grade, seats, most): of each group for which there is a quota; a query."""
        return self._groups.annotate(most=Min("quota")).exclude(most=None).values_list(*GROUP, "seats", "most")

    # --- Those that are exceeded -------------------------------------------------------------------------------
    @cached_property
    def is_beyond(self):
        """The condition on lines that their quota is exceeded."""
        of_group = {
            name: Window(total, partition_by=GROUP)
            for name, total in {"seats": Sum("standing"), "most": Min("quota")}.items()
        }
        return Q(pk__in=self._lines.annotate(**of_group).filter(seats__gt=F("most")).values("pk"))

    def mark(self, lines):
        """Annotates lines with `beyond`."""
        return lines.annotate(
            beyond=Case(When(self.is_beyond, then=Value(True)), default=Value(False), output_field=BooleanField())
        )

    @property
    def _exceeded(self):
        return self._groups.annotate(most=Min("quota")).filter(seats__gt=F("most"))

    def count_exceeded(self):
        """How many groups have more seats than their quota."""
        return self._exceeded.count()

    def exceeded(self):
        """(how many, [Beyond] of the first of them)"""
        found = self._exceeded.annotate(count=Window(Count("*"))).order_by(*GROUP)
        rows = list(found.values_list(*GROUP, "seats", "most", "count")[:FINDINGS_SHOWN])
        return rows[0][-1] if rows else 0, _in_words(rows, self.subsidiaries)


def _in_words(rows, subsidiaries):
    units = Unit.objects.order_by().filter(pk__in={row[0] for row in rows}).values_list("pk", "name", "path")
    plants = {key: subsidiaries.place(name, path) for key, name, path in units}
    disciplines, grades = (
        dict(model.objects.order_by().filter(pk__in={row[place] for row in rows}).values_list("pk", "name"))
        for place, model in enumerate((Discipline, Grade), 1)
    )
    return [
        Beyond(plants[plant], disciplines[discipline], grades[grade], seats, quota)
        for plant, discipline, grade, seats, quota, _count in rows
    ]


# --- Plants ----------------------------------------------------------------------------------------------------
def plant_of(unit, levels):
    """As SQL, the key of the nearest open plant among the unit of the lookup and so many levels above, else of the unit."""
    places = ["__".join([unit, *["parent"] * level]) for level in range(levels)]
    nearest = (Case(When(_at(place), then=F(place))) for place in places)
    return Coalesce(*nearest, F(unit), output_field=BigIntegerField()) if places else F(unit)


def _at(place):
    return Q(**{f"{place}__{name}": value for name, value in OPEN_PLANT.items()})


def levels_to_plants():
    """How many levels lie between the lowest unit and the highest open plant, with both of them; one query."""
    level = Length("path") - Length(Replace("path", Value("/")))
    found = Unit.objects.aggregate(lowest=Max(level), highest=Min(level, filter=Q(**OPEN_PLANT)))
    return 0 if found["highest"] is None else found["lowest"] - found["highest"] + 1
