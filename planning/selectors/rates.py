"""What the rulebook that governs a line says of its grade, as SQL: for sums over all lines of a survey."""

from django.db.models import Case, DecimalField, PositiveSmallIntegerField, Value, When

from office.scope import subtree

UNIT_PATH = "demand_return__unit__path"


def allowance(rules):
    """The monthly allowance in yuan of each line's grade by `rules` (RulesOn); NULL where no rulebook says one."""
    return _said(rules, "monthly_allowance", DecimalField(max_digits=12, decimal_places=2))


def quota(rules):
    """The most seats of a plant in each line's grade and discipline; NULL where there is no such limit."""
    return _said(rules, "quota", PositiveSmallIntegerField())


def _said(rules, name, kind):
    places = rules.by_place()
    general = next((book for path, book in places if not path), None)
    return Case(
        *(When(subtree(path, UNIT_PATH), then=_by_grade(book, name, kind)) for path, book in places if path),
        default=_by_grade(general, name, kind) if general else Value(None),
        output_field=kind,
    )


def _by_grade(book, name, kind):
    said = ((rule.grade_id, getattr(rule, name)) for rule in book.grade_rules.all())
    return Case(
        *(When(grade=grade, then=Value(value)) for grade, value in said if value is not None),
        default=Value(None),
        output_field=kind,
    )
