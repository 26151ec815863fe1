"""The report of a review, taken out."""

from django.db import transaction

from office import audit


@transaction.atomic
def take_report(review, kind, *, actor):
    """Log that the report was taken out as a file of the kind."""
    audit.record(
        actor=actor, verb="postreview.report_taken", target=review, unit=review.unit, changes={"format": [None, kind]}
    )
