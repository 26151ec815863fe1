"""The coverage map (全覆盖): units down, disciplines across, opened level by level."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from overview.enums import Cover
from overview.filters.coverage import CoverageFilter
from overview.lists.coverage import CoverageTable
from overview.rules import can_see_coverage, sees_retirement_days
from overview.selectors.coverage import Look, answers_to, coverage_map, way_to, way_to_discipline
from overview.views.maps import exported
from posts.models.post import PostQuerySet


class CoveragePage(View):
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, *args, **kwargs):
        if not can_see_coverage(request.user):
            raise PermissionDenied
        self.user = request.user
        self.filterset = CoverageFilter(request.GET, user=request.user)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        shown, survey = self.shown, self.look.survey
        context = {
            "title": _("Coverage map"),
            "filterset": self.filterset,
            "map": shown,
            "look": self.look,
            "legend": Cover,
            "line_url": reverse("overview:professional_line"),
            "several": len(self.user.paths_as(PostQuerySet.seen_by)) > 1,
            "units": way_to(self.user, shown.units),
            "disciplines": way_to_discipline(shown.across),
            "answers": answers_to(survey, self.user, self.filterset.value("at")) if survey else None,
            "by_years": not sees_retirement_days(self.user, self.look.on),
        }
        return render(request, "overview/coverage.html", context)

    def post(self, request):
        """Export the level that the same address shows."""
        return exported(self, CoverageTable.of(self.shown, self.user))

    @cached_property
    def look(self):
        chosen = self.filterset
        return Look(self.user, chosen.on, chosen.value("grade"), chosen.survey_shown())

    @cached_property
    def shown(self):
        return coverage_map(self.look, self.filterset.value("at"), self.filterset.value("discipline"))

    def title(self):
        return _("Coverage map as of %(date)s") % {"date": self.look.on}
