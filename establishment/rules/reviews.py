"""Who drafts, approves and applies post reviews. Status is the services' matter."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from establishment.enums import ReviewStatus
from office.enums import HR_ROLES
from posts.rules.actions import Action, primary_last
from posts.rules.posts import authorisers


def can_draft(user, unit):
    return user.holds(HR_ROLES, unit.path)


def can_draft_any(user):
    return bool(user.paths_as(HR_ROLES))


def can_keep(user, review, _level=""):
    """Fill, put to review, withdraw and correct it."""
    return can_draft(user, review.unit)


def can_approve(user, review, level):
    """Approve, send back and apply it: who authorises posts of its highest grade; `level` is an AuthorityLevel or ""."""
    return user.holds(authorisers(level), review.unit.path)


def can_decide(user, review, level):
    """Offered to approve and apply it: another person than who drafted it or put it to review.

    The pages stay open to all who `can_approve`, and say why it is for somebody else: only the trail knows who else wrote in it.
    """
    return can_approve(user, review, level) and user.pk not in {review.created_by_id, review.proposed_by_id}


def can_take_back(user, review, level):
    """Who keeps it; who decides on it sends it back, with a reason."""
    return can_keep(user, review) and not can_decide(user, review, level)


def other_status(review):
    """Why what asks for another status is not done now."""
    return gettext("The review is in the status “%(status)s”.") % {"status": review.get_status_display()}


# --- The buttons of its page -----------------------------------------------------------------------------------
def _in(*statuses):
    return lambda review: review.status in statuses


ACTIONS = (
    Action(_("Change"), "establishment:review_update", can_keep, _in(ReviewStatus.DRAFT)),
    Action(_("Withdraw"), "establishment:review_withdraw", can_keep, _in(ReviewStatus.DRAFT, ReviewStatus.REVIEWING)),
    Action(_("Take back"), "establishment:review_take_back", can_take_back, _in(ReviewStatus.REVIEWING)),
    Action(_("Put to review"), "establishment:review_propose", can_keep, _in(ReviewStatus.DRAFT), primary=True),
    Action(
        _("Send back"),
        "establishment:review_send_back",
        can_approve,
        _in(ReviewStatus.REVIEWING, ReviewStatus.APPROVED),
    ),
    Action(_("Approve"), "establishment:review_approve", can_decide, _in(ReviewStatus.REVIEWING), primary=True),
    Action(_("Apply"), "establishment:review_apply", can_decide, _in(ReviewStatus.APPROVED), primary=True),
    Action(_("Draft a correction"), "establishment:review_correct", can_keep, _in(ReviewStatus.APPLIED)),
)


def open_actions(user, review, level):
    """What this person may do with the review now."""
    return primary_last(action for action in ACTIONS if action.when(review) and action.may(user, review, level))
