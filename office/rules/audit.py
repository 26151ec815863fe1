from office.enums import Role


def can_read_audit(user):
    return bool(user.paths_as({Role.AUDIT_ADMINISTRATOR, Role.INSPECTION}))
