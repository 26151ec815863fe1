from office.enums import ADMINISTRATOR_ROLES, HR_ROLES, Role

BOARD_ROLES = HR_ROLES | {Role.UNIT_HEAD, Role.LEADER, Role.INSPECTION}


def can_see_board(user):
    """What is due is read by human resources, heads, leaders and inspection, each within the own units."""
    return bool(user.roles & BOARD_ROLES)


def can_act_on_board(user):
    """Appointments are the administrators' work; the others only read what is due."""
    return bool(user.paths_as(ADMINISTRATOR_ROLES))
