"""The professional line (专业线) of a discipline: who holds which grade at which level, what is vacant, wanted and missing."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q
from django.db.models.functions import Coalesce

from office.models import Unit
from office.sentences import listed
from overview.selectors.coverage.figures import (
    SUMS_OF_LINES,
    Figures,
    counts_of_seats,
    demanded,
    lines_in_sight,
    retiring_before,
    seats_in_sight,
)
from overview.selectors.professional_line.gaps import gaps, is_unbroken
from overview.selectors.professional_line.rungs import Levels, ladder
from posts.enums import SEAT_STATE_COLOURS, SeatState
from talent.models import Discipline

READ = (
    *("version__grade", "version__unit", "version__unit__path", "unit_then", "number", "version__authorised"),
    *("holder", "holder__engineer__name", "holder__engineer__retires_on", "state"),
)


@dataclass(frozen=True)
class Holder:
    """Someone on a seat; `retires` is the year, where it is within three years, else empty."""

    key: int  # of the appointment
    name: str
    unit: str
    state: SeatState
    retires: str  # as text, which a page prints without grouping its digits
    beyond: bool

    @property
    def colour(self):
        return SEAT_STATE_COLOURS[self.state]

    def get_status_display(self):
        return self.state.label


@dataclass
class Place:
    """One grade at one level. `vacant` and `wanted` are {unit's name: seats}."""

    level: str
    figures: Figures = field(default_factory=Figures)
    holders: list = field(default_factory=list)
    vacant: dict = field(default_factory=dict)
    wanted: dict = field(default_factory=dict)

    @property
    def vacancies(self):
        return _listed(self.vacant)

    @property
    def wishes(self):
        return _listed(self.wanted)


def _listed(seats):
    return listed([f"{unit} {number}" for unit, number in seats.items()])


@dataclass(frozen=True)
class Rung:
    """A grade of the ladder with its places, from the group down."""

    grade: object
    places: list

    @property
    def total(self):
        return sum((place.figures for place in self.places), Figures())


@dataclass(frozen=True)
class ProfessionalLine:
    levels: list
    rungs: list

    @cached_property
    def gaps(self):
        found = {(rung.grade.pk, place.level): place.figures for rung in self.rungs for place in rung.places}
        return gaps(found, [rung.grade for rung in self.rungs], self.levels)

    @property
    def unbroken(self):
        return is_unbroken(self.gaps)


def professional_line(look, discipline, at=None):
    """The line of a discipline with its parts, of a unit or of all in sight: a constant number of queries."""
    levels, grades = Levels(look.user, at, look.on), ladder(look.user, at, look.on)
    places = {(grade.pk, level): Place(level) for grade, _ranked in grades for level in levels.shown}
    _seat(places, look, levels, discipline, at)
    _ask(places, look, levels, discipline, at)
    rungs = [(Rung(grade, [places[grade.pk, level] for level in levels.shown]), ranked) for grade, ranked in grades]
    return ProfessionalLine(levels.shown, [rung for rung, ranked in rungs if ranked or rung.total != Figures()])


def _seat(places, look, levels, discipline, at):
    end = retiring_before(look.user, look.on)
    within = Q(version__discipline=discipline) | Q(version__discipline__parent=discipline)
    seats = seats_in_sight(look, within, _in_unit(at, look.on, "version__unit"))
    for grade, unit, path, name, number, authorised, holder, person, retires_on, state in seats.order_by(
        "version__unit__code", "post__code", "number"
    ).values_list(*READ):
        place = places.get((grade, levels.of(unit, path)))
        if place is None:
            continue
        beyond, soon = number > authorised, holder is not None and retires_on < end
        place.figures += Figures(int(not beyond), int(holder is not None), int(holder is None), int(soon))
        if holder is None:
            place.vacant[name] = place.vacant.get(name, 0) + 1
        else:
            year = str(retires_on.year) if soon else ""
            place.holders.append(Holder(holder, person, name, SeatState(state), year, beyond))


def _ask(places, look, levels, discipline, at):
    if look.survey is None:
        return
    within = Q(discipline=discipline) | Q(discipline__parent=discipline)
    lines = lines_in_sight(look).filter(within, _in_unit(at, look.on, "demand_return__unit"))
    rows = lines.order_by("demand_return__unit__code").values_list(
        "grade", "demand_return__unit", "demand_return__unit__path", "demand_return__unit__name"
    )
    for grade, unit, path, name, *sums in rows.annotate(**SUMS_OF_LINES):
        place, figures = places.get((grade, levels.of(unit, path))), demanded(*sums)
        if place:
            place.figures += figures
        if place and figures.wanted:
            place.wanted[name] = place.wanted.get(name, 0) + figures.wanted


def _in_unit(at, on, unit):
    return Q(**{f"{unit}__in": Unit.objects.placed_below(at, on)}) if at else Q()


# --- All disciplines ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Summary:
    """A whole discipline in a line of the summary; the figures are in the order of the levels and of the grades."""

    discipline: Discipline
    by_level: list
    by_grade: list
    gaps: list

    @property
    def unbroken(self):
        return is_unbroken(self.gaps)

    @property
    def broken(self):
        return sum(gap.breaks for gap in self.gaps)


def professional_lines(look, at=None):
    """(levels, grades, [Summary]) of all whole disciplines, counted without names and without what is wanted."""
    levels, grades = Levels(look.user, at, look.on), ladder(look.user, at, look.on)
    found = _counted(look, levels, at)
    held = {grade for places in found.values() for grade, _level in places}
    shown = [grade for grade, ranked in grades if ranked or grade.pk in held]
    summaries = [
        _summary(one, found.get(one.pk, {}), levels.shown, shown) for one in Discipline.objects.filter(parent=None)
    ]
    return levels.shown, shown, summaries


def _counted(look, levels, at):
    """{whole discipline's key: {(grade key, level): Figures}}"""
    found = defaultdict(lambda: defaultdict(Figures))
    seats = seats_in_sight(look, _in_unit(at, look.on, "version__unit")).order_by()
    rows = seats.annotate(whole=Coalesce("version__discipline__parent", "version__discipline")).values_list(
        "whole", "version__grade", "version__unit", "version__unit__path"
    )
    for whole, grade, unit, path, *counts in rows.annotate(**counts_of_seats(look)):
        level = levels.of(unit, path)
        if level in levels.shown:
            found[whole][grade, level] += Figures(*counts)
    return found


def _summary(discipline, places, levels, grades):
    return Summary(
        discipline,
        [sum((places.get((grade.pk, level), Figures()) for grade in grades), Figures()) for level in levels],
        [sum((places.get((grade.pk, level), Figures()) for level in levels), Figures()) for grade in grades],
        gaps(places, grades, levels),
    )
