"""The decision desk: what lies before who decides, and deciding it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from office.keys import key_of
from office.listing import ListPage
from office.sentences import listed
from office.views.acting import refusals_on
from planning.enums import RUNNING_SURVEYS
from planning.filters.desk import DeskFilter
from planning.forms.deciding import DecideForm
from planning.lists.desk import BEYOND, DeskList
from planning.models import DemandLine
from planning.rules.surveys import can_decide, can_see_desk
from planning.selectors.consolidators import on_no_desk
from planning.selectors.deciding import off_the_desk, outcome_of, own_lines
from planning.selectors.desk import (
    Sums,
    by_grade,
    desk_lines,
    governed,
    lines_at_the_top,
    named,
    returns_waiting,
    to_decide,
    with_names,
    with_partners,
)
from planning.selectors.quotas import Quotas
from planning.services.deciding import decide_lines
from planning.views import keeping
from planning.views.sight import sent_survey_in_sight, survey_in_sight
from rulebooks.selectors import numbers_on


class DeskPage(ListPage):
    model, list_class, filterset_class = DemandLine, DeskList, DeskFilter
    template_name = "planning/survey_desk.html"

    @cached_property
    def survey(self):
        return sent_survey_in_sight(self.request, self.kwargs["pk"])

    @cached_property
    def rules(self):
        return numbers_on(self.survey.as_of)

    @cached_property
    def lines(self):
        return governed(lines_at_the_top(self.survey), self.rules)

    @property
    def decides(self):
        return can_decide(self.user, self.survey) and self.survey.status in RUNNING_SURVEYS

    def allowed(self):
        return can_see_desk(self.user, self.survey)

    @cached_property
    def quotas(self):
        return Quotas(self.survey, self.rules)

    def objects(self):
        return to_decide(self.lines)

    def list(self, columns=()):
        rows = super().list(columns)
        rows.quotas, rows.selectable = self.quotas, self.decides
        self.quotas.subsidiaries = rows.subsidiaries
        if BEYOND in rows.shown:
            rows.queryset = self.quotas.mark(rows.queryset)
        return rows

    def title(self):
        return _("Decision desk: %(survey)s") % {"survey": self.survey}

    def as_of(self):
        return self.survey.as_of

    def extra_context(self):
        sums = by_grade(self.lines)
        waiting = returns_waiting(self.survey)
        return {
            "survey": self.survey,
            "decides": self.decides,
            "sums": sums,
            "total": sum(sums, start=Sums()),
            "waiting": waiting,
            "on_no_desk": self._on_no_desk() if waiting.below and self.decides else 0,
            "beyond": self.quotas.count_exceeded(),
            "trail_steps": [(self.survey.title, self.survey.get_absolute_url())],
        }

    def _on_no_desk(self):
        return on_no_desk(self.survey, self.filterset.subsidiaries.values()).count()


# --- Deciding several at once ----------------------------------------------------------------------------------
class Chosen:
    """The lines that the address names: by their keys, or all that a filter of the desk finds; but for those `left_out`."""

    def __init__(self, request, survey):
        self.request, self.user, self.survey = request, request.user, survey
        self.rules = numbers_on(survey.as_of)
        self.quotas = Quotas(survey, self.rules)
        self.keys = {key_of(text) for text in request.GET.getlist("selected")} - {None}
        self.found = with_names(list(self._asked()), self.quotas.subsidiaries)
        own = own_lines(survey, request.user)
        self.lines = [line for line in self.found if line.pk not in own]
        self.own = [line for line in self.found if line.pk in own]

    def _asked(self):
        lines = desk_lines(self.survey, self.rules)
        if "all" in self.request.GET:
            asked = DeskFilter(self.request.GET, queryset=lines, request=self)
            return asked.qs.order_by(*DeskList.order) if asked.is_valid() else lines.none()
        return lines.filter(pk__in=self.keys).order_by(*DeskList.order)

    @cached_property
    def left_out(self):
        """Sentences: what was chosen and is not decided here, and why."""
        absent = set() if "all" in self.request.GET else self.keys - {line.pk for line in self.found}
        merged, below = off_the_desk(self.survey, absent)
        own = _(
            "Left out, because you had a part in what they say or are named in them; somebody else decides: %(lines)s."
        )
        sentences = (
            (own, self.own),
            (_("Left out, because they were merged into other lines and are decided with those: %(lines)s."), merged),
            (_("Left out, because their returns were not passed up or were sent back: %(lines)s."), below),
        )
        said = [sentence % {"lines": listed([named(line) for line in lines])} for sentence, lines in sentences if lines]
        if elsewhere := len(absent) - len(merged) - len(below):
            said.append(_("Left out, because they are not of this survey: %(count)d.") % {"count": elsewhere})
        return said


@require_http_methods(["GET", "HEAD", "POST"])
def survey_decide(request, pk):
    """Choose the numbers and the decision, see what it comes to, then do it. Each step is a POST of the same address."""
    survey = survey_in_sight(request, pk, can_decide)
    chosen = Chosen(request, survey)
    if survey.status not in RUNNING_SURVEYS or not chosen.lines:
        return _nothing_to_decide(request, survey, chosen)
    given = {"survey": survey, "lines": chosen.lines, "initial": _initial(request)}
    form = DecideForm(request.POST or None, user=request.user, **given)
    if "record" in request.POST:
        return _record_first(request, survey, chosen, form)
    if request.method != "POST" or "again" in request.POST or not form.is_valid():
        return _decide_page(request, survey, chosen, form)
    if "seen" in request.POST:
        with refusals_on(form):
            return _decided(request, survey, form, request.POST["seen"])
    outcome = outcome_of(survey, form.numbers, form.cleaned_data["decision"])
    if form.unsaid(outcome.to_explain):
        form.add_error("reason", _("A number is another than the consolidated one, or was decided before: say why."))
        return _decide_page(request, survey, chosen, form)
    return _confirm_page(request, survey, chosen, form, outcome)


def _nothing_to_decide(request, survey, chosen):
    if survey.status not in RUNNING_SURVEYS:
        status = survey.get_status_display()
        messages.error(request, _("The survey is in the status “%(status)s”.") % {"status": status})
    else:
        for sentence in chosen.left_out or [_("Choose the lines to be decided first.")]:
            messages.error(request, sentence)
    return redirect("planning:survey_desk", pk=survey.pk)


def _decided(request, survey, form, seen):
    facts = form.cleaned_data
    count = decide_lines(
        survey,
        form.numbers,
        decision=facts["decision"],
        reason=facts["reason"],
        quota_reason=facts["quota_reason"],
        own_reasons=form.own_reasons,
        actor=request.user,
        seen=seen,
    )
    keeping.forget(request.session, request.GET.get("typed", ""))
    messages.success(
        request, _("Lines decided: %(count)d. Posts stay as they are until the post review.") % {"count": count}
    )
    return redirect(_back(request, survey))


def _back(request, survey):
    """The desk with the filters one came from."""
    params = request.GET.copy()
    for name in ("selected", "all", "typed", "decision"):
        params.pop(name, None)
    address = reverse("planning:survey_desk", args=[survey.pk])
    return f"{address}?{params.urlencode()}" if params else address


def _record_first(request, survey, chosen, form):
    """Off to record the decision, with a way back that brings along what was chosen and typed."""
    texts = {name: text for name, text in request.POST.items() if name in form.fields}
    if keeping.is_too_long(texts):
        form.add_error(None, _("The reasons are too long to be kept meanwhile: shorten them first."))
        return _decide_page(request, survey, chosen, form)
    back = request.GET.copy()
    back.pop("decision", None)
    back["typed"] = keeping.keep(request.session, texts)
    known = {"back": f"{request.path}?{back.urlencode()}", "unit": survey.unit.code, "subject": survey.title}
    return redirect(reverse("office:decision_create", query=known))


def _initial(request):
    """Who comes from there finds what was typed, and the decision recorded."""
    typed = keeping.kept(request.session, request.GET.get("typed", ""))
    recorded = key_of(request.GET.get("decision", ""))
    return typed | {"decision": recorded} if recorded else typed


def _decide_page(request, survey, chosen, form):
    if form.by_hand:
        with_partners(survey, chosen.lines, chosen.quotas.subsidiaries)
    context = {
        "title": _("Decide lines: %(survey)s") % {"survey": survey},
        "chosen": chosen,
        "form": form,
        "units": len({line.demand_return_id for line in chosen.lines}),
        "decided_before": sum(line.decided is not None for line in chosen.lines),
        "cancel_url": _back(request, survey),
        "trail_steps": [(survey.title, survey.get_absolute_url()), (_("Decision desk"), _back(request, survey))],
    }
    return render(request, "planning/survey_decide.html", context)


def _confirm_page(request, survey, chosen, form, outcome):
    said = form.reasons_of(outcome.changing, outcome.to_explain)
    for line in outcome.changing:
        line.said = said[line.pk]
    with_partners(survey, outcome.lines, chosen.quotas.subsidiaries)
    context = {
        "title": _("Confirm the decision: %(survey)s") % {"survey": survey},
        "chosen": chosen,
        "form": form,
        "outcome": outcome,
        "partners": sum(len(line.partners) for line in outcome.lines),
        "total": sum(outcome.sums, start=Sums()),
        "kept": [
            (name, value) for name, value in request.POST.items() if name in form.fields and name != "quota_reason"
        ],
        "cancel_url": _back(request, survey),
        "trail_steps": [(survey.title, survey.get_absolute_url()), (_("Decision desk"), _back(request, survey))],
    }
    return render(request, "planning/survey_decide_confirm.html", context)
