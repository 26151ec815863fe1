"""The paper of a review for its meeting, as it was printed."""

from django.utils import timezone
from django.utils.translation import gettext as _

from establishment.checks.facts import all_said
from establishment.enums import ReviewStatus
from establishment.rules.papers import AFTER_THE_MEETING, against_printing
from office.clock import last_day
from office.enums import MeetingPaperState
from office.selectors.papers import meeting_state
from posts.models import Post, PostVersion

BEFORE = ("title", "unit", "discipline", "grade", "authorised", "status")


def meeting_values(review):
    """What the check code stands for: all that is proposed, and the posts before; three queries.

    Whatever becomes of them afterwards leaves it as it is.
    """
    yield from (review.pk, review.title, review.explanation, review.effective_on)
    yield from all_said(review)
    for post in _posts_before(review):
        yield from post


def _posts_before(review):
    """Rows of its posts as they stand, and once it was applied as they stood the day before; a query."""
    posts = review.changes.exclude(post=None).values("post")
    if review.status == ReviewStatus.APPLIED:
        versions = PostVersion.objects.filter(post__in=posts).standing_on(last_day(review.effective_on))
        return versions.order_by("post").values_list("post", *BEFORE)
    return Post.objects.filter(pk__in=posts).order_by("pk").values_list("pk", *BEFORE)


def meeting_paper_state(review):
    """A MeetingPaperState: whether the review says what was printed last."""
    return meeting_state(review.meeting_paper, meeting_values(review))


def meeting_note(review):
    """What whoever approves it should know of the paper for its meeting: a sentence, "" where it is as printed."""
    return note_of(review, meeting_paper_state(review), may_print=True)


def note_of(review, state, *, may_print):
    """The same of a MeetingPaperState that is known already; only who may print it is asked to."""
    if review.status in AFTER_THE_MEETING:
        return against_printing_as(review, state)
    if state == MeetingPaperState.DIFFERS and review.status != ReviewStatus.WITHDRAWN:
        if may_print:
            return _("The review was changed since it was printed for the meeting. Print it again.")
        return _("The review was changed since it was printed for the meeting.")
    if state == MeetingPaperState.NOT_PRINTED and review.status == ReviewStatus.REVIEWING:
        return _("The review was not printed for a meeting yet.")
    return ""


def against_printing_as(review, state):
    """Why it is not printed in this MeetingPaperState: a sentence, or "". After the meeting no other paper is made for it."""
    if review.status in AFTER_THE_MEETING and state == MeetingPaperState.DIFFERS:
        return _("It was printed for the meeting on %(day)s; the review or its posts changed after that.") % {
            "day": timezone.localtime(review.meeting_paper.prints.latest("printed_at").printed_at).date()
        }
    return against_printing(review)
