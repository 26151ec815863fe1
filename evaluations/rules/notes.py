"""Who writes and reads routine notes."""

from office.enums import HR_ROLES, Role

WRITERS = HR_ROLES | {Role.UNIT_HEAD}
READERS = WRITERS | {Role.INSPECTION}


def can_list_notes(user):
    return not user.roles.isdisjoint(READERS)


def can_add_note(user, appointment):
    """HR and the head of the holder's unit; nobody on himself or herself."""
    return appointment.engineer.user_id != user.pk and user.holds(WRITERS, appointment.seat.post.unit.path)
