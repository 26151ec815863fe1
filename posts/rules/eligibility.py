from office.enums import HR_ROLES
from talent.enums import GONE_STATUSES
from talent.rules import can_see_results

can_see_fit = can_see_results  # the conditions rest on past results: whoever sees those sees how a person fits


def sees_birth_figures(user, engineer):
    """Ages and years to retirement tell the date of birth: for human resources, and for the person."""
    return engineer.user_id == user.pk or user.holds(HR_ROLES, engineer.unit.path)


def can_list_open_posts(engineer):
    """Whoever is on the roster and still employed; `engineer` is the person's own record, or None."""
    return engineer is not None and engineer.status not in GONE_STATUSES
