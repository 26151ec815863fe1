"""Papers on the page of a review."""

from dataclasses import dataclass

from establishment.enums import ReviewStatus
from establishment.models import HolderLetter
from establishment.rules.papers import AFTER_THE_MEETING, can_print
from establishment.selectors.meeting import meeting_paper_state, note_of
from office.enums import MEETING_PAPER_COLOURS, MeetingPaperState
from office.models import PaperPrint
from office.selectors.papers import printings_of


@dataclass(frozen=True)
class PapersCard:
    """What the page of a review shows of its papers, and what this user may do with them."""

    state: MeetingPaperState
    note: str
    decided: bool  # there is nothing left to do about the paper for the meeting
    last_printing: PaperPrint | None
    letters: int  # printed
    gives_letters: bool

    @property
    def colour(self):
        return "secondary" if self.decided else MEETING_PAPER_COLOURS[self.state]


def papers_of(review, user):
    """Six queries at most."""
    applied, state, prints = (
        review.status == ReviewStatus.APPLIED,
        meeting_paper_state(review),
        can_print(user, review),
    )
    return PapersCard(
        state,
        note_of(review, state, may_print=prints),
        review.status in AFTER_THE_MEETING,
        next(iter(printings_of(review.meeting_paper)), None),
        HolderLetter.objects.filter(fate__change__review=review).count() if applied else 0,
        applied and prints,
    )
