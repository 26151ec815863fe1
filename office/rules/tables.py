from office.enums import HR_ROLES


def can_keep_table(user, table):
    """One's own; a shared one is kept by human resources of its unit."""
    if table.unit_id:
        return user.holds(HR_ROLES, table.unit.path)
    return table.owner_id == user.pk
