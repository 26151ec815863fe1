"""What the demand decisions granted, so that a review may do as much."""

from django.db.models import F

from planning.selectors.decided import decided_lines
from planning.selectors.quotas import Quotas


def granted(groups, rules):
    """{(plant, discipline, grade): seats} that stand as they were decided; two queries, none without groups.

    Seats beyond a quota are decided with a reason, or not at all.
    """
    return Quotas(None, rules, standing=F("decided"), lines=decided_lines()).seats(groups) if groups else {}
