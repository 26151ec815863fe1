"""The establishment (岗位编制) as of a day gone by or to come: units down, grades across, opened level by level."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from overview.enums import Cover
from overview.filters.coverage import EstablishmentFilter
from overview.lists.establishment import EstablishmentTable
from overview.rules import can_see_coverage, sees_retirement_days
from overview.selectors.coverage import Look, establishment_map, way_to
from overview.views.maps import exported
from posts.models.post import PostQuerySet


class EstablishmentPage(View):
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, *args, **kwargs):
        if not can_see_coverage(request.user):
            raise PermissionDenied
        self.user = request.user
        self.filterset = EstablishmentFilter(request.GET, user=request.user)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        context = {
            "title": _("Establishment"),
            "filterset": self.filterset,
            "map": self.shown,
            "look": self.look,
            "legend": Cover,
            "several": len(self.user.paths_as(PostQuerySet.seen_by)) > 1,
            "units": way_to(self.user, self.shown.units),
            "by_years": not sees_retirement_days(self.user, self.look.on),
        }
        return render(request, "overview/establishment.html", context)

    def post(self, request):
        """Export the level that the same address shows."""
        return exported(self, EstablishmentTable.of(self.shown, self.user))

    @cached_property
    def look(self):
        return Look(self.user, self.filterset.on)

    @cached_property
    def shown(self):
        return establishment_map(self.look, self.filterset.value("at"))

    def title(self):
        return _("Establishment as of %(date)s") % {"date": self.look.on}
