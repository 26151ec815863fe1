"""Who prints the papers of a review, and when."""

from django.utils.translation import gettext as _

from establishment.enums import ReviewStatus
from office.enums import HR_ROLES

AFTER_THE_MEETING = frozenset({ReviewStatus.APPROVED, ReviewStatus.APPLIED})


def can_print(user, review):
    """Whoever keeps it, which whoever approves it may as well: the paper for the meeting, letters to holders."""
    return user.holds(HR_ROLES, review.unit.path)


def against_printing(review):
    """Why the paper for the meeting is not printed now: a sentence, or "". After the meeting it is printed as it was before."""
    after = review.status in AFTER_THE_MEETING
    if review.status == ReviewStatus.REVIEWING or (after and review.meeting_paper_id):
        return ""
    if review.status == ReviewStatus.DRAFT:
        return _("The draft may still change: put it to review, then print it for the meeting.")
    if after:
        return _("It was approved without having been printed for a meeting.")
    return _("The review was withdrawn: nothing of it is put before a meeting.")
