"""The paper of a review for its meeting, as it was printed."""

from django.utils.translation import gettext as _

from establishment.checks.facts import all_said
from establishment.rules.papers import BEFORE_THE_MEETING
from office.enums import MeetingPaperState
from office.selectors.papers import meeting_state


def meeting_values(review):
    """What the check code stands for: all that is proposed, whatever becomes of it afterwards; two queries."""
    yield from (review.pk, review.title, review.explanation, review.effective_on)
    yield from all_said(review)


def meeting_paper_state(review):
    """A MeetingPaperState: whether the review says what was printed last."""
    return meeting_state(review.meeting_paper, meeting_values(review))


def meeting_note(review):
    """What whoever approves it should know of the paper for its meeting: a sentence, "" where it is as printed."""
    return note_of(review, meeting_paper_state(review))


def note_of(review, state):
    """The same of a MeetingPaperState that is known already."""
    if state == MeetingPaperState.DIFFERS:
        return _("The review was changed since it was printed for the meeting. Print it again.")
    if state == MeetingPaperState.NOT_PRINTED and review.status in BEFORE_THE_MEETING:
        return _("The review was not printed for a meeting yet.")
    return ""
