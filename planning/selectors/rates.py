"""What the rulebook that governs a line says of its grade, as SQL: for sums over all lines of a survey."""

from collections import defaultdict

from django.db.models import Case, DecimalField, PositiveSmallIntegerField, Value, When

from office.scope import subtree
from planning.models.demand_line import UNIT_PATH

MONTHS = 12


def yearly(seats, allowance):
    """What so many seats come to in a year, in yuan, at a monthly allowance each: of numbers as of columns."""
    return seats * allowance * MONTHS


def allowance(rules):
    """The monthly allowance in yuan of each line's grade by `rules` (RulesOn); NULL where no rulebook says one."""
    return _said(rules, "monthly_allowance", DecimalField(max_digits=12, decimal_places=2))


def quota(rules):
    """The most seats of a plant in each line's grade and discipline; NULL where there is no such limit."""
    return _said(rules, "quota", PositiveSmallIntegerField())


def _said(rules, name, kind):
    places = rules.by_place
    general = next((book for path, book in places if not path), None)
    return Case(
        *(When(subtree(path, UNIT_PATH), then=_by_grade(book, name, kind)) for path, book in places if path),
        default=_by_grade(general, name, kind) if general else Value(None),
        output_field=kind,
    )


def _by_grade(book, name, kind):
    grades = defaultdict(list)
    for rule in book.grade_rules.all():
        grades[getattr(rule, name)].append(rule.grade_id)
    said = ((value, of_value) for value, of_value in grades.items() if value is not None)
    return Case(
        *(When(grade__in=of_value, then=Value(value)) for value, of_value in said),
        default=Value(None),
        output_field=kind,
    )
