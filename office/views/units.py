from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from office import slots
from office.filters import UnitListFilter
from office.forms import UnitCreateForm, UnitForm, UnitPlaceForm
from office.history import history_of
from office.listing import Action, ListPage
from office.lists import UnitList
from office.models import Unit
from office.models.unit import UnitQuerySet
from office.rules import units as rules
from office.services import units as services
from office.views.acting import refusals_on


class UnitListPage(ListPage):
    model, list_class, filterset_class = Unit, UnitList, UnitListFilter

    def allowed(self):
        return bool(self.user.paths_as(UnitQuerySet.seen_by))


@require_safe
def unit_detail(request, pk):
    unit = get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent", "successor"), pk=pk)
    visible = Unit.objects.visible_to(request.user)
    steps = _steps(visible.filter(pk__in=unit.ancestor_ids[:-1]).order_by("path"))
    context = {
        "title": unit.name,
        "unit": unit,
        "steps": steps,
        "parent_url": steps[-1][1] if len(steps) > 1 else "",
        "children": visible.filter(parent=unit).order_by("code"),
        "placements": unit.placements.select_related("parent").order_by("-starts_on"),
        "actions": _actions(request.user, unit),
        "tab_entries": slots.tabs_for(request.user, unit, own=_("Unit")),
        "notes": slots.notes_for(request.user, [unit])[unit.pk],
        "history_lines": history_of(unit),
    }
    return render(request, "office/unit_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_create(request, pk):
    """Found a unit below the unit `pk`."""
    parent = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    if not rules.can_create_unit(request.user, parent):
        raise PermissionDenied
    form = UnitCreateForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            unit = services.create_unit(actor=request.user, parent=parent, **form.cleaned_data)
            messages.success(request, _("%(unit)s stands in the register now.") % {"unit": unit})
            return redirect(unit)
    title = _("New unit below %(unit)s") % {"unit": parent}
    return render(request, "ui/form.html", _form_context(title, form, parent))


@require_http_methods(["GET", "HEAD", "POST"])
def unit_update(request, pk):
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    if not rules.can_update_unit(request.user, unit):
        raise PermissionDenied
    edited = Unit.objects.get(pk=pk)  # the form writes into its instance, while `unit` keeps what is stored
    form = UnitForm(request.POST or None, instance=edited, user=request.user)
    if request.method == "POST" and form.is_valid():
        seen = {name: request.POST[f"seen_{name}"] for name in form.fields if f"seen_{name}" in request.POST}
        with refusals_on(form):
            services.update_unit(unit, actor=request.user, seen=seen, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect(unit)
        unit.refresh_from_db()
    context = _form_context(_("Correct %(unit)s") % {"unit": unit}, form, unit)
    context["seen"] = [(f"seen_{name}", str(getattr(unit, name) or "")) for name in form.fields]
    return render(request, "office/unit_update.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_place(request, pk):
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    if not rules.can_place_unit(request.user, unit):
        raise PermissionDenied
    form = UnitPlaceForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.place_unit(
                unit, form.cleaned_data["parent"], actor=request.user, reason=form.cleaned_data["reason"]
            )
            messages.success(request, _("%(unit)s stands in its new place from today on.") % {"unit": unit})
            return redirect(unit)
    context = _form_context(_("Move %(unit)s") % {"unit": unit}, form, unit)
    context["consequences"] = [
        _("From today on %(unit)s and everything below it stands under the unit you choose.") % {"unit": unit},
        _(
            "Whoever holds a duty there sees its people, posts and assessments; those of the former parent no longer do."
        ),
    ]
    return render(request, "ui/confirm.html", context | {"submit_label": _("Move")})


def _steps(ancestors):
    """The way down to a unit, from the first unit in sight."""
    return [(_("Units"), reverse("office:unit_list")), *((unit.name, unit.get_absolute_url()) for unit in ancestors)]


def _form_context(title, form, back_to):
    return {"title": title, "form": form, "submit_label": _("Save"), "cancel_url": back_to.get_absolute_url()}


def _actions(user, unit):
    found = []
    if rules.can_update_unit(user, unit):
        found.append(Action(_("Correct"), reverse("office:unit_update", args=[unit.pk])))
    if rules.can_create_unit(user, unit):
        found.append(Action(_("New unit below"), reverse("office:unit_create", args=[unit.pk])))
    if rules.can_place_unit(user, unit) and unit.parent_id:
        found.append(Action(_("Move"), reverse("office:unit_place", args=[unit.pk])))
    return found
