from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from office import slots
from office.clock import today
from office.history import history_of
from office.listing import Action, ListPage
from office.models.unit import UnitQuerySet
from office.views.acting import refusals_on
from talent import rules, selectors
from talent.filters import EngineerFilter
from talent.forms import EngineerForm
from talent.lists import EngineerList
from talent.models import Engineer
from talent.services.engineers import create_engineer, update_engineer


class EngineerListPage(ListPage):
    model, list_class, filterset_class = Engineer, EngineerList, EngineerFilter

    def actions(self):
        if not rules.can_keep_people(self.user):
            return []
        return [Action(_("Enter a person"), reverse("talent:engineer_create"), primary=True)]


@require_safe
def engineer_detail(request, pk):
    engineer = get_object_or_404(selectors.engineers_in_sight(request.user), pk=pk)
    retirement, discipline = selectors.retirement_of(engineer, today()), engineer.discipline
    sees_unit = request.user.holds(UnitQuerySet.seen_by, engineer.unit.path)
    context = {
        "unit_url": engineer.unit.get_absolute_url() if sees_unit else "",
        "retirement": retirement,
        "retirement_hint": _retirement_hint(retirement),
        "work_unit_hint": _("since %(date)s") % {"date": engineer.work_unit_since},
        "discipline": " › ".join(str(part) for part in (discipline.parent, discipline) if part) if discipline else "",
        "shows_birth_date": rules.can_see_birth_date(request.user, engineer.unit.path),
        "shows_retirement_date": rules.can_see_retirement_date(request.user, engineer),
        "can_update": rules.can_update_engineer(request.user, engineer),
        "leads": slots.leads_for(request.user, [engineer])[engineer.pk],
    }
    return render(request, "talent/engineer_detail.html", frame_of(request.user, engineer) | context)


def _retirement_hint(retirement):
    if retirement.is_past:
        return _("past")
    if retirement.years_left:
        years = retirement.years_left
        return ngettext("in %(years)d year", "in %(years)d years", years) % {"years": years}
    return _("within a year")


@require_safe
def engineer_results(request, pk):
    engineer = get_object_or_404(selectors.engineers_in_sight(request.user), pk=pk)
    if not rules.can_see_results(request.user, engineer):
        raise PermissionDenied
    context = {"results": list(selectors.results_of(request.user, engineer))}
    return render(request, "talent/engineer_results.html", frame_of(request.user, engineer) | context)


@require_safe
def my_record(request):
    """The person's own page, wherever it is."""
    engineer = selectors.record_of(request.user)
    if engineer is None:
        raise Http404
    return redirect(engineer)


@require_http_methods(["GET", "HEAD", "POST"])
def engineer_create(request):
    if not rules.can_keep_people(request.user):
        raise PermissionDenied
    form = EngineerForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["employee_number"]
        with refusals_on(form):
            engineer = create_engineer(employee_number=number, actor=request.user, **form.facts)
            messages.success(request, _("%(name)s is on record.") % {"name": engineer})
            return redirect(engineer)
    context = {"title": _("Enter a person"), "form": form, "cancel_url": reverse("talent:engineer_list")}
    return render(request, "ui/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def engineer_update(request, pk):
    engineer = get_object_or_404(selectors.engineers_in_sight(request.user), pk=pk)
    if not rules.can_update_engineer(request.user, engineer):
        raise PermissionDenied
    form = EngineerForm(request.POST or None, instance=engineer, user=request.user)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        with refusals_on(form):
            update_engineer(engineer, seen=values["seen"], reason=values["reason"], actor=request.user, **form.facts)
            messages.success(request, _("The record was saved."))
            return redirect(engineer)
        form.catch_up(Engineer.objects.values_list("updated_at", flat=True).get(pk=pk))
    title = _("Correct the record of %(name)s") % {"name": engineer}
    return render(request, "ui/form.html", {"title": title, "form": form, "cancel_url": engineer.get_absolute_url()})


def tabs_of(user, engineer):
    """The tabs of a person's page, its own and those of the floors above."""
    own = [(_("Record"), engineer.get_absolute_url())]
    if rules.can_see_results(user, engineer):
        own.append((_("Past results"), reverse("talent:engineer_results", args=[engineer.pk])))
    return selectors.tabs_of(user, engineer, own)


def frame_of(user, engineer):
    """What both tabs of a person's page show around their own content."""
    reads_history = rules.can_read_history(user, engineer)
    reveal = rules.can_see_birth_date(user, engineer.unit.path)
    return {
        "title": engineer.name,
        "engineer": engineer,
        "tab_entries": tabs_of(user, engineer),
        "history_lines": history_of(engineer, reveal=reveal) if reads_history else None,
    }
