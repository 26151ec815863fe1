"""The calibration board, the picture of the grades, the decision and the publishing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.enums import SETTLED_CYCLES, CycleStatus
from evaluations.forms import DecisionForm, GradesForm, OverrideForm
from evaluations.models import Assessment
from evaluations.rules import assessments as assessment_rules
from evaluations.rules import cycles as rules
from evaluations.selectors import calibration as selectors
from evaluations.selectors import results
from evaluations.services import calibration as services
from evaluations.services import cycles as cycle_services
from evaluations.services.publishing import publish_cycle
from evaluations.views.cycles import cycle_in_sight, tabs_of
from office.errors import DomainError
from office.keys import is_key, key_of
from office.models import Unit
from office.views.acting import say

WAYS_ON = {"evaluations:cycle_decision", "evaluations:cycle_publish"}  # from the board to the end of calibrating


@require_safe
def calibration_board(request, pk):
    cycle = cycle_in_sight(request, pk, rules.can_read_board)
    if cycle.status not in SETTLED_CYCLES:
        return render(request, "evaluations/calibration_early.html", _context(request, cycle, _("Calibration")))
    board = selectors.board(cycle, request.user, key_of(request.GET.get("pool", "")))
    calibrating = cycle.status == CycleStatus.CALIBRATING
    context = _context(request, cycle, _("Calibration: %(cycle)s") % {"cycle": cycle}) | {
        "board": board,
        "calibrating": calibrating,
        "settles": calibrating and board.may_calibrate,
        "overrides": cycle.overrides.filter(pool=board.pool.unit).select_related("decision", "granted_by", "grade")
        if board.pool
        else (),
        "may_override": calibrating and rules.can_override_cap(request.user, cycle),
        "form": GradesForm(cycle=cycle, initial={"grade": _grade_below_the_cap(board)}),
        "select_beyond": request.GET.get("select") == "beyond",
        "ways_on": [
            (action.label, reverse(action.url_name, args=[cycle.pk]))
            for action in rules.open_actions(request.user, cycle)
            if action.url_name in WAYS_ON
        ],
        "blockers": results.publishing_blockers(cycle)
        if calibrating and rules.can_administer(request.user, cycle)
        else (),
    }
    return render(request, "evaluations/calibration_board.html", context)


def _grade_below_the_cap(board):
    """What someone beyond the cap usually gets: proposed, not decided."""
    shares = board.pool.shares if board.pool else ()
    return next((share.grade.pk for share in shares if share.grade.cap_percent is None), None)


def _context(request, cycle, title):
    return {"title": title, "cycle": cycle, "tab_entries": tabs_of(request.user, cycle)}


def board_url(cycle, pool_id=None):
    url = reverse("evaluations:calibration_board", args=[cycle.pk])
    return f"{url}?pool={pool_id}" if pool_id else url


@require_POST
def grades_set(request, pk):
    cycle = cycle_in_sight(request, pk, rules.can_read_board)
    keys = [int(key) for key in request.POST.getlist("selected") if is_key(key)]
    rows = list(
        Assessment.objects.visible_to(request.user)
        .filter(cycle=cycle, pk__in=keys)
        .select_related("engineer", "pool", "unit")
    )
    for row in rows:
        row.cycle = cycle
    if len(rows) < len(set(keys)) or not all(
        row.pool and assessment_rules.can_settle(request.user, row) for row in rows
    ):
        raise PermissionDenied
    form = GradesForm(request.POST, cycle=cycle)
    back = board_url(cycle, rows[0].pool_id if rows else None)
    if not rows or not form.is_valid():
        messages.error(request, _("Choose the people and the grade they get."))
        return redirect(back)
    try:
        count = services.set_grades(cycle, keys, actor=request.user, **form.cleaned_data)
        messages.success(
            request,
            ngettext("%(count)s grade was settled.", "%(count)s grades were settled.", count) % {"count": count},
        )
    except DomainError as error:
        say(request, error)
    return redirect(back)


@require_http_methods(["GET", "HEAD", "POST"])
def cap_override(request, pk):
    cycle = cycle_in_sight(request, pk, rules.can_override_cap)
    pool = get_object_or_404(Unit.objects.visible_to(request.user), pk=key_of(request.GET.get("pool", "")))
    grade = get_object_or_404(cycle.regime.result_grades, pk=key_of(request.GET.get("grade", "")))
    form = OverrideForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.grant_override(cycle, pool, grade, actor=request.user, **form.cleaned_data)
            return redirect(board_url(cycle, pool.pk))
        except DomainError as error:
            form.add_error(None, str(error))
    context = {
        "title": _("Let %(pool)s exceed the cap of “%(grade)s”") % {"pool": pool, "grade": grade},
        "cycle": cycle,
        "form": form,
        "submit_label": _("Grant the override"),
        "cancel_url": board_url(cycle, pool.pk),
        "record_url": decision_create_url(),
    }
    return render(request, "evaluations/cycle_decision.html", context)


@require_safe
def cycle_distribution(request, pk):
    cycle = cycle_in_sight(request, pk, rules.can_read_people)
    context = _context(request, cycle, _("Distribution: %(cycle)s") % {"cycle": cycle}) | {
        "settled": cycle.status in SETTLED_CYCLES,
        "pools": selectors.distribution(cycle, request.user) if cycle.status in SETTLED_CYCLES else [],
        "grades": cycle.regime.result_grades.order_by("rank"),
    }
    return render(request, "evaluations/calibration_distribution.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_decision(request, pk):
    cycle = cycle_in_sight(request, pk, rules.can_administer)
    form = DecisionForm(request.POST or None, user=request.user, initial={"decision": cycle.decision_id})
    if request.method == "POST" and form.is_valid():
        try:
            cycle_services.attach_decision(cycle, form.cleaned_data["decision"], actor=request.user)
            return redirect(cycle)
        except DomainError as error:
            form.add_error(None, str(error))
    context = {
        "title": _("The decision that settles the grades"),
        "cycle": cycle,
        "form": form,
        "submit_label": _("Attach"),
        "cancel_url": cycle.get_absolute_url(),
        "record_url": decision_create_url(),
    }
    return render(request, "evaluations/cycle_decision.html", context)


def decision_create_url():
    """Where a decision is recorded, if that page is there."""
    try:
        return reverse("office:decision_create")
    except NoReverseMatch:
        return ""


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_publish(request, pk):
    cycle = cycle_in_sight(request, pk, rules.can_administer)
    if request.method == "POST":
        try:
            count = publish_cycle(cycle, actor=request.user)
            messages.success(
                request,
                ngettext("%(count)s result was published.", "%(count)s results were published.", count)
                % {"count": count},
            )
        except DomainError as error:
            say(request, error)
        return redirect(cycle)
    if cycle.status != CycleStatus.CALIBRATING:
        return redirect(cycle)
    context = {
        "title": _("Preview and publish: %(cycle)s") % {"cycle": cycle},
        "cycle": cycle,
        "blockers": results.publishing_blockers(cycle),
        "people": results.forthcoming(cycle, request.user),
        "pools": selectors.distribution(cycle, request.user),
        "grades": cycle.regime.result_grades.order_by("rank"),
    }
    return render(request, "evaluations/cycle_publish.html", context)
