"""Who is told what was decided: everyone once the survey is published, before that who stands at its desk."""

from django.db.models import Q

from office.scope import any_subtree
from planning.enums import SurveyStatus
from planning.rules.surveys import AT_THE_DESK, can_see_desk


def can_read_decided(user, survey):
    return survey.status == SurveyStatus.PUBLISHED or can_see_desk(user, survey)


def is_told_to(user):
    """The same as a condition of lines."""
    published = Q(demand_return__survey__status=SurveyStatus.PUBLISHED)
    return published | any_subtree(user.paths_as(AT_THE_DESK), "demand_return__survey__unit__path")
