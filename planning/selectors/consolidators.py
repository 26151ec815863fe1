"""Which subsidiary consolidates what: the nearest one above the unit, within the units that are asked."""

from django.db.models import Exists, OuterRef

from office.enums import UnitKind
from office.models import Unit
from office.scope import subtree
from planning.models import DemandReturn


def consolidator_of(answer):
    """The subsidiary that consolidates a return, None if it goes straight to who decides; one query.

    A merged unit's return goes the way of its successor from the day of the merger on, since it stands below it.
    """
    above = Unit.objects.filter(
        pk__in=answer.unit.ancestor_ids, kind=UnitKind.SUBSIDIARY, path__startswith=answer.survey.unit.path
    ).exclude(pk__in=[answer.unit_id, answer.survey.unit_id])
    return max(above, key=lambda unit: unit.depth, default=None)


def consolidators(survey):
    """The subsidiaries with a return of the survey below them, in the order of their codes; one query."""
    below = DemandReturn.objects.filter(survey=survey, unit__path__startswith=OuterRef("path"))
    found = Unit.objects.filter(subtree(survey.unit.path), kind=UnitKind.SUBSIDIARY).exclude(pk=survey.unit_id)
    return list(found.filter(Exists(below.exclude(unit=OuterRef("pk")))).order_by("code"))
