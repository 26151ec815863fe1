from office.clock import today
from office.enums import ADMINISTRATOR_ROLES, HR_ROLES, Role
from posts.models.post import PostQuerySet

BOARD_ROLES = HR_ROLES | {Role.UNIT_HEAD, Role.LEADER, Role.INSPECTION}


def can_see_board(user):
    """What is due is read by human resources, heads, leaders and inspection, each within the own units."""
    return bool(user.roles & BOARD_ROLES)


def can_act_on_board(user):
    """Appointments are the administrators' work; the others only read what is due."""
    return bool(user.paths_as(ADMINISTRATOR_ROLES))


def can_see_coverage(user):
    """The map and the lines count posts, so they are for whoever sees some."""
    return bool(user.paths_as(PostQuerySet.seen_by))


def sees_retirement_days(user, on):
    """Whether who retires within three years is counted to the day.

    Who may not see birth dates is told by whole years, as in the list of people: asking of one day after another would
    find the day of retirement, and by it the birth date. Today is no such choice.
    """
    own = user.paths_as(HR_ROLES)
    return on == today() or (bool(own) and own == user.paths_as(PostQuerySet.seen_by))
