"""The paper with which a review goes to its meeting."""

from django.db import transaction
from django.utils.translation import gettext as _

from establishment.selectors.meeting import against_printing_as, meeting_values
from establishment.services.reviews import lock
from office.enums import PaperKind
from office.errors import DomainError
from office.selectors.papers import meeting_state
from office.services import papers


@transaction.atomic
def print_meeting_paper(review, *, actor, version=""):
    """Log a printing; the first one issues the paper. Returns the review, with the paper as printed.

    `version` is that of the Word template, "" for the page. Raises DomainError while it is drafted, once it was withdrawn,
    and once it was approved, unless it was printed before and says the same still.
    """
    review = lock(review)
    values = list(meeting_values(review))
    if reason := against_printing_as(review, meeting_state(review.meeting_paper, values)):
        raise DomainError(reason)
    return papers.print_for_meeting(
        review,
        actor=actor,
        kind=PaperKind.REVIEW_PAPER,
        title=_("Post review for the meeting: %(review)s") % {"review": review},
        values=values,
        verb="postreview.meeting_paper_printed",
        template_version=version,
    )
