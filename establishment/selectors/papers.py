"""Papers on the page of a review."""

from dataclasses import dataclass

from establishment.enums import ReviewStatus
from establishment.models import HolderLetter
from establishment.rules.papers import can_print
from establishment.selectors.meeting import meeting_paper_state, note_of
from office.enums import MEETING_PAPER_COLOURS, MeetingPaperState
from office.models import PaperPrint
from office.selectors.papers import printings_of


@dataclass(frozen=True)
class PapersCard:
    """What the page of a review shows of its papers, and what this user may do with them."""

    state: MeetingPaperState
    note: str
    last_printing: PaperPrint | None
    letters: int  # printed
    gives_letters: bool

    @property
    def colour(self):
        return MEETING_PAPER_COLOURS[self.state]


def papers_of(review, user):
    """Five queries at most."""
    applied, state = review.status == ReviewStatus.APPLIED, meeting_paper_state(review)
    return PapersCard(
        state,
        note_of(review, state),
        next(iter(printings_of(review.meeting_paper)), None),
        HolderLetter.objects.filter(fate__change__review=review).count() if applied else 0,
        applied and can_print(user, review),
    )
