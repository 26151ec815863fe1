from dataclasses import dataclass

from django.db.models import Prefetch

from office.models import Unit
from rulebooks import models
from rulebooks.document import RULEBOOK, written, written_fields
from rulebooks.models import GradeRule, Regime, Rulebook, Stage

COPIED_FROM_ABOVE = frozenset({"code", "version", "in_force_from", "document_number"})  # of a version, not of its rules


def rulebook_governing(unit, on):
    """The rulebook that holds for a unit on a day: the nearest one that names it or a unit above, else a general one.

    None if there is none; of two general ones the later counts.
    """
    return RulesOn(on, Rulebook.objects.in_force_on(on).prefetch_related("units")).governing(unit)


def published_rules():
    """All published versions with units, grade rules and qualification standards: four queries."""
    grade_rules = GradeRule.objects.select_related("grade__ladder", "qualification")
    return list(
        Rulebook.objects.published().prefetch_related(
            "units", Prefetch("grade_rules", grade_rules), "grade_rules__qualification__criteria"
        )
    )


class RulesOn:
    """The rules of one day, for any number of units and grades; asking costs no query.

    Give `published` (of `published_rules`) where several days are asked about. A grade rule that comes from here knows
    its `rulebook`, `grade` and `qualification` with its criteria: reading them costs no query either. `by_place` is
    [(path, rulebook)], "" for a general one: the first that covers a unit governs it.
    """

    def __init__(self, on, published=None):
        versions = published_rules() if published is None else published
        begun = [book for book in versions if book.in_force_from <= on]
        latest = {book.code: book.in_force_from for book in sorted(begun, key=lambda book: book.in_force_from)}
        self.on = on
        self.by_place = _by_place([book for book in begun if book.in_force_from == latest[book.code]])
        self._found, self._by_grade = {}, {}

    def governing(self, unit):
        """See `rulebook_governing`."""
        return self._governing(unit.path)

    def _governing(self, path):
        if path not in self._found:
            self._found[path] = next((book for place, book in self.by_place if path.startswith(place)), None)
        return self._found[path]

    def grade_rules(self, unit):
        """What the rulebook of a unit says of each grade, the highest first; empty if none governs it."""
        return _grade_rules(self._governing(unit.path))

    def grade_rule(self, unit, grade_id):
        """What is said of one grade, or None."""
        return self.grade_rule_at(unit.path, grade_id)

    def grade_rule_at(self, path, grade_id):
        """The same by the unit's path alone."""
        rulebook = self._governing(path)
        key = rulebook and rulebook.pk
        if key not in self._by_grade:
            self._by_grade[key] = {rule.grade_id: rule for rule in _grade_rules(rulebook)}
        return self._by_grade[key].get(grade_id)


def _grade_rules(rulebook):
    return list(rulebook.grade_rules.all()) if rulebook else []


def numbers_on(date):
    """RulesOn of a day in three queries. Its grade rules come in no order and know their own columns alone: whoever reads
    their `grade` or `qualification` pays for it.
    """
    places = Prefetch("units", Unit.objects.order_by().only("path"))
    numbers = Prefetch("grade_rules", GradeRule.objects.order_by())
    return RulesOn(date, list(Rulebook.objects.published().prefetch_related(places, numbers)))


def _by_place(rulebooks):
    placed = [(place, book) for book in rulebooks for place in [unit.path for unit in book.units.all()] or [""]]
    return sorted(placed, key=lambda pair: (pair[0].count("/"), pair[1].in_force_from), reverse=True)


def with_everything(queryset):
    """Rulebooks with all that their page shows, in a constant number of queries."""
    return queryset.prefetch_related(
        Prefetch("grade_rules", GradeRule.objects.select_related("grade__ladder", "qualification")),
        "standards__criteria",
        Prefetch("regimes", Regime.objects.select_related("standard")),
        "regimes__components",
        "regimes__result_grades__consequences",
        "vote_rules",
        Prefetch("procedures__stages", Stage.objects.select_related("standard", "vote_rule")),
        "units",
    )


def versions_of(rulebook, user):
    return Rulebook.objects.visible_to(user).filter(code=rulebook.code).order_by("-version")


# --- What changed from one version to the next ---------------------------------------------------
@dataclass(frozen=True)
class Difference:
    """`place` is a path of names; a row that came or went has one side empty and no `field`."""

    place: str
    field: str
    old: object
    new: object


def differences(old, new):
    """What the rulebook `new` says otherwise than `old`, row by row and field by field."""
    return list(_between(RULEBOOK, written(old), written(new), ""))


def _between(table, old, new, place):
    model = getattr(models, table.model)
    for name, field in written_fields(model, table.parent).items():
        if old[name] != new[name] and not (table is RULEBOOK and name in COPIED_FROM_ABOVE):
            yield Difference(place, field.verbose_name, old[name], new[name])
    for name, below in table.below.items():
        yield from _between_rows(below, old[name], new[name], place)


def _between_rows(table, old, new, place):
    before, after = ({row[table.key]: row for row in rows} for rows in (old, new))
    for key in {**before, **after}:
        here = f"{place} › {_name(before, after, key)}" if place else str(_name(before, after, key))
        if key not in after or key not in before:
            yield Difference(here, "", "" if key not in before else _shown(before[key]), _shown(after.get(key)))
        else:
            yield from _between(table, before[key], after[key], here)


def _name(before, after, key):
    return (after.get(key) or before[key]).get("name") or key


def _shown(row):
    return row and (row.get("name") or row.get("grade") or row.get("action"))
