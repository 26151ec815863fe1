"""Who reads a result, and who settles one. Nobody settles his or her own."""

from evaluations.enums import PUBLIC_CYCLES
from evaluations.rules.cycles import can_administer, can_calibrate
from office.enums import HR_ROLES, Role

SHEET_READERS = HR_ROLES | {Role.INSPECTION}


def is_own(user, assessment):
    return assessment.engineer.user_id is not None and assessment.engineer.user_id == user.pk


def can_read_result(user, assessment):
    """Its owner once it is published, HR in scope and discipline inspection; leaders see lists and figures only."""
    if is_own(user, assessment):
        return assessment.cycle.status in PUBLIC_CYCLES
    return user.holds(SHEET_READERS, assessment.unit.path)


def can_settle(user, assessment):
    """`pool` must be set; nobody settles his or her own grade."""
    return not is_own(user, assessment) and can_calibrate(user, assessment.cycle, assessment.pool)


def can_change_participation(user, assessment):
    return not is_own(user, assessment) and can_administer(user, assessment.cycle)
