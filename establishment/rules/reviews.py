"""Who drafts, approves and applies post reviews. Status is the services' matter."""

from office.enums import HR_ROLES
from posts.rules.posts import AUTHORISERS
from rulebooks.enums import AuthorityLevel


def can_draft(user, unit):
    return user.holds(HR_ROLES, unit.path)


def can_draft_any(user):
    return bool(user.paths_as(HR_ROLES))


def can_keep(user, review):
    """Fill, put to review, withdraw and correct it."""
    return can_draft(user, review.unit)


def can_approve(user, review, level):
    """Approve, send back and apply it: who authorises posts of its highest grade; `level` is an AuthorityLevel or "".

    That it is another person than the drafter, the act asks.
    """
    return user.holds(AUTHORISERS[level or AuthorityLevel.GROUP], review.unit.path)
