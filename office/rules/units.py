from office.enums import ADMINISTRATOR_ROLES, Role


def can_create_unit(user, parent):
    """Administrators found units within their own subtree; the group's root comes from the unit register."""
    return user.holds(ADMINISTRATOR_ROLES, parent.path)


def can_update_unit(user, unit):
    return user.holds(ADMINISTRATOR_ROLES, unit.path)


def can_place_unit(user, unit):
    """Moving changes who sees what: the group administrator's act."""
    return user.holds({Role.GROUP_ADMINISTRATOR}, unit.path)
