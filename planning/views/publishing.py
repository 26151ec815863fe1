"""Publishing what was decided, and the decided numbers as units read them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from office.listing import ListPage
from office.views.acting import refusals_said
from planning.filters.results import ResultFilter, SurveyResultFilter
from planning.lists.results import ResultList, SurveyResultList
from planning.models import DemandLine
from planning.models.survey import RETURNS_SEEN_BY
from planning.rules.surveys import can_decide
from planning.selectors.desk import Sums
from planning.selectors.publishing import before_publishing, decided_in_sight, result_by_grade
from planning.services.surveys import publish_survey
from planning.views.sight import survey_in_sight


@require_http_methods(["GET", "HEAD", "POST"])
def survey_publish(request, pk):
    survey = survey_in_sight(request, pk, can_decide)
    if request.method == "POST":
        with refusals_said(request):
            publish_survey(survey, actor=request.user, seen=request.POST.get("agreed", ""))
            messages.success(request, _("The decided numbers are published."))
            return redirect("planning:survey_result", pk=pk)
        return redirect("planning:survey_publish", pk=pk)
    state = before_publishing(survey)
    context = {
        "title": _("Publish what was decided: %(survey)s") % {"survey": survey},
        "survey": survey,
        "state": state,
        "reasons_against": state.blockers,
        "hidden_fields": [("agreed", state.code)],
        "submit_label": _("Publish"),
        "cancel_url": survey.get_absolute_url(),
        "trail_steps": [(survey.title, survey.get_absolute_url())],
    }
    return render(request, "planning/survey_publish.html", context)


# --- What was decided ------------------------------------------------------------------------------------------
class ResultListPage(ListPage):
    """Of all surveys, each number with the sentence that asked for it and the decision that gave it."""

    model, list_class, filterset_class = DemandLine, ResultList, ResultFilter

    def allowed(self):
        return bool(self.user.paths_as(RETURNS_SEEN_BY))

    def objects(self):
        return decided_in_sight(self.user)


class SurveyResultPage(ResultListPage):
    """Of one survey, as far as the reader sees its units: a unit its own, a subsidiary those of all its units."""

    list_class, filterset_class = SurveyResultList, SurveyResultFilter
    template_name = "planning/survey_result.html"

    @cached_property
    def survey(self):
        return survey_in_sight(self.request, self.kwargs["pk"])

    def allowed(self):
        return bool(self.survey)

    def objects(self):
        return super().objects().filter(demand_return__survey=self.survey)

    def title(self):
        return _("Decided numbers: %(survey)s") % {"survey": self.survey}

    def as_of(self):
        return self.survey.as_of

    def extra_context(self):
        lines = self.objects()
        sums = result_by_grade(lines)
        return {
            "survey": self.survey,
            "sums": sums,
            "total": sum(sums, start=Sums()),
            "merged": lines.exclude(merged_into=None).count(),
            "trail_steps": [(self.survey.title, self.survey.get_absolute_url())],
        }
