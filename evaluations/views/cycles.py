"""The pages of a cycle from its draft to its closing."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.enums import CycleStatus
from evaluations.filters import CycleFilter
from evaluations.forms import CycleForm, SlotsForm
from evaluations.lists import CycleList
from evaluations.models import Cycle
from evaluations.rules import cycles as rules
from evaluations.selectors import cycles as selectors
from evaluations.selectors.next_step import next_step
from evaluations.services import cycles as services
from evaluations.services import opening
from office.errors import DomainError
from office.history import history_of
from office.listing import Action, ListPage
from office.slots import Tab
from office.views.acting import confirm


def cycle_in_sight(request, pk, allowed=None):
    """The cycle, 404 out of sight and 403 where `allowed(user, cycle)` says no."""
    cycles = Cycle.objects.visible_to(request.user).select_related(
        "regime__rulebook", "regime__standard", "unit", "decision", "created_by"
    )
    cycle = get_object_or_404(cycles, pk=pk)
    if allowed and not allowed(request.user, cycle):
        raise PermissionDenied
    return cycle


def tabs_of(user, cycle):
    """The parts of a cycle's pages that this person may open."""
    tabs = [Tab(_("Cycle"), cycle.get_absolute_url())]
    if rules.can_read_people(user, cycle) and cycle.status not in {CycleStatus.DRAFT, CycleStatus.OPENING}:
        tabs.append(Tab(_("People"), reverse("evaluations:assessment_list", args=[cycle.pk])))
        tabs.append(Tab(_("Progress"), reverse("evaluations:cycle_progress", args=[cycle.pk])))
        if rules.can_read_board(user, cycle):
            tabs.append(Tab(_("Score sheets"), reverse("evaluations:filing_home", args=[cycle.pk])))
            tabs.append(Tab(_("Missing sheets"), reverse("evaluations:chase_list", args=[cycle.pk])))
        if rules.can_read_board(user, cycle):
            tabs.append(Tab(_("Calibration"), reverse("evaluations:calibration_board", args=[cycle.pk])))
        tabs.append(Tab(_("Distribution"), reverse("evaluations:cycle_distribution", args=[cycle.pk])))
    return tabs


class CycleListPage(ListPage):
    model, list_class, filterset_class = Cycle, CycleList, CycleFilter

    def actions(self):
        if not rules.can_create_cycle(self.user):
            return []
        return [Action(_("New cycle"), reverse("evaluations:cycle_create"), primary=True)]


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_create(request):
    if not rules.can_create_cycle(request.user):
        raise PermissionDenied
    form = CycleForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(services.create_cycle(actor=request.user, **form.cleaned_data))
        except DomainError as error:
            form.add_error(None, str(error))
    return _cycle_form(request, form, _("New cycle"), reverse("evaluations:cycle_list"))


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_update(request, pk):
    cycle = cycle_in_sight(request, pk, rules.can_administer)
    form = CycleForm(request.POST or None, instance=cycle, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(services.revise_cycle(cycle, actor=request.user, **form.cleaned_data))
        except DomainError as error:
            form.add_error(None, str(error))
    return _cycle_form(request, form, _("Edit the cycle"), cycle.get_absolute_url())


def _cycle_form(request, form, title, cancel_url):
    return render(request, "ui/form.html", {"title": title, "form": form, "cancel_url": cancel_url})


@require_safe
def cycle_detail(request, pk):
    cycle = cycle_in_sight(request, pk)
    reads = rules.can_read_people(request.user, cycle)
    reads_raters = rules.can_read_raters(request.user, cycle)
    context = {
        "title": cycle.name,
        "cycle": cycle,
        "actions": [
            (action, reverse(action.url_name, args=[cycle.pk])) for action in rules.open_actions(request.user, cycle)
        ],
        "tab_entries": tabs_of(request.user, cycle),
        "slots": cycle.slots.select_related("component", "user") if reads_raters else (),
        "own_slots": cycle.slots.filter(user=request.user).select_related("component"),
        "people": selectors.participation(cycle, request.user) if reads else None,
        "components": cycle.regime.components.order_by("position"),
        "grades": cycle.regime.result_grades.order_by("rank"),
        "next_step": next_step(request.user, cycle) if reads else None,
        "history_lines": history_of(cycle) if reads_raters else None,
    }
    return render(request, "evaluations/cycle_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_slots(request, pk):
    cycle = cycle_in_sight(request, pk, rules.can_manage_slots)
    form = SlotsForm(request.POST or None, slots=cycle.slots.select_related("component", "user"))
    if request.method == "POST" and form.is_valid():
        try:
            opening.revise_slots(cycle, actor=request.user, slots=form.values())
            return redirect(cycle)
        except DomainError as error:
            form.add_error(None, str(error))
    return render(request, "evaluations/cycle_slots.html", {"title": _("Rater slots"), "cycle": cycle, "form": form})


@require_safe
def cycle_preview(request, pk):
    cycle = cycle_in_sight(request, pk, rules.can_administer)
    if cycle.status != CycleStatus.DRAFT:
        return redirect(cycle)
    context = {"title": _("Preview: %(cycle)s") % {"cycle": cycle}, "cycle": cycle, "preview": selectors.preview(cycle)}
    return render(request, "evaluations/cycle_preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def appointment_leave_out(request, pk, appointment):
    cycle = cycle_in_sight(request, pk, rules.can_administer)
    held = get_object_or_404(selectors.takers(cycle).select_related("engineer", "seat__post"), pk=appointment)
    if held.engineer.user_id == request.user.pk:
        raise PermissionDenied
    return confirm(
        request,
        lambda reason: opening.leave_out(cycle, held, actor=request.user, reason=reason),
        title=_("Leave out %(name)s") % {"name": held.engineer},
        consequences=[_("No score sheets are made for this person in this cycle. The reason is kept.")],
        submit_label=_("Leave out"),
        with_reason=True,
        back=reverse("evaluations:cycle_preview", args=[cycle.pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_open(request, pk):
    cycle = cycle_in_sight(request, pk, rules.can_administer)
    resuming = cycle.status == CycleStatus.OPENING
    act = opening.resume_opening if resuming else opening.open_cycle
    preview = selectors.preview(cycle)
    count = len(preview.taking_part)
    consequences = [
        ngettext("%(count)s person takes part.", "%(count)s people take part.", count) % {"count": count},
        _("%(count)s score sheets are made, in the background. You may leave the page.") % {"count": preview.sheets},
        _("The rulebook “%(rulebook)s” is frozen: changes to it make a new version.")
        % {"rulebook": cycle.regime.rulebook},
    ]
    return confirm(
        request,
        lambda: act(cycle, actor=request.user),
        title=_("Go on opening") if resuming else _("Open the cycle"),
        consequences=consequences,
        submit_label=_("Open"),
        back=cycle.get_absolute_url(),
        to=lambda job: job,
        reasons_against=[] if resuming else preview.gaps,
    )


@require_safe
def cycle_progress(request, pk):
    cycle = cycle_in_sight(request, pk, rules.can_read_people)
    units = selectors.progress(cycle, request.user)
    context = {
        "title": _("Progress: %(cycle)s") % {"cycle": cycle},
        "cycle": cycle,
        "units": units,
        "totals": selectors.totals(units),
        "tab_entries": tabs_of(request.user, cycle),
    }
    return render(request, "evaluations/cycle_progress.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_calibrate(request, pk):
    cycle = cycle_in_sight(request, pk, rules.can_administer)
    return confirm(
        request,
        lambda: services.start_calibrating(cycle, actor=request.user),
        title=_("Start calibrating"),
        consequences=[
            _("All score sheets are locked."),
            _("Composites, grades by the lines and pools are fixed; grades are settled on the calibration board."),
            _("The cycle can go back to rating with a reason, as long as it is not published."),
        ],
        submit_label=_("Start calibrating"),
        back=cycle.get_absolute_url(),
        to=lambda _answer: reverse("evaluations:calibration_board", args=[cycle.pk]),
        reasons_against=selectors.calibration_blockers(cycle) if cycle.status == CycleStatus.RATING else [],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_return(request, pk):
    cycle = cycle_in_sight(request, pk, rules.can_administer)
    return confirm(
        request,
        lambda reason: services.return_to_rating(cycle, actor=request.user, reason=reason),
        title=_("Back to rating"),
        consequences=[
            _("Administrators can reopen score sheets again."),
            _(
                "Composites are computed anew when calibrating starts again. A settled grade stays if the lines still say the same."
            ),
        ],
        submit_label=_("Back to rating"),
        with_reason=True,
        back=cycle.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_close(request, pk):
    cycle = cycle_in_sight(request, pk, rules.can_administer)
    return confirm(
        request,
        lambda: services.close_cycle(cycle, actor=request.user),
        title=_("Close the cycle"),
        consequences=[_("Nothing of a closed cycle changes any more. Everyone keeps reading his or her own result.")],
        submit_label=_("Close"),
        back=cycle.get_absolute_url(),
    )
