"""Which subsidiary consolidates what: the nearest one above the unit, within the units that are asked."""

from office.enums import UnitKind
from office.models import Unit
from office.scope import subtree


def consolidator_of(answer):
    """The subsidiary that consolidates a return, None if it goes straight to who decides; one query.

    A merged unit's return goes the way of its successor from the day of the merger on, since it stands below it.
    """
    above = Unit.objects.filter(
        pk__in=answer.unit.ancestor_ids, kind=UnitKind.SUBSIDIARY, path__startswith=answer.survey.unit.path
    ).exclude(pk__in=[answer.unit_id, answer.survey.unit_id])
    return max(above, key=lambda unit: unit.depth, default=None)


def consolidators(survey):
    """The subsidiaries with a return of the survey below them, in the order of their codes; two queries."""
    paths = list(Unit.objects.filter(demand_returns__survey=survey).values_list("path", flat=True))
    found = Unit.objects.filter(subtree(survey.unit.path), kind=UnitKind.SUBSIDIARY).exclude(pk=survey.unit_id)
    return [
        unit
        for unit in found.order_by("code")
        if any(path.startswith(unit.path) and path != unit.path for path in paths)
    ]
