"""Who has not answered a survey, and the list as text for a group chat."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from office.listing import ListPage
from planning.filters.returns import ChaseFilter
from planning.lists.returns import ChaseList
from planning.models import DemandReturn
from planning.rules.surveys import can_chase
from planning.selectors import chasing
from planning.selectors.return_lists import with_standing
from planning.views.sight import survey_in_sight


class SurveyChasePage(ListPage):
    model, list_class, filterset_class = DemandReturn, ChaseList, ChaseFilter
    template_name = "planning/survey_chase.html"

    def allowed(self):
        return can_chase(self.user, self.survey)

    @cached_property
    def survey(self):
        return survey_in_sight(self.request, self.kwargs["pk"])

    def objects(self):
        return with_standing(super().objects().filter(survey=self.survey).unanswered())

    def title(self):
        return _("Who has not answered: %(survey)s") % {"survey": self.survey}

    def extra_context(self):
        rows = self.filterset.qs if self.filterset.is_valid() else self.objects().none()
        missing = chasing.missing_returns(self.survey, rows)
        return {
            "survey": self.survey,
            "missing": missing,
            "chase_text": chasing.chase_text(self.survey, missing),
        }
