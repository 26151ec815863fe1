"""Who stands at the decision desk. Status is the services' matter."""

from office.enums import Role
from planning.rules.surveys import can_decide

DESK_READERS = frozenset({Role.LEADER, Role.INSPECTION})


def can_see_desk(user, survey):
    """Who decides; leaders and inspection of the survey's unit look on."""
    return can_decide(user, survey) or user.holds(DESK_READERS, survey.unit.path)
