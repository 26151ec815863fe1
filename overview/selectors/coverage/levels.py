"""The sides of a map of the establishment: units one below another as they stood on a day, disciplines with their parts, grades.

Each side says which rows of the database belong to it (`within`), by what they are grouped there (`place`) and which of its
entries such a group is (`entry`). Grouping happens in the database, so that a level costs its own size and not the group's.
Of a post that is no row there, a Standing, it says the same (`entry_of`). Units stand at the side, the others are columns;
`noun` is the field by which posts, their versions and demand lines name theirs.
"""

from dataclasses import dataclass, field

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, StrIndex, Substr

from office.clock import today
from office.models import Unit, UnitPlacement
from office.scope import any_subtree, subtree
from posts.models.post import PostQuerySet
from rulebooks.models import Grade
from rulebooks.selectors import RulesOn
from talent.models import Discipline


@dataclass(frozen=True)
class Entry:
    """One unit or discipline of a level. `opens`: there is more below it; `own`: it is the opened one without its parts."""

    target: Unit | Discipline | Grade
    name: str
    opens: bool
    own: bool = False
    standing: bool = True  # whether it is shown though nothing is there

    @property
    def key(self):
        return self.target.pk

    @property
    def named(self):
        """(code, name) for a table"""
        return self.target.code, self.name


# --- Units ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class UnitLevel:
    """The units just below `at`, and `at` itself; without `at` the topmost units in sight."""

    at: Unit | None
    entries: list
    tops: list  # [Unit]: all that is counted stands below one of them
    placed: dict = field(default_factory=dict)  # {unit key: entry key}, where units stood otherwise on the day

    def within(self, unit):
        if self.placed:
            return Q()
        return subtree(self.at.path, f"{unit}__path") if self.at else any_subtree(self._paths, f"{unit}__path")

    def place(self, unit):
        """What rows of the lookup `unit` are grouped by: the path of the unit just below `at` to which they belong, or of `at`."""
        if self.placed:
            return F(unit)
        if self.at is None:
            whens = (When(**{f"{unit}__path__startswith": top.path}, then=Value(top.path)) for top in self.tops)
            return Case(*whens, output_field=CharField())
        above = len(self.at.path)
        end = StrIndex(Substr(f"{unit}__path", above + 1), Value("/"))
        return Substr(f"{unit}__path", 1, end + above)

    def entry(self, place):
        """The key of the entry that a group counts to; None if it stood elsewhere on the day."""
        if self.placed:
            return self.placed.get(place)
        return int(place.split("/")[-2])

    def entry_of(self, post):
        """The key of the entry to which seats of a Standing count; None if it stands elsewhere."""
        if self.placed:
            return self.placed.get(post.unit)
        if self.at is None:
            return next((top.pk for top in self.tops if post.path.startswith(top.path)), None)
        if not post.path.startswith(self.at.path):
            return None
        below = post.path.removeprefix(self.at.path).partition("/")[0]
        return int(below) if below else self.at.pk

    @property
    def _paths(self):
        return [top.path for top in self.tops]


def unit_level(user, at, on):
    """A level of the tree as it stood on the day, as far as the reader sees its units; three queries, today two."""
    tops = [at] if at else topmost_units(user)
    if at is None and len(tops) == 1:
        (at,) = tops
    parents = parents_on(on)
    below = sorted(_below(user, at, parents), key=lambda unit: unit.code) if at else tops
    named = UnitPlacement.objects.names([*below, *tops]) if on < today() else lambda unit, _on: unit.name
    entries = [_entry(unit, named(unit, on), on, parents) for unit in below]
    if at:
        entries.insert(0, Entry(at, named(at, on), opens=False, own=bool(below), standing=not below))
    return UnitLevel(at, entries, tops, _placed(entries, parents) if parents else {})


def topmost_units(user):
    return list(Unit.objects.filter(path__in=user.paths_as(PostQuerySet.seen_by)).annotate(has_parts=_HAS_UNITS))


_HAS_UNITS = Exists(Unit.objects.filter(parent=OuterRef("pk")))


def parents_on(on):
    """{unit key: parent key} of all units on a day gone by, if any has been placed otherwise since."""
    former = UnitPlacement.objects.parents_on(on) if on < today() else {}
    present = dict(Unit.objects.values_list("pk", "parent")) if former else {}
    moved = any(present[unit] != parent for unit, parent in former.items())
    return present | former if moved else {}


def _below(user, at, parents):
    children = (unit for unit, parent in parents.items() if parent == at.pk)
    there = Q(pk__in=list(children)) if parents else Q(parent=at)
    return Unit.objects.visible_to(user).filter(there).annotate(has_parts=_HAS_UNITS)


def _entry(unit, name, on, parents):
    opens = unit.pk in parents.values() if parents else unit.has_parts
    opened = unit.opened_on is None or unit.opened_on <= on
    return Entry(unit, name, opens, standing=opened and not unit.is_closed_on(on))


def _placed(entries, parents):
    """{unit key: key of the nearest entry above it or itself}"""
    keys, found = {entry.key for entry in entries}, {}
    for unit in parents:
        place = unit
        while place is not None and place not in keys:
            place = parents.get(place)
        if place is not None:
            found[unit] = place
    return found


def way_to(level, tops):
    """[(name, code)] from the one of the paths `tops` down to the opened unit; a query at most."""
    if level.at is None:
        return []
    at = level.at
    above = Unit.objects.filter(pk__in=at.ancestor_ids[:-1]).order_by("path") if at.path not in tops else ()
    return [(unit.name, unit.code) for unit in (*above, at) if unit.path.startswith(tuple(tops))]


# --- Disciplines -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class DisciplineLevel:
    """The parts of the discipline `of`, and `of` itself; without it all whole disciplines."""

    of: Discipline | None
    entries: list
    wholes: dict  # {discipline key: key of the whole one that it is or belongs to}
    noun = "discipline"

    def within(self, discipline):
        return Q(**{discipline: self.of}) | Q(**{f"{discipline}__parent": self.of}) if self.of else Q()

    def place(self, discipline):
        return F(discipline) if self.of else Coalesce(f"{discipline}__parent", discipline)

    def entry(self, place):
        return place

    @staticmethod
    def asked(discipline):
        """What lists ask for it by."""
        return discipline.code

    def entry_of(self, post):
        if self.of is None:
            return self.wholes[post.discipline]
        return post.discipline if self.of.pk in (post.discipline, self.wholes[post.discipline]) else None


def discipline_level(of=None):
    """One query."""
    every = list(Discipline.objects.order_by("code"))
    wholes = {one.pk: one.parent_id or one.pk for one in every}
    with_parts = {one.parent_id for one in every}
    entries = [Entry(one, one.name, one.pk in with_parts) for one in every if one.parent_id == (of and of.pk)]
    if of:
        entries.insert(0, Entry(of, of.name, opens=False, own=bool(entries), standing=not entries))
    return DisciplineLevel(of, entries, wholes)


def way_to_discipline(level):
    """[(name, code)] from the whole down to the opened part."""
    whole = level.of and level.of.parent
    return [(one.name, one.code) for one in (whole, level.of) if one]


# --- Grades ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class GradeLevel:
    """All grades, the highest first; those that the rules of the day do not rank are shown where somebody is."""

    entries: list
    of = None
    noun = "grade"

    def within(self, _grade):
        return Q()

    def place(self, grade):
        return F(grade)

    def entry(self, place):
        return place

    @staticmethod
    def asked(grade):
        return grade.pk

    def entry_of(self, post):
        return post.grade


def grade_level(user, at, on):
    return GradeLevel(
        [Entry(grade, grade.name, opens=False, standing=ranked) for grade, ranked in ladder(user, at, on)]
    )


def ladder(user, at, on):
    """[(Grade, whether the rules of the day rank it)] of all grades, the highest first."""
    unit = at or topmost_units(user)[0]
    ranks = {rule.grade_id: rule.rank for rule in RulesOn(on).grade_rules(unit)}
    grades = sorted(Grade.objects.order_by("code"), key=lambda grade: ranks.get(grade.pk, len(ranks) + 1))
    return [(grade, grade.pk in ranks) for grade in grades]
