"""What the demand decisions granted, so that a review that carries them out may do as much."""

from django.db.models import F

from planning.enums import SurveyStatus
from planning.models import DemandLine, DemandSurvey
from planning.selectors.quotas import Quotas


def granted(review, groups, rules):
    """{(plant, discipline, grade): seats} that were decided in the newest published survey which the review answers.

    Seats beyond a quota are decided with a reason, or not at all. Three queries at most, none without groups.
    """
    if not groups:
        return {}
    surveys = DemandSurvey.objects.filter(returns__lines__post_changes__review=review, status=SurveyStatus.PUBLISHED)
    survey = surveys.order_by("-published_at").first()
    if survey is None:
        return {}
    lines = DemandLine.objects.filter(demand_return__survey=survey).exclude(decided=None)
    return Quotas(survey, rules, standing=F("decided"), lines=lines).seats(groups)
