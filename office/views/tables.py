"""Named tables: kept from the export menu of a list, changed and deleted on pages of their own."""

from functools import cache
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import get_resolver, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from office.addresses import address_within
from office.listing import ListPage, menu, tables
from office.listing.forms import TableForm, TableKeepForm
from office.listing.lists import LISTS
from office.lists import NamedTableList
from office.models import NamedTable
from office.rules import tables as rules
from office.services import tables as services
from office.views.acting import confirm, refusals_on, refusals_said


class NamedTableListPage(ListPage):
    """One's own tables and those shared with one's units, of all lists."""

    model, list_class = NamedTable, NamedTableList

    def objects(self):
        return super().objects().with_keeping(self.user)


@require_POST
def table_create(request):
    """Keep the choice of an export menu under a name; leads back to the list, with the table chosen there."""
    list_class = LISTS.get(request.POST.get("list", ""))
    if list_class is None:
        raise Http404
    like = tables.table_of(request.user, list_class, request.POST.get("table", ""))
    form = TableKeepForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, _("Nothing was kept: give the table a name of at most 60 characters."))
        return redirect(_back(request, like.key))
    with refusals_said(request):
        looks = _looks(request, list_class, like)
        unit, name = form.cleaned_data["audience"], form.cleaned_data["name"]
        table, replaced = services.keep_table(
            actor=request.user, unit=unit, list_code=list_class.code, name=name, **looks
        )
        said = _("The table “%(name)s” was replaced.") if replaced else _("The table “%(name)s” is kept.")
        messages.success(request, said % {"name": table})
        return redirect(_back(request, str(table.pk)))
    return redirect(_back(request, like.key))


def _looks(request, list_class, like):
    """The chosen columns, in order, that this person may see; the rest as in the table that was chosen."""
    allowed = {column.name for column in list_class(None, request.user).allowed}
    columns = [name for name in dict.fromkeys(tables.chosen_columns(request.POST)) if name in allowed]
    return {
        "columns": columns,
        "headings": {name: str(like.labels[name]) for name in columns if like.labels.get(name)},
        "title": str(like.title),
        "paper": str(like.paper),
        "footer": str(like.footer),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def table_update(request, pk):
    table = _kept(request, pk)
    initial = {name: getattr(table, name) for name in ("name", "title", "paper", "footer")}
    form = TableForm(
        request.POST or None,
        user=request.user,
        table=table,
        labels=tables.labels_of(table.list_code),
        initial={**initial, "audience": str(table.unit_id or "")},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            facts = form.cleaned_data
            unit, name = facts["audience"], facts["name"]
            services.change_table(table, actor=request.user, unit=unit, name=name, **form.looks())
            messages.success(request, _("The table was saved."))
            return redirect("office:table_list")
    context = {
        "title": _("Table: %(name)s") % {"name": table},
        "table": table,
        "form": form,
        "list_title": tables.title_of(table.list_code),
        "list_url": _page_of(table),
    }
    return render(request, "office/table_update.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def table_delete(request, pk):
    table = _kept(request, pk)
    facts = {"list": tables.title_of(table.list_code), "unit": table.unit}
    consequences = [_("It is no longer offered in the export menu of “%(list)s”; what was exported stays.") % facts]
    if table.unit:
        consequences.append(_("Everyone of %(unit)s loses it.") % facts)
    return confirm(
        request,
        lambda: services.delete_table(table, actor=request.user),
        title=_("Delete the table “%(name)s”") % {"name": table},
        consequences=consequences,
        submit_label=_("Delete the table"),
        style="danger",
        done=_("The table was deleted."),
        back=reverse("office:table_list"),
    )


def _kept(request, pk):
    """A table that this person may change."""
    table = get_object_or_404(NamedTable.objects.visible_to(request.user).select_related("unit"), pk=pk)
    if not rules.can_keep_table(request.user, table):
        raise PermissionDenied
    return table


def _back(request, key):
    """The list that the menu was opened on, with the table of this key chosen."""
    back = address_within(request.POST.get("back", ""))
    if not back:
        return reverse("office:table_list")
    parts = urlsplit(back)
    params = QueryDict(parts.query, mutable=True)
    params.pop(menu.OPENED, None)
    params[menu.CHOSEN] = key
    return f"{parts.path}?{params.urlencode()}"


def _page_of(table):
    """The address of the list, with the table chosen; empty for a list that stands within another page."""
    name = _pages().get(table.list_code)
    return f"{reverse(name)}?{menu.CHOSEN}={table.pk}" if name else ""


@cache
def _pages():
    """{code of a list: URL name} of the list pages whose address carries no key."""
    found = {}
    for namespace, (_prefix, resolver) in get_resolver().namespace_dict.items():
        for pattern in resolver.url_patterns:
            view = getattr(getattr(pattern, "callback", None), "view_class", None)
            if view and issubclass(view, ListPage) and not pattern.pattern.converters:
                found.setdefault(getattr(view.list_class, "code", ""), f"{namespace}:{pattern.name}")
    return found
