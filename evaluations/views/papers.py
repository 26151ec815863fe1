"""评分汇总表 on screen: previewed, printed, downloaded, signed, compared with what was signed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.enums import SUMMARY_COLOURS
from evaluations.forms import SignedScanForm
from evaluations.models import Cycle, ScoreSummary
from evaluations.papers import workbook
from evaluations.papers.leaves import leaves_of
from evaluations.rules import papers as rules
from evaluations.selectors import papers as selectors
from evaluations.selectors.filing import visible_slots
from evaluations.services import summaries as services
from office.clock import today
from office.history import history_of
from office.intake.uploads import refusal_of
from office.listing.export import CONTENT_TYPES
from office.selectors.papers import printings_of
from office.views.acting import refusals_on, refusals_said
from office.views.files import attachment
from office.views.printing import paper_size

DIFFERENCES_SHOWN = 200


@require_safe
def summary_list(request, pk):
    """The papers of a cycle, slot by unit."""
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user).select_related("unit", "regime__standard"), pk=pk)
    if not rules.can_open_papers(request.user, cycle):
        raise PermissionDenied
    slots, rows = selectors.paper_board(request.user, cycle)
    context = {
        "title": _("Papers: %(cycle)s") % {"cycle": cycle},
        "cycle": cycle,
        "trail_steps": [(cycle.name, cycle.get_absolute_url())],
        "slots": slots,
        "rows": rows,
        "forms_url": reverse("evaluations:form_list", args=[cycle.pk]) if rules.can_print_forms(request.user) else "",
    }
    return render(request, "evaluations/paper_board.html", context)


@require_safe
def summary_preview(request, pk):
    """The summary as it would be printed now; nothing is logged. `form=empty`: a form for writing by hand."""
    slot, unit, units = _asked(request, pk)
    table = selectors.summary_table(slot, unit, empty=request.GET.get("form") == "empty")
    summary = ScoreSummary.objects.filter(slot=slot, unit=unit).first()
    context = _leaves(table, paper_size(request)) | {
        "title": _("Score summary: %(slot)s") % {"slot": slot},
        "trail_steps": _trail(slot.cycle),
        "units": units,
        "summary": summary,
        "warnings": [] if table.empty else _warnings(slot, unit),
        "can_print": rules.can_print_summary(request.user, slot, unit),
        "scan_url": _at_unit("summary_scan", slot, unit),
    }
    return render(request, "evaluations/paper_summary.html", context)


@require_POST
def summary_print(request, pk):
    """Log a printing of the values as they stand, and show them."""
    slot, unit = _printable(request, pk)
    with refusals_said(request):
        summary = services.print_summary(slot, unit, actor=request.user)
        address = reverse("evaluations:summary_printed", args=[summary.pk])
        return redirect(f"{address}?{urlencode({'paper': paper_size(request)})}#print")
    return redirect(_at_unit("summary_preview", slot, unit))


@require_POST
def summary_workbook(request, pk):
    """The same as a workbook, which counts as a printing unless it is an empty form."""
    slot, unit = _printable(request, pk)
    with refusals_said(request):
        table = _empty_or_printed(slot, unit, request.user, request.POST.get("form") == "empty")
        content = workbook.summary_workbook(
            table, user=request.user, paper=paper_size(request), check_code=table.check_code
        )
        name = f"{_('Score summary')}-{slot}-{unit}-{today():%Y%m%d}.xlsx"
        disposition = content_disposition_header(as_attachment=True, filename=name)
        return HttpResponse(content, content_type=CONTENT_TYPES["xlsx"], headers={"Content-Disposition": disposition})
    return redirect(_at_unit("summary_preview", slot, unit))


def _empty_or_printed(slot, unit, user, empty):
    if empty:
        return selectors.summary_table(slot, unit, empty=True)
    summary = services.print_summary(slot, unit, actor=user)
    return selectors.printed_table(summary, summary.paper.check_code, selectors.criteria_of(slot.cycle))


@require_safe
def summary_printed(request, pk):
    """The summary exactly as it was printed last."""
    summary = _in_sight(request, pk)
    code = summary.paper.check_code
    printing = summary.paper.prints.select_related("printed_by").filter(check_code=code).last()
    if printing is None:
        raise Http404
    table = selectors.printed_table(summary, code, selectors.criteria_of(summary.cycle))
    context = _leaves(table, paper_size(request)) | {
        "title": _("Score summary: %(slot)s") % {"slot": summary.slot},
        "trail_steps": [*_trail(summary.cycle), (str(summary), summary.get_absolute_url())],
        "summary": summary,
        "printing": printing,
    }
    return render(request, "evaluations/paper_summary.html", context)


@require_safe
def summary_detail(request, pk):
    summary = _in_sight(request, pk)
    state = selectors.standings([summary])[summary.pk]
    current = selectors.summary_table(summary.slot, summary.unit)
    printed = selectors.printed_table(summary, summary.reference_code, current.criteria)
    found = selectors.differences(printed, current)
    context = {
        "title": str(summary),
        "summary": summary,
        "paper": summary.paper,
        "trail_steps": _trail(summary.cycle),
        "state": state,
        "colour": SUMMARY_COLOURS[state],
        "differences": found[:DIFFERENCES_SHOWN],
        "more": max(len(found) - DIFFERENCES_SHOWN, 0),
        "printings": printings_of(summary.paper),
        "can_print": rules.can_print_summary(request.user, summary.slot, summary.unit),
        "preview_url": _at_unit("summary_preview", summary.slot, summary.unit),
        "scan_url": _at_unit("summary_scan", summary.slot, summary.unit),
        "history_lines": history_of(summary.paper),
    }
    return render(request, "evaluations/paper_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def summary_scan(request, pk):
    """Attach the signed copy, of the printed summary or of a form filled in by hand."""
    slot, unit = _printable(request, pk)
    form = SignedScanForm(request.POST or None, request.FILES or None, refusal=refusal_of(request))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        with refusals_on(form):
            summary = services.attach_signed_scan(slot, unit, facts["scan"], code=facts["code"], actor=request.user)
            messages.success(request, _("The signed copy is attached."))
            return redirect(summary)
    context = {
        "title": _("Attach the signed copy: %(slot)s, %(unit)s") % {"slot": slot, "unit": unit},
        "form": form,
        "guidance": [
            _("The check code stands at the foot of each page. It says which values were signed."),
            _("Leave the code empty for a form filled in by hand, once its scores are typed in: they count as signed."),
        ],
        "cancel_url": _at_unit("summary_preview", slot, unit),
    }
    return render(request, "ui/upload.html", context)


@require_safe
def summary_scan_file(request, pk):
    paper = _in_sight(request, pk).paper
    return attachment(paper.scan, paper.scan_name)


# --- What was asked for ---------------------------------------------------------------------------
def _in_sight(request, pk):
    summaries = ScoreSummary.objects.visible_to(request.user).select_related(
        "cycle__unit", "slot__cycle__regime__standard", "slot__cycle__unit", "slot__component", "unit",
        "paper__scanned_by", "paper__issued_by",
    )  # fmt: skip
    return get_object_or_404(summaries, pk=pk)


def _asked(request, pk):
    """(slot, unit, the units to choose from): 404 out of sight, 403 if no summary of the slot is the user's to read."""
    slots = visible_slots(request.user).select_related("cycle__regime__standard", "cycle__unit", "component")
    slot = get_object_or_404(slots, pk=pk)
    units = selectors.summary_units(request.user, slot)
    if not units:
        raise PermissionDenied
    asked = request.POST.get("unit") or request.GET.get("unit", "")
    chosen = [unit for unit in units if str(unit.pk) == asked] if asked else units[:1]
    if not chosen:
        raise Http404
    return slot, chosen[0], units


def _printable(request, pk):
    slot, unit, _units = _asked(request, pk)
    if not rules.can_print_summary(request.user, slot, unit):
        raise PermissionDenied
    return slot, unit


def _leaves(table, paper):
    return {
        "table": table,
        "cycle": table.slot.cycle,
        "slot": table.slot,
        "unit": table.unit,
        "facts": workbook.facts_of(table),
        "signatures": workbook.signature_lines(),
        "leaves": leaves_of(table.rows, paper),
        "paper": paper,
    }


def _warnings(slot, unit):
    count = selectors.unsubmitted(slot, unit)
    if not count:
        return []
    sentence = ngettext(
        "%(count)s sheet is not submitted yet: its scores may still change.",
        "%(count)s sheets are not submitted yet: their scores may still change.",
        count,
    )
    return [sentence % {"count": count}]


def _trail(cycle):
    return [
        (cycle.name, cycle.get_absolute_url()),
        (_("Papers"), reverse("evaluations:summary_list", args=[cycle.pk])),
    ]


def _at_unit(name, slot, unit):
    return f"{reverse(f'evaluations:{name}', args=[slot.pk])}?unit={unit.pk}"
