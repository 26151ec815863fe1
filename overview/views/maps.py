"""What the pages of maps, and of other figures, share."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views import View

from office.listing import export
from overview.enums import Cover
from overview.rules import can_see_coverage, sees_retirement_days
from overview.selectors.coverage import way_to
from posts.models.post import PostQuerySet


class FiguresPage(View):
    """Figures that a POST to the same address exports. Each page says what is `shown`, and the `title` of its export."""

    http_method_names = ["get", "head", "post"]
    table = template = filterset = None

    def setup(self, request, **kwargs):
        super().setup(request, **kwargs)
        self.user = request.user

    def dispatch(self, request, **kwargs):
        self.guard(**kwargs)
        return super().dispatch(request, **kwargs)

    def get(self, request, **_kwargs):
        return render(request, self.template, self.context())

    def post(self, request, **_kwargs):
        rows = self.table.of(self.shown, self.user)
        kind = "csv" if request.POST.get("format") == "csv" else "xlsx"
        export.record(self, rows, len(rows.rows), kind)
        return export.response(rows, title=self.title(), kind=kind)


class MapPage(FiguresPage):
    """A level of a map, opened by its filters. Each page says its `look`."""

    filters = None

    def setup(self, request, **kwargs):
        super().setup(request, **kwargs)
        self.filterset = self.filters(request.GET, user=request.user)

    def guard(self):
        if not can_see_coverage(self.user):
            raise PermissionDenied

    @property
    def tops(self):
        """The paths of the units below which levels are opened."""
        return self.user.paths_as(PostQuerySet.seen_by)

    def context(self):
        tops = self.tops
        return {
            "filterset": self.filterset,
            "map": self.shown,
            "look": self.look,
            "legend": Cover,
            "several": len(tops) > 1,
            "units": way_to(self.shown.units, tops),
            "by_years": not sees_retirement_days(self.user, self.look.on),
        }
