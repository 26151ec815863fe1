from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from office import slots
from office.clock import today
from office.errors import DomainError
from office.filters import UnitListFilter
from office.forms import (
    UnitCloseForm,
    UnitCreateForm,
    UnitForm,
    UnitMergeForm,
    UnitPlaceForm,
    UnitSuccessorForm,
    UnitUpdateForm,
)
from office.history import history_of
from office.listing import Action, ListPage
from office.lists import UnitList
from office.models import Unit
from office.models.unit import UnitQuerySet
from office.rules import units as rules
from office.selectors import units as selectors
from office.selectors.mergers import foresee_merger
from office.services import units as services
from office.views.acting import agreed, agreement, refusals_on


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
        "children": visible.filter(parent=unit).order_by(F("closed_on").asc(nulls_first=True), "code"),
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
    parent = _unit_for(request.user, pk, rules.can_create_unit)
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
    unit = _unit_for(request.user, pk, rules.can_update_unit)
    edited = Unit.objects.get(pk=pk)  # the form writes into its instance, while `unit` keeps what is stored
    form = UnitUpdateForm(request.POST or None, instance=edited, user=request.user)
    described = UnitForm.Meta.fields
    if request.method == "POST" and form.is_valid():
        seen = {name: request.POST[f"seen_{name}"] for name in described if f"seen_{name}" in request.POST}
        with refusals_on(form):
            services.update_unit(unit, actor=request.user, seen=seen, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect(unit)
        unit.refresh_from_db()
    context = _form_context(_("Correct %(unit)s") % {"unit": unit}, form, unit)
    context |= {"touched": slots.touched_by(request.user, unit), "consequences": selectors.rename_consequences(unit)}
    context["seen"] = [(f"seen_{name}", str(getattr(unit, name) or "")) for name in described]
    return render(request, "office/unit_update.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_place(request, pk):
    unit = _unit_for(request.user, pk, rules.can_place_unit)
    return _act(
        request,
        unit,
        UnitPlaceForm(request.POST or None, user=request.user),
        services.place_unit,
        done=_("%(unit)s stands in its new place.") % {"unit": unit},
        title=_("Move %(unit)s") % {"unit": unit},
        consequences=selectors.move_consequences(unit),
        submit_label=_("Move"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def unit_merge(request, pk):
    """Choose the successor and the day, read what comes of just that, do just that."""
    unit = _unit_for(request.user, pk, rules.can_merge_unit)
    asked = request.POST or request.GET
    choice = UnitSuccessorForm(asked if "successor" in asked else None, user=request.user)
    merger = foresee_merger(request.user, unit, **choice.cleaned_data) if choice.is_valid() else None
    form = UnitMergeForm(request.POST or None, user=request.user)
    if request.method == "POST" and merger and form.is_valid():
        with refusals_on(form):
            _refuse_unseen(request, merger)
            services.merge_unit(unit, actor=request.user, **choice.cleaned_data, **form.cleaned_data)
            messages.success(request, _("%(unit)s is merged into its successor.") % {"unit": unit})
            return redirect(unit)
    return render(request, "office/unit_merge.html", _merger_shown(request.user, unit, choice, merger, form))


@require_http_methods(["GET", "HEAD", "POST"])
def unit_close(request, pk):
    unit = _unit_for(request.user, pk, rules.can_close_unit)
    return _act(
        request,
        unit,
        UnitCloseForm(request.POST or None, user=request.user),
        services.close_unit,
        done=_("%(unit)s is dissolved.") % {"unit": unit},
        title=_("Dissolve %(unit)s") % {"unit": unit},
        consequences=selectors.close_consequences(unit),
        reasons_against=[*rules.closing_obstacles(unit, today()), *selectors.what_keeps_open(unit)],
        submit_label=_("Dissolve"),
        style="danger",
    )


def _refuse_unseen(request, merger):
    if not (merger.against or agreed(request, merger.shown)):
        raise DomainError(_("What comes of it is not what was shown: read it again, then merge."))


def _merger_shown(user, unit, choice, merger, form):
    """First the choice alone; with it what it leads to and the form that does it, or what speaks against it."""
    against = merger.against if merger else list(rules.closing_obstacles(unit, today()))
    context = {
        "title": _("Merge %(unit)s into another unit") % {"unit": unit},
        "choice": choice if merger or not against else "",
        "reasons_against": against,
        "form": form if merger and not against else "",
        "cancel_url": unit.get_absolute_url(),
        "submit_label": _("Merge"),
        "style": "danger",
    }
    if not merger:
        return context | {"touched": slots.touched_by(user, unit)}
    chosen = [(name, choice[name].value()) for name in choice.fields]
    return context | {
        "consequences": merger.consequences,
        "touched": merger.touched,
        "hidden_fields": [*chosen, ("agreed", agreement(merger.shown))],
    }


def _unit_for(user, pk, allowed):
    unit = get_object_or_404(Unit.objects.visible_to(user), pk=pk)
    if not allowed(user, unit):
        raise PermissionDenied
    return unit


def _act(request, unit, form, act, *, done, **shown):
    """What the act means and what it reaches, above its form; no form where nothing can be done yet."""
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            act(unit, actor=request.user, **form.cleaned_data)
            messages.success(request, done)
            return redirect(unit)
    context = {
        **shown,
        "form": "" if shown.get("reasons_against") else form,
        "touched": slots.touched_by(request.user, unit),
        "cancel_url": unit.get_absolute_url(),
    }
    return render(request, "office/unit_act.html", context)


def _steps(ancestors):
    """The way down to a unit, from the first unit in sight."""
    return [(_("Units"), reverse("office:unit_list")), *((unit.name, unit.get_absolute_url()) for unit in ancestors)]


def _form_context(title, form, back_to):
    return {"title": title, "form": form, "submit_label": _("Save"), "cancel_url": back_to.get_absolute_url()}


def _actions(user, unit):
    """A closed unit is corrected, and nothing else: it keeps its place, and nothing is founded below it."""
    acts = [(rules.can_update_unit, _("Correct or rename"), "unit_update")]
    if not unit.is_closed_on(today()):
        acts += [(rules.can_create_unit, _("New unit below"), "unit_create")]
    if unit.parent_id and not unit.is_closed_on(today()):
        acts += [
            (rules.can_place_unit, _("Move"), "unit_place"),
            (rules.can_merge_unit, _("Merge"), "unit_merge"),
            (rules.can_close_unit, _("Dissolve"), "unit_close"),
        ]
    return [Action(label, reverse(f"office:{name}", args=[unit.pk])) for can, label, name in acts if can(user, unit)]
