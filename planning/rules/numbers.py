"""Who reads which number of a line before the survey is published."""

from planning.enums import SurveyStatus
from planning.rules.surveys import can_see_desk


def can_read_decided(user, survey):
    """Decided numbers: everyone who sees the line once they are published, before that who stands at the desk."""
    return survey.status == SurveyStatus.PUBLISHED or can_see_desk(user, survey)
