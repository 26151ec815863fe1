"""The professional line (专业线): of one discipline by name, or of all of them in figures."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from establishment.selectors.chairs import coming_reviews, counting_at
from overview.filters.coverage import ProfessionalLineFilter
from overview.rules import can_see_coverage, sees_retirement_days
from overview.selectors.coverage import Look, answers_to
from overview.selectors.professional_line import professional_line as line_of
from overview.selectors.professional_line import professional_lines


@require_safe
def professional_line(request):
    if not can_see_coverage(request.user):
        raise PermissionDenied
    filterset = ProfessionalLineFilter(request.GET, user=request.user)
    survey = filterset.survey_shown()
    look = Look(request.user, filterset.on, survey=survey)
    context = {
        "title": _("Professional line"),
        "filterset": filterset,
        "look": look,
        "reviews": counting_at(coming_reviews(request.user, look.on), filterset.value("at")),
        "by_years": not sees_retirement_days(request.user, look.on),
    }
    if discipline := filterset.value("discipline"):
        return _one(request, context, discipline)
    return _all(request, context)


def _one(request, context, discipline):
    look, at = context["look"], context["filterset"].value("at")
    place = {"discipline": discipline.code} | ({"unit": at.code} if at else {})
    demand = {"survey": look.survey.pk} | place if look.survey else {}
    ledger_url = f"{reverse('posts:ledger')}?{urlencode({'as_of': look.on.isoformat()} | place)}"
    context |= {
        "ledger_url": "" if context["reviews"] else ledger_url,  # which knows no seat of theirs
        "demand_url": f"{reverse('planning:line_list')}?{urlencode(demand)}",
        "discipline": discipline,
        "line": line_of(look, discipline, at),
        "answers": answers_to(look.survey, request.user, at) if look.survey else None,
    }
    return render(request, "overview/professional_line.html", context)


def _all(request, context):
    levels, grades, summaries = professional_lines(context["look"], context["filterset"].value("at"))
    context |= {"heads": [*(level.label for level in levels), *grades], "summaries": summaries}
    return render(request, "overview/professional_lines.html", context)
