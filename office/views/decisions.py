from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from office import slots
from office.addresses import address_within
from office.filters import DecisionFilter
from office.forms import DecisionForm, ScanForm
from office.history import history_of
from office.intake.uploads import refusal_of
from office.listing import Action, ListPage
from office.lists import DecisionList
from office.models import Decision
from office.models.decision import DecisionQuerySet
from office.pickers import OpenUnitPicker
from office.rules import decisions as rules
from office.services import decisions as services
from office.views.acting import refusals_on
from office.views.files import attachment


class DecisionListPage(ListPage):
    model, list_class, filterset_class = Decision, DecisionList, DecisionFilter

    def allowed(self):
        return bool(self.user.paths_as(DecisionQuerySet.seen_by))

    def actions(self):
        if not rules.can_record_any_decision(self.user):
            return []
        return [Action(_("Record a decision"), reverse("office:decision_create"), primary=True)]


@require_safe
def decision_detail(request, pk):
    decision = _find(request, pk)
    context = {
        "title": decision.subject,
        "decision": decision,
        "can_attach": rules.can_attach_minutes(request.user, decision),
        "tab_entries": slots.tabs_for(request.user, decision, own=_("Decision")),
        "history_lines": history_of(decision),
    }
    return render(request, "office/decision_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def decision_create(request):
    """Who comes from a page that cites a decision names it by `back`, and returns there with the one recorded.

    `unit` and `subject` are what that page knows of it already.
    """
    if not rules.can_record_any_decision(request.user):
        raise PermissionDenied
    back = address_within(request.GET.get("back", ""))
    unit = OpenUnitPicker.option_of(request.user, request.GET.get("unit", ""))
    initial = {"subject": request.GET.get("subject", ""), "unit": unit and unit["value"]}
    form = DecisionForm(request.POST or None, request.FILES or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        if not rules.can_record_decision(request.user, form.cleaned_data["unit"]):
            raise PermissionDenied
        with refusals_on(form):
            decision = services.record_decision(actor=request.user, **form.cleaned_data)
            messages.success(request, _("The decision is recorded."))
            return redirect(_with(back, decision=decision.pk) if back else decision)
    context = {
        "title": _("Record a decision"),
        "form": form,
        "submit_label": _("Record the decision"),
        "cancel_url": back or reverse("office:decision_list"),
    }
    return render(request, "ui/form.html", context)


def url_of_recording(user, *, back, unit, subject):
    """Where a page that cites a decision has one recorded that is not on record yet; "" for who records none."""
    if not rules.can_record_any_decision(user):
        return ""
    return reverse("office:decision_create", query={"back": back, "unit": unit.code, "subject": subject})


def _with(address, **named):
    """The address that names these in its query, in place of others that it named by the same words."""
    parts = urlsplit(address)
    query = QueryDict(parts.query, mutable=True)
    for name, value in named.items():
        query[name] = value
    return parts._replace(query=query.urlencode()).geturl()


@require_http_methods(["GET", "HEAD", "POST"])
def decision_minutes(request, pk):
    """Attach the signed minutes."""
    decision = _find(request, pk)
    if not rules.can_attach_minutes(request.user, decision):
        raise PermissionDenied
    form = ScanForm(request.POST or None, request.FILES or None, refusal=refusal_of(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, "scan"):
            services.attach_minutes(decision, form.cleaned_data["scan"], actor=request.user)
            messages.success(request, _("The minutes are attached."))
            return redirect(decision)
    context = {"title": _("Attach the minutes"), "form": form, "cancel_url": decision.get_absolute_url()}
    return render(request, "ui/upload.html", context)


@require_safe
def decision_minutes_file(request, pk):
    minutes = _find(request, pk).minutes
    return attachment(minutes.scan if minutes else None, minutes.scan_name if minutes else "")


def _find(request, pk):
    decisions = Decision.objects.visible_to(request.user).select_related("unit", "minutes", "recorded_by")
    return get_object_or_404(decisions, pk=pk)
