"""The numbers that stand as they were decided, whichever survey asked last."""

from django.db.models import Exists, OuterRef, Q

from planning.enums import SurveyStatus
from planning.models import DemandLine

SURVEY = "demand_return__survey"
PLACE = ("demand_return__unit", "discipline", "grade")


def decided_lines():
    """Published lines with a number that no later survey decided anew."""
    published = DemandLine.objects.exclude(decided=None).filter(**{f"{SURVEY}__status": SurveyStatus.PUBLISHED})
    opened = f"{SURVEY}__opens_on"
    later = Q(**{f"{opened}__gt": OuterRef(opened)}) | Q(
        **{opened: OuterRef(opened), f"{SURVEY}__gt": OuterRef(SURVEY)}
    )
    return published.exclude(Exists(published.filter(later, **{name: OuterRef(name) for name in PLACE})))
