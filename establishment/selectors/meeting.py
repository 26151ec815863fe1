"""The paper of a review for its meeting, as it was printed."""

from django.utils.translation import gettext as _

from establishment.checks.facts import all_said
from establishment.enums import ReviewStatus
from establishment.rules.papers import BEFORE_THE_MEETING
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
    return note_of(review, meeting_paper_state(review))


def note_of(review, state):
    """The same of a MeetingPaperState that is known already."""
    if state == MeetingPaperState.DIFFERS and review.status != ReviewStatus.WITHDRAWN:
        return _("The review was changed since it was printed for the meeting. Print it again.")
    if state == MeetingPaperState.NOT_PRINTED and review.status in BEFORE_THE_MEETING:
        return _("The review was not printed for a meeting yet.")
    return ""
