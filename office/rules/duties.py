from office.enums import Role
from office.models.duty import DutyQuerySet


def can_list_duties(user):
    """Who grants them, and who watches over that."""
    return user.is_superuser or bool(user.paths_as(DutyQuerySet.seen_by))


def can_grant_duty(user, unit):
    """Rights administrators grant and end duties in their subtree; the superuser grants the first ones."""
    return user.is_superuser or user.holds({Role.RIGHTS_ADMINISTRATOR}, unit.path)


def can_grant_any_duty(user):
    return user.is_superuser or bool(user.paths_as({Role.RIGHTS_ADMINISTRATOR}))


def can_end_duty(user, duty):
    return can_grant_duty(user, duty.unit)


def can_keep_accounts(user):
    """Create accounts and give out one-time passwords. An account has no unit of its own; its duties have."""
    return can_grant_any_duty(user)
