from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from office.errors import DomainError
from office.filters import DutyFilter
from office.forms import DutyEndForm, DutyGrantForm
from office.listing import Action, ListPage
from office.lists import DutyList
from office.models import Duty
from office.rules import duties as rules
from office.selectors.duties import end_consequences, grant_consequences
from office.services import duties as services
from office.views.acting import refusals_on


class DutyListPage(ListPage):
    model, list_class, filterset_class = Duty, DutyList, DutyFilter

    def allowed(self):
        return rules.can_list_duties(self.user)

    def actions(self):
        if not rules.can_grant_any_duty(self.user):
            return []
        return [Action(_("Grant a duty"), reverse("office:duty_grant"), primary=True)]


@require_http_methods(["GET", "HEAD", "POST"])
def duty_grant(request):
    """First the form, then what it means, then the act: the second POST carries `confirmed`."""
    if not rules.can_grant_any_duty(request.user):
        raise PermissionDenied
    form = DutyGrantForm(request.POST or None, user=request.user, initial={"person": request.GET.get("person", "")})
    if request.method == "POST" and form.is_valid():
        duty, reason = form.duty(), form.cleaned_data["reason"]
        if not rules.can_grant_duty(request.user, duty.unit):
            raise PermissionDenied
        if "confirmed" not in request.POST and not (against := services.check_duties([duty], actor=request.user)[0]):
            return _confirm_grant(request, duty)
        if "confirmed" in request.POST:
            against = _grant(request, duty, reason)
        if not against:
            return redirect(duty.user)
        form.add_error(None, against)
    context = {
        "title": _("Grant a duty"),
        "form": form,
        "submit_label": _("Next: what this means"),
        "cancel_url": reverse("office:duty_list"),
    }
    return render(request, "ui/form.html", context)


def _grant(request, duty, reason):
    """Grant it; the answer is the sentence that speaks against it, or nothing."""
    try:
        services.grant_duty(
            duty.user,
            role=duty.role,
            unit=duty.unit,
            starts_on=duty.starts_on,
            until=duty.until,
            reason=reason,
            actor=request.user,
        )
    except DomainError as error:
        return str(error)
    messages.success(request, _("The duty is granted."))
    return ""


def _confirm_grant(request, duty):
    given = [(name, request.POST[name]) for name in DutyGrantForm.base_fields if name in request.POST]
    context = {
        "title": _("Grant a duty"),
        "consequences": grant_consequences(duty, request.user),
        "hidden_fields": [*given, ("confirmed", "1")],
        "submit_label": _("Grant the duty"),
        "cancel_url": reverse("office:duty_list"),
    }
    return render(request, "ui/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def duty_end(request, pk):
    duty = get_object_or_404(Duty.objects.visible_to(request.user).select_related("user", "unit"), pk=pk)
    if not rules.can_end_duty(request.user, duty):
        raise PermissionDenied
    form = DutyEndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.end_duty(duty, actor=request.user, **form.cleaned_data)
            messages.success(request, _("The duty ends on %(date)s.") % {"date": form.cleaned_data["on"]})
            return redirect(duty.user)
    context = {
        "title": _("End a duty"),
        "form": form,
        "consequences": end_consequences(duty),
        "submit_label": _("End the duty"),
        "style": "danger",
        "cancel_url": duty.user.get_absolute_url(),
    }
    return render(request, "ui/confirm.html", context)
