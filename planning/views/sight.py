"""What the address of a page about a survey or a return names: out of sight 404, not allowed 403."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from planning.enums import SurveyStatus
from planning.models import DemandReturn, DemandSurvey


def survey_in_sight(request, pk, allowed=None):
    """The survey with all that its pages name; 403 where `allowed(user, survey)` says no."""
    return _found(request, DemandSurvey.objects.visible_to(request.user), pk, allowed)


def sent_survey_in_sight(request, pk, allowed=None):
    """The same of one that has left its draft: before that there is nothing to look at."""
    surveys = DemandSurvey.objects.visible_to(request.user).exclude(status=SurveyStatus.DRAFT)
    return _found(request, surveys, pk, allowed)


def _found(request, surveys, pk, allowed):
    survey = get_object_or_404(surveys.select_related("unit", "previous", "created_by", "meeting_paper"), pk=pk)
    if allowed and not allowed(request.user, survey):
        raise PermissionDenied
    return survey


def return_in_sight(request, pk, allowed=None):
    """The return with all that its pages name; 403 where `allowed(user, answer)` says no."""
    returns = DemandReturn.objects.visible_to(request.user).select_related(
        "survey__unit", "unit", "filled_by", "checked_by", "approved_by", "paper__scanned_by", "paper__unit"
    )
    demand_return = get_object_or_404(returns, pk=pk)
    if allowed and not allowed(request.user, demand_return):
        raise PermissionDenied
    return demand_return
