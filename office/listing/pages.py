"""The page of a list: filtered, sorted, paged, exported. One level deep: a noun's page only sets attributes and hooks."""

from dataclasses import asdict, dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from office.clock import today
from office.listing import export, tables
from office.listing.menu import CHOSEN, OPENED, ExportMenu

JOB_LIMIT = 20_000  # longer exports are done by the worker


@dataclass(frozen=True)
class Action:
    """A button of a list page: a link, or for `bulk` a POST of the selected rows to a confirm page."""

    label: str
    url: str
    primary: bool = False


class ListPage(View):
    """Set `model`, `list_class`, `filterset_class` and, if the page shows more than its list, `template_name`.

    Everything is derived from `self.user`, `self.kwargs` and `self.params` (not from the request), because
    the worker runs long exports from the same class.
    """

    http_method_names = ["get", "head", "post"]
    model = None
    list_class = None
    filterset_class = None
    template_name = "ui/list.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.user, self.params = request.user, request.GET

    # --- hooks -----------------------------------------------------------------------------------
    def allowed(self):
        """Whether this person may open the page at all; False answers 403."""
        return True

    def objects(self):
        """The rows in sight, before filters."""
        return self.model.objects.visible_to(self.user)

    def actions(self):
        """Buttons beside the title; at most one is primary."""
        return []

    def bulk_actions(self):
        """Buttons for the selected rows, shown if the list is selectable."""
        return []

    def extra_context(self):
        return {}

    def title(self):
        return self.list_class.title

    def as_of(self):
        """The day that the rows show, said in the title line of a named table."""
        return today()

    # --- the same for page and export ----------------------------------------------------------------
    @cached_property
    def filterset(self):
        if not self.filterset_class:
            return None
        return self.filterset_class(self.params, queryset=self.objects(), request=self)  # it only asks for .user

    def list(self, columns=()):
        if not self.filterset:
            queryset = self.objects()
        else:
            queryset = self.filterset.qs if self.filterset.is_valid() else self.filterset.queryset.none()
        return self.list_class(queryset, self.user, sort=self.params.get("sort", ""), columns=columns)

    # --- answers -----------------------------------------------------------------------------------
    def dispatch(self, request, *args, **kwargs):
        if not self.allowed():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        rows = self.list()
        page = rows.page(_number(self.params.get("page", "")), exact="count" in self.params)
        context = {
            "title": self.title(),
            "list": rows,
            "page": page,
            "headings": rows.headings(_without(self.params, CHOSEN, OPENED)),
            "filterset": self.filterset,
            "base_query": _without(self.params, "page", CHOSEN, OPENED).urlencode(),
            "actions": self.actions(),
            "bulk_actions": self.bulk_actions() if rows.selectable else [],
            "export_menu": ExportMenu(self, rows),
        }
        return render(request, self.template_name, context | self.extra_context())

    def post(self, request, **kwargs):
        """Export the rows that the same address shows, with the columns chosen and in their order."""
        table = tables.table_of(self.user, self.list_class, request.POST.get("table", self.params.get("table", "")))
        rows = self.list(tables.chosen_columns(request.POST) or table.columns)
        rows.relabel(table.labels)
        kind = "csv" if request.POST.get("format") == "csv" else "xlsx"
        layout, count = table.layout(self.as_of()), rows.count(JOB_LIMIT + 1)
        if count > JOB_LIMIT:
            return self._as_job(rows, kind, layout)
        export.record(self, rows, count, kind, layout)
        return export.response(rows, title=str(self.title()), kind=kind, layout=layout)

    def _as_job(self, rows, kind, layout):
        from office.jobs import enqueue

        params = {
            "page": f"{type(self).__module__}.{type(self).__qualname__}",
            "kwargs": self.kwargs,
            "query": self.params.urlencode(),
            "columns": [column.name for column in rows.shown],
            "headings": {column.name: str(column.label) for column in rows.shown},
            "layout": asdict(layout),
            "format": kind,
        }
        job = enqueue("export", params, actor=self.user, label=_("Export: %(title)s") % {"title": self.title()})
        messages.info(self.request, _("This is a long export. It goes on in the background; you may leave this page."))
        return redirect(job)

    @classmethod
    def outside_request(cls, user, kwargs, query):
        """The same page for the worker, seen as `user`."""
        page = cls()
        page.user, page.kwargs, page.params = user, kwargs, QueryDict(query)
        if not page.allowed():
            raise PermissionDenied
        return page


def _number(text):
    return int(text) if text.isdecimal() and len(text) < 8 else 1


def _without(params, *names):
    params = params.copy()
    for name in names:
        params.pop(name, None)
    return params
