"""The filing grid and what it talks to: cells, meter."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluations.models import Cycle
from evaluations.rules import sheets as rules
from evaluations.rules.cycles import can_read_people, can_read_raters
from evaluations.selectors import filing
from evaluations.services.scores import Edit, save_cells
from evaluations.views.words import filing_words
from office.keys import is_key
from office.models import Unit
from office.views.endpoints import EDITS_AT_ONCE, answer_batch, json_endpoint, read_key


@json_endpoint
@require_POST
def filing_cells(request):
    """Save a batch of cells: 200 with an answer per edit, whatever becomes of each."""
    return answer_batch(request, _batch, save_cells)


def _batch(body):
    """({edits}, {epochs}) of a request's JSON. Raises one of the errors of reading it."""
    epochs = {read_key(sheet): int(epoch) for sheet, epoch in body["epochs"].items()}
    return [
        Edit(read_key(edit["sheet"]), read_key(edit["criterion"]), _text(edit["value"]), read_key(edit["base"]))
        for edit in body["edits"]
    ], epochs


def _text(value):
    """A cell's text, at most as long as a refusal can show; JSON numbers are read as they are written."""
    if value is None or isinstance(value, str | int | float):
        return None if value is None else str(value)[:40]
    raise TypeError(value)


@json_endpoint
@require_GET
def filing_meter(request, pk):
    """Forecast per sheet and the cap meter per pool."""
    slot, unit, order = _asked(request, pk)
    grades, meters = filing.forecast(request.user, slot, _page(request, slot, unit, order).object_list)
    pools = [
        {
            "pool": meter.unit.name,
            "grade": meter.grade,
            "size": meter.size,
            "allowed": meter.allowed,
            "reached": meter.reached,
            "pending": meter.pending,
            "over": meter.over,
        }
        for meter in meters
    ]
    return JsonResponse({"forecasts": grades, "pools": pools})


# --- Pages --------------------------------------------------------------------------------------------------------------------
@require_GET
def filing_home(request, pk):
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user).select_related("unit", "regime"), pk=pk)
    slots, rows, sums = filing.completion(request.user, cycle)
    context = {
        "title": _("Filing scores"),
        "trail_steps": trail_of(cycle),
        "chase_url": reverse("evaluations:chase_list", args=[cycle.pk]) if can_read_people(request.user, cycle) else "",
        "cycle": cycle,
        "slots": slots,
        "rows": rows,
        "sums": sums,
        "names_raters": can_read_raters(request.user, cycle),
        "mine": [progress for progress in sums if progress.slot.user_id == request.user.pk],
    }
    return render(request, "evaluations/filing_home.html", context)


@require_http_methods(["GET", "POST"])
def filing_grid(request, pk):
    """The grid; posted without JavaScript it saves as a form and comes back with what could not be saved."""
    slot, unit, order = _asked(request, pk)
    answers = {}
    if request.method == "POST":
        answers = save_form(request)
        if not answers:
            return redirect(request.get_full_path())
    page = _page(request, slot, unit, order)
    rows = filing.grid_rows(request.user, page.object_list)
    context = _context(request, slot, unit, order, rows) | {"page": page, "answers": answers}
    return render(request, "evaluations/filing_grid.html", context)


def _asked(request, pk):
    slot = get_object_or_404(
        filing.visible_slots(request.user).select_related("cycle__regime__standard", "cycle__unit", "component"), pk=pk
    )
    unit = unit_of(request.user, slot, request.GET.get("unit", ""))
    order = request.GET.get("order", "unit")
    return slot, unit, order if order in filing.ORDERS else "unit"


def unit_of(user, slot, asked):
    """The unit that a slot's sheets are narrowed to, if any; a unit without sheets in sight is out of sight as well."""
    if not is_key(asked):
        return None
    unit = get_object_or_404(Unit, pk=asked)
    if not filing.sheets_of_slot(user, slot, unit).exists():
        raise Http404
    return unit


def _page(request, slot, unit, order):
    subjects = filing.sheets_of_slot(request.user, slot, unit, order)
    return Paginator(subjects, filing.PEOPLE_PER_PAGE).get_page(request.GET.get("page"))


def _context(request, slot, unit, order, rows):
    criteria = filing.criteria_of(slot.cycle)
    grades = list(slot.cycle.regime.result_grades.order_by("rank"))
    return {
        "title": slot.name,
        "trail_steps": trail_of(slot.cycle, slot)[:-1],
        "submit_url": reverse("evaluations:slot_submit", args=[slot.pk]),
        "verify_url": reverse("evaluations:slot_verify", args=[slot.pk]) + (f"?unit={unit.pk}" if unit else ""),
        "slot": slot,
        "cycle": slot.cycle,
        "unit": unit,
        "order": order,
        "units": filing.units_of_slot(request.user, slot),
        "rows": rows,
        "criteria": criteria,
        "maximum": sum(criterion.maximum or 0 for criterion in criteria),
        "open_count": sum(not row.locked for row in rows),
        "first_open": first_open(rows),
        "can_verify": any(rules.can_verify(request.user, row.subject) for row in rows),
        "settings": settings_for(request, slot, slot.cycle, criteria, grades),
    }


def first_open(rows):
    """The sheet at which filling in person by person begins: the first that lacks a score, else the first."""
    lacking = (row for row in rows if not row.locked and any(cell.value is None for cell in row.cells))
    found = next(lacking, rows[0] if rows else None)
    return found and found.subject


def trail_of(cycle, slot=None):
    """The way to a filing page: the cycle, its filing home, the slot's grid."""
    steps = [(cycle.name, cycle.get_absolute_url())]
    if slot is None:
        return steps
    return [
        *steps,
        (_("Filing scores"), reverse("evaluations:filing_home", args=[cycle.pk])),
        (slot.name, reverse("evaluations:filing_grid", args=[slot.pk])),
    ]


def settings_for(request, slot, cycle, criteria, grades):
    """What the page's JavaScript needs to know, as data."""
    return {
        "user": request.user.pk,
        "words": filing_words(),
        "urls": {
            "cells": reverse("evaluations:filing_cells"),
            "token": reverse("evaluations:filing_token"),
            "meter": f"{reverse('evaluations:filing_meter', args=[slot.pk])}?{request.GET.urlencode()}",
            "sign_in": reverse("account_login"),
        },
        "criteria": [
            {
                "id": criterion.pk,
                "name": criterion.name,
                "kind": criterion.kind,
                "maximum": None if criterion.maximum is None else rules.plain(criterion.maximum),
                "weight": rules.plain(criterion.weight) if cycle.regime.standard.weighted else None,
            }
            for criterion in criteria
        ],
        "places": cycle.regime.standard.decimals,
        "grades": [
            {"code": grade.code, "name": grade.name, "line": None if grade.line is None else rules.plain(grade.line)}
            for grade in grades
        ],
    }


def save_form(request):
    """Save the cells of a posted form; {(sheet, criterion): answer} of those that were not saved."""
    edits, epochs = form_edits(request.POST)
    if len(edits) > EDITS_AT_ONCE:
        raise PermissionDenied
    answers = save_cells(request.user, edits, epochs)
    saved = sum(answer.state == "saved" for answer in answers)
    left = {answer.edit.key: answer for answer in answers if answer.state not in {"saved", "same"}}
    if saved or not left:
        messages.success(
            request, ngettext("%(count)s score saved.", "%(count)s scores saved.", saved) % {"count": saved}
        )
    if left:
        text = ngettext("%(count)s score was not saved.", "%(count)s scores were not saved.", len(left))
        messages.error(request, text % {"count": len(left)})
    return left


def form_edits(data):
    """(edits, epochs) of a form without JavaScript: v12-3 is a value, b12-3 its base, e12 the sheet's epoch."""
    edits, epochs = [], {}
    for name, text in data.items():
        try:
            if name[0] == "e":
                epochs[read_key(name[1:])] = int(text)
            elif name[0] == "v":
                sheet, criterion = (read_key(part) for part in name[1:].split("-"))
                edits.append(Edit(sheet, criterion, _text(text), read_key(data[f"b{sheet}-{criterion}"])))
        except (ValueError, KeyError, IndexError):
            continue  # another field of the form, e.g. its token
    return edits, epochs
