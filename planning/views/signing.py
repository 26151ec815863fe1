"""A return's way through the unit's hands, and back: each reads the whole of it on the page where he or she acts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from office.clock import today
from office.sentences import joined
from office.views.acting import refusals_said
from planning.checks.consolidation import objection_to_going_back
from planning.enums import ReturnStatus, SurveyStatus
from planning.forms.signing import Receiver, SendBackForm
from planning.rules import returns as rules
from planning.rules.signing import can_send_to_subsidiary, standing_against, why_not_send_back
from planning.selectors.consolidators import any_consolidated, consolidator_of
from planning.selectors.merged import code_of_going_back, merged_returns, partner_names
from planning.selectors.return_page import quotas_of
from planning.selectors.signing import summary_of
from planning.services import returns as services
from planning.views.sight import return_in_sight
from rulebooks.selectors import RulesOn, published_rules


@require_http_methods(["GET", "HEAD", "POST"])
def return_hand_in(request, pk):
    demand_return = return_in_sight(request, pk, rules.can_fill)
    facts = {"title": _("Hand in: %(unit)s") % {"unit": demand_return.unit}, "turn": ReturnStatus.DRAFT}
    done = _("The return is handed in; the checker is next.")
    return _signing(request, demand_return, services.hand_in, "planning/return_hand_in.html", done, **facts)


@require_http_methods(["GET", "HEAD", "POST"])
def return_check(request, pk):
    demand_return = return_in_sight(request, pk, rules.can_check)
    facts = {"title": _("Check: %(unit)s") % {"unit": demand_return.unit}, "turn": ReturnStatus.CHECKING}
    done = _("The return is checked; the head of the unit is next.")
    return _signing(request, demand_return, services.check, "planning/return_check.html", done, **facts)


@require_http_methods(["GET", "HEAD", "POST"])
def return_approve(request, pk):
    demand_return = return_in_sight(request, pk, rules.can_approve)
    facts = {"title": _("Approve: %(unit)s") % {"unit": demand_return.unit}, "turn": ReturnStatus.APPROVING}
    done = _("The return is approved and has left the unit.")
    return _signing(request, demand_return, services.approve, "planning/return_approve.html", done, **facts)


def _signing(request, demand_return, sign, template, done, *, title, turn):
    """What is to be signed stands on the page, and its code comes back with the signature."""
    if request.method == "POST":
        with refusals_said(request):
            sign(demand_return, seen=request.POST.get("seen", ""), actor=request.user)
            messages.success(request, done)
        return redirect(demand_return)
    consolidator, summary = consolidator_of(demand_return), summary_of(demand_return)
    context = {
        "title": title,
        "demand_return": demand_return,
        "summary": summary,
        "changed": _with_quotas(demand_return, summary.changed),
        "against": standing_against(request.user, demand_return, turn),
        "consolidator": consolidator,
        "can_send_back": rules.can_send_back(request.user, demand_return, consolidator),
        "going_back": code_of_going_back([demand_return]),  # nothing of it is merged yet
        "overdue": rules.is_overdue(demand_return, today()),
        "comes_late": rules.comes_late(demand_return, today()),
    }
    return render(request, template, context)


def _with_quotas(demand_return, lines):
    """[(line, its Quota or None)]"""
    quotas = quotas_of(demand_return.unit, lines, RulesOn(demand_return.survey.as_of, published_rules()))
    return [(line, quotas.get(line.pk)) for line in lines]


# --- Back ------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def return_send_back(request, pk):
    """To the unit; by who decides also to the subsidiary that consolidated it.

    Who comes from the desk of the subsidiary names its filters by `desk`, and returns there.
    """
    stand = _BeforeSendingBack(request, pk)
    form = SendBackForm(request.POST or None, receivers=stand.receivers)
    if request.method == "POST" and form.is_valid():
        with refusals_said(request):
            _send_back(request, stand.demand_return, form)
            return redirect(stand.back)
        stand = _BeforeSendingBack(request, pk)
        form = SendBackForm(initial=form.cleaned_data, receivers=stand.receivers)
    elif stand.why_not:
        messages.error(request, stand.why_not)
    if stand.why_not:
        return redirect(stand.demand_return)
    context = {
        "title": _("Send back: %(unit)s") % {"unit": stand.demand_return.unit},
        "demand_return": stand.demand_return,
        "form": form,
        "consequences": list(_what_sending_back_does(stand)),
        "reasons_against": stand.reasons_against,
        "hidden_fields": [("seen", stand.together.code)],
        "submit_label": _("Send back"),
        "cancel_url": stand.back,
        "style": "danger",
    }
    return render(request, "planning/return_send_back.html", context)


class _BeforeSendingBack:
    """The return as it is now, and what its reader may do with it. Whoever never sends it back is not allowed."""

    def __init__(self, request, pk):
        user = request.user
        demand_return = self.demand_return = return_in_sight(request, pk)
        self.consolidator = consolidator_of(demand_return)
        if not rules.may_send_back(user, demand_return, self.consolidator):
            raise PermissionDenied
        self.why_not = why_not_send_back(user, demand_return, self.consolidator)
        self.together = _Together(demand_return)
        self.receivers = _receivers(user, demand_return, self.consolidator, self.together)
        desk = _desk_url(demand_return, self.consolidator, request.GET.get("desk"))
        self.back = desk or demand_return.get_absolute_url()

    @property
    def reasons_against(self):
        return [self.together.objection] if self.together.objection and Receiver.UNIT in self.receivers else []


def _desk_url(demand_return, consolidator, query):
    """The desk of its subsidiary with these filters; "" for who does not come from there."""
    if query is None or consolidator is None:
        return ""
    desk = reverse("planning:consolidation", args=[demand_return.survey_id, consolidator.pk])
    return f"{desk}?{query}" if query else desk


def _send_back(request, demand_return, form):
    send = services.send_back_to_subsidiary if form.to_subsidiary else services.send_back
    send(demand_return, reason=form.cleaned_data["reason"], seen=request.POST.get("seen", ""), actor=request.user)
    messages.success(request, _("The return is sent back."))


class _Together:
    """The other returns that hang together with it by merged lines, and the `objection` to its going back alone."""

    def __init__(self, demand_return):
        returns = merged_returns(demand_return)
        self.others, self.code = returns[1:], code_of_going_back(returns)
        separable = self.others and any_consolidated(returns)
        self.objection = objection_to_going_back(demand_return, partner_names(demand_return)) if separable else ""

    @property
    def units(self):
        return {"units": joined(one.unit.name for one in self.others)}


def _receivers(user, demand_return, consolidator, together):
    """To whom it may go back: to the unit while the survey is answered; a single act is refused with its reason."""
    to_unit = [Receiver.UNIT] if demand_return.survey.status == SurveyStatus.OPEN and not together.objection else []
    to_subsidiary = [Receiver.SUBSIDIARY] if can_send_to_subsidiary(user, demand_return, consolidator) else []
    return [*to_unit, *to_subsidiary] or [Receiver.UNIT]


def _what_the_unit_does(demand_return):
    yield _("The unit fills it in again; what it has typed stays, and it reads your reason.")
    if demand_return.status != ReturnStatus.CHECKING:
        yield _("Who has checked or approved it does so again once it is corrected; a stamped copy counts no more.")
    if demand_return.status == ReturnStatus.CONSOLIDATED:
        yield _("Its consolidated numbers are taken back.")


def _what_sending_back_does(stand):
    together = stand.together
    if Receiver.UNIT in stand.receivers:
        yield from _what_the_unit_does(stand.demand_return)
        if together.others and not together.objection:
            yield (
                _(
                    "The returns of %(units)s, merged with it, go back to their units as well; their lines are separated."
                )
                % together.units
            )
    if Receiver.SUBSIDIARY in stand.receivers:
        yield _("Sent back to %(subsidiary)s, it keeps all numbers until the subsidiary changes them.") % {
            "subsidiary": stand.consolidator
        }
        if together.others:
            yield (
                _("The returns of %(units)s, merged with it, go back to be consolidated together with it.")
                % together.units
            )
