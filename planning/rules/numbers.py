"""Who reads which number of a line before the survey is published."""

from office.enums import Role
from planning.enums import SurveyStatus
from planning.rules.surveys import can_decide

OVERSEERS = frozenset({Role.LEADER, Role.INSPECTION})


def can_read_decided(user, survey):
    """Decided numbers: once published everyone who sees the line, before that who decides and who oversees the survey's unit."""
    published = survey.status == SurveyStatus.PUBLISHED
    return published or can_decide(user, survey) or user.holds(OVERSEERS, survey.unit.path)
