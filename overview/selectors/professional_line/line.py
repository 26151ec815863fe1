"""The professional line (专业线) of a discipline: who holds which grade at which level, what is vacant, wanted and missing."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q
from django.db.models.functions import Coalesce

from establishment.selectors.chairs import read_chairs, resorting_by
from office.models import Unit
from office.sentences import listed
from overview.selectors.coverage.figures import (
    SUMS_OF_LINES,
    Figures,
    counts_of_seats,
    demanded,
    figures_of,
    lines_in_sight,
    retiring_before,
    seats_in_sight,
)
from overview.selectors.coverage.levels import ladder
from overview.selectors.professional_line.gaps import gaps, is_unbroken
from overview.selectors.professional_line.rungs import Levels
from posts.enums import SEAT_STATE_COLOURS, SeatState
from talent.models import Discipline


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
    """The line of a discipline with its parts, of a unit or of all in sight: a constant number of queries.

    On a day to come it is as approved reviews make it by then.
    """
    coming = resorting_by(look.user, look.on)
    chairs = chairs_of_line(look, discipline, at, without=coming.posts if coming else ())
    chairs += chairs_on_line(coming.after, discipline, at) if coming else []
    return line_of(chairs, look, discipline, at)


def chairs_of_line(look, discipline, at=None, without=()):
    """[Chair] of the seats in sight, `without` those of some posts."""
    within = Q(**{f"{look.post_lookup}__discipline": discipline}) | Q(
        **{f"{look.post_lookup}__discipline__parent": discipline}
    )
    seats = seats_in_sight(look, within, _in_unit(at, look.on, f"{look.post_lookup}__unit"), without=without)
    return read_chairs(seats.order_by(f"{look.post_lookup}__unit__code", "post__code", "number"), look.on)


def chairs_on_line(chairs, discipline, at=None):
    """Those of some that are on the line; a query."""
    parts = set(Discipline.objects.filter(Q(pk=discipline.pk) | Q(parent=discipline)).values_list("pk", flat=True))
    path = at.path if at else ""
    return [chair for chair in chairs if chair.post.discipline in parts and chair.post.path.startswith(path)]


def line_of(chairs, look, discipline, at=None):
    """The line on which these chairs stand, with what the survey of the look asks for."""
    levels, grades = Levels(look.user, at, look.on), ladder(look.user, at, look.on)
    places = {(grade.pk, level): Place(level) for grade, _ranked in grades for level in levels.shown}
    _seat(places, chairs, look, levels)
    _ask(places, look, levels, discipline, at)
    rungs = [(Rung(grade, [places[grade.pk, level] for level in levels.shown]), ranked) for grade, ranked in grades]
    return ProfessionalLine(levels.shown, [rung for rung, ranked in rungs if ranked or rung.total != Figures()])


def _seat(places, chairs, look, levels):
    end = retiring_before(look.user, look.on)
    for chair in chairs:
        place = places.get((chair.post.grade, levels.of(chair.post.unit, chair.post.path)))
        if place is None:
            continue
        figures = figures_of(chair, end)
        place.figures += figures
        if chair.holder is None:
            place.vacant[chair.unit_name] = place.vacant.get(chair.unit_name, 0) + 1
        else:
            year = str(chair.retires_on.year) if figures.retiring else ""
            place.holders.append(
                Holder(chair.holder, chair.person, chair.unit_name, SeatState(chair.state), year, chair.beyond)
            )


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
    def by_place(self):
        return [*self.by_level, *self.by_grade]

    @property
    def total(self):
        return sum(self.by_level, Figures())

    @property
    def unbroken(self):
        return is_unbroken(self.gaps)

    @property
    def broken(self):
        return sum(gap.breaks for gap in self.gaps)


def professional_lines(look, at=None):
    """(levels, grades, [Summary]) of all whole disciplines, counted without names and without what is wanted."""
    coming = resorting_by(look.user, look.on)
    counted = counted_seats(look, at, without=coming.posts if coming else ())
    levels, grades, (summaries,) = lines_of(counted, [coming.after if coming else ()], look, at)
    return levels, grades, summaries


def lines_of(counted, sides, look, at=None):
    """(levels, grades, [[Summary] of each side]) of rows that were counted, with the chairs of each side beside them."""
    levels, grades = Levels(look.user, at, look.on), ladder(look.user, at, look.on)
    found = [_by_place(counted, chairs, look, levels, at) for chairs in sides]
    held = {grade for side in found for places in side.values() for grade, _level in places}
    shown = [grade for grade, ranked in grades if ranked or grade.pk in held]
    wholes = list(Discipline.objects.filter(parent=None))
    summaries = [[_summary(one, side.get(one.pk, {}), levels.shown, shown) for one in wholes] for side in found]
    return levels.shown, shown, summaries


def counted_seats(look, at=None, without=()):
    """[(whole discipline's key, grade key, unit key, its path, counts of seats …)] of the seats in sight; a query."""
    post = look.post_lookup
    seats = seats_in_sight(look, _in_unit(at, look.on, f"{post}__unit"), without=without).order_by()
    rows = seats.annotate(whole=Coalesce(f"{post}__discipline__parent", f"{post}__discipline")).values_list(
        "whole", f"{post}__grade", f"{post}__unit", f"{post}__unit__path"
    )
    return list(rows.annotate(**counts_of_seats(look)))


def _by_place(counted, chairs, look, levels, at):
    """{whole discipline's key: {(grade key, level): Figures}}"""
    found = defaultdict(lambda: defaultdict(Figures))
    rows = [(whole, grade, unit, path, Figures(*counts)) for whole, grade, unit, path, *counts in counted]
    for whole, grade, unit, path, figures in (*rows, *_counted_chairs(chairs, look, at)):
        level = levels.of(unit, path)
        if level in levels.shown:
            found[whole][grade, level] += figures
    return found


def _counted_chairs(chairs, look, at):
    if not chairs:
        return
    end, path = retiring_before(look.user, look.on), at.path if at else ""
    wholes = dict(Discipline.objects.order_by().values_list("pk", Coalesce("parent", "pk")))
    for chair in chairs:
        if chair.post.path.startswith(path):
            yield (
                wholes[chair.post.discipline],
                chair.post.grade,
                chair.post.unit,
                chair.post.path,
                figures_of(chair, end),
            )


def _summary(discipline, places, levels, grades):
    return Summary(
        discipline,
        [sum((places.get((grade.pk, level), Figures()) for grade in grades), Figures()) for level in levels],
        [sum((places.get((grade.pk, level), Figures()) for level in levels), Figures()) for grade in grades],
        gaps(places, grades, levels),
    )
