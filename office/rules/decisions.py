from office.enums import ADMINISTRATOR_ROLES, Role

RECORDERS = ADMINISTRATOR_ROLES | {Role.HR}


def can_record_decision(user, unit):
    return user.holds(RECORDERS, unit.path)


def can_record_any_decision(user):
    return bool(user.paths_as(RECORDERS))


def can_attach_minutes(user, decision):
    return user.holds(RECORDERS, decision.unit.path)
