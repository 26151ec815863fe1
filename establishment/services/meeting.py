"""The paper with which a review goes to its meeting."""

from django.db import transaction
from django.utils.translation import gettext as _

from establishment.rules.papers import against_printing
from establishment.selectors.meeting import meeting_values
from establishment.services.reviews import lock
from office.enums import PaperKind
from office.errors import DomainError
from office.services import papers


@transaction.atomic
def print_meeting_paper(review, *, actor, version=""):
    """Log a printing; the first one issues the paper. Returns the review, with the paper as printed.

    `version` is that of the Word template, "" for the page. Raises DomainError while it is drafted, once it was withdrawn,
    and if it was applied without having been printed.
    """
    review = lock(review)
    if reason := against_printing(review):
        raise DomainError(reason)
    return papers.print_for_meeting(
        review,
        actor=actor,
        kind=PaperKind.REVIEW_PAPER,
        title=_("Post review for the meeting: %(review)s") % {"review": review},
        values=meeting_values(review),
        verb="postreview.meeting_paper_printed",
        template_version=version,
    )
