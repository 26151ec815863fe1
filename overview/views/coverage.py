"""The coverage map (全覆盖): units down, disciplines across, opened level by level."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from overview.filters.coverage import CoverageFilter
from overview.lists.coverage import CoverageTable
from overview.navigation import CODE
from overview.selectors.coverage import Look, answers_to, coverage_map, way_to_discipline
from overview.views.maps import MapPage


class CoveragePage(MapPage):
    filters, table, template = CoverageFilter, CoverageTable, "overview/coverage.html"

    def context(self):
        survey = self.look.survey
        return super().context() | {
            "title": _("Coverage map"),
            "line_url": self._line_url(),
            "disciplines": way_to_discipline(self.shown.across),
            "answers": answers_to(survey, self.user, self.filterset.value("at")) if survey else None,
        }

    def _line_url(self):
        """The professional line as it is looked at here, with CODE for the discipline."""
        asked = {name: value for name, value in self.request.GET.items() if name not in ("at", "grade")}
        return reverse("overview:professional_line", query=asked | {"discipline": CODE})

    @cached_property
    def look(self):
        chosen = self.filterset
        return Look(self.user, chosen.on, chosen.value("grade"), chosen.survey_shown())

    @cached_property
    def shown(self):
        return coverage_map(self.look, self.filterset.value("at"), self.filterset.value("discipline"))

    def title(self):
        return _("Coverage map as of %(date)s") % {"date": self.look.on}
