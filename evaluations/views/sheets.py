"""One score sheet, and what is done with the sheets of a slot together."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluations.enums import SheetStatus
from evaluations.models import AssessmentSheet
from evaluations.rules import sheets as rules
from evaluations.selectors import filing, notes
from evaluations.selectors.cells import by_sheet, cells_of, revision
from evaluations.services import sheets as acts
from evaluations.views import filing as grid
from office.errors import DomainError
from office.forms import ReasonForm
from office.history import history_of


def visible_sheet(request, pk):
    sheets = AssessmentSheet.objects.visible_to(request.user).select_related(
        "sheet__filer",
        "sheet__submitted_by",
        "sheet__verified_by",
        "slot",
        "component",
        "assessment__unit",
        "assessment__engineer",
        "assessment__appointment__engineer",
        "assessment__cycle__unit",
        "assessment__cycle__regime__standard",
    )
    return get_object_or_404(sheets, pk=pk)


@require_http_methods(["GET", "POST"])
def sheet_detail(request, pk):
    """The single-person form; read-only where nothing can be typed. Posted without JavaScript it saves as a form."""
    subject = visible_sheet(request, pk)
    answers = {}
    if request.method == "POST":
        answers = grid.save_form(request)
        if not answers:
            return redirect(request.get_full_path())
        subject = visible_sheet(request, pk)
    return render(request, "evaluations/sheet_detail.html", _detail(request, subject, answers))


def _detail(request, subject, answers):
    cells = cells_of([subject.sheet_id])
    previous, following, place, count = filing.neighbours(request.user, subject)
    criteria = filing.criteria_of(subject.assessment.cycle)
    grades = list(subject.assessment.cycle.regime.result_grades.order_by("rank"))
    return {
        "title": subject.assessment.engineer.name,
        "subject": subject,
        "sheet": subject.sheet,
        "cells": [(criterion, cell, answers.get(cell.key)) for criterion, cell in zip(criteria, cells, strict=True)],
        "revision": revision(cells),
        "locked": filing.why_locked(request.user, subject),
        "actions": _actions(request.user, subject),
        "previous": previous,
        "following": following,
        "place": place,
        "count": count,
        "settings": grid.settings_for(request, subject.slot, subject.assessment.cycle, criteria, grades),
        "notes": notes.notes_on(subject.assessment.appointment, request.user),
        "trail_steps": grid.trail_of(subject.assessment.cycle, subject.slot),
        "history_lines": history_of(subject),
    }


def _actions(user, subject):
    """What this user may do with the sheet as it stands."""
    submitted, verified = subject.sheet.status == SheetStatus.SUBMITTED, subject.sheet.verified_at is not None
    return {
        "submit": not submitted and rules.can_submit(user, subject),
        "reopen": submitted and rules.can_reopen(user, subject),
        "verify": submitted and not verified and rules.can_verify(user, subject),
    }


@require_POST
def sheet_submit(request, pk):
    subject = visible_sheet(request, pk)
    if not rules.can_submit(request.user, subject):
        raise PermissionDenied
    try:
        acts.submit_sheet(subject.sheet_id, actor=request.user, seen=_number(request.POST.get("seen")))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Submitted."))
    return redirect(subject)


@require_http_methods(["GET", "POST"])
def sheet_reopen(request, pk):
    subject = visible_sheet(request, pk)
    if not rules.can_reopen(request.user, subject):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.reopen_sheet(subject.sheet_id, actor=request.user, reason=form.cleaned_data["reason"])
            return redirect(subject)
        except DomainError as error:
            form.add_error(None, str(error))
    context = {
        "title": _("Reopen the score sheet of %(person)s") % {"person": subject.assessment.engineer.name},
        "consequences": [
            _("The sheet goes back to whoever files it and must be submitted and verified again."),
            _("Each change is recorded with the old and the new value."),
        ],
        "form": form,
        "submit_label": _("Reopen"),
        "cancel_url": subject.get_absolute_url(),
    }
    return render(request, "ui/confirm.html", context)


@require_POST
def sheet_verify(request, pk):
    subject = visible_sheet(request, pk)
    if not rules.can_verify(request.user, subject):
        raise PermissionDenied
    try:
        acts.verify_sheets([subject.sheet_id], actor=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Verified."))
    return redirect(subject)


@require_POST
def sheet_comment(request, pk):
    """Save the comment; a page with JavaScript asks for JSON."""
    subject = visible_sheet(request, pk)
    if not rules.can_file(request.user, subject):
        raise PermissionDenied
    text, seen = (request.POST.get(name, "").replace("\r\n", "\n").strip() for name in ("comment", "seen"))
    reason = ""
    try:
        acts.comment_on_sheet(subject.sheet_id, actor=request.user, text=text[:4000], seen=seen)
    except DomainError as error:
        reason = error.message
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"refused": reason} if reason else {"saved": text[:4000]})
    if reason:
        messages.error(request, reason)
    return redirect(subject)


@require_GET
def sheet_aside(request, pk):
    """What opens beside the grid: the comment and the routine notes on the person."""
    subject = visible_sheet(request, pk)
    context = {
        "subject": subject,
        "sheet": subject.sheet,
        "locked": filing.why_locked(request.user, subject),
        "notes": notes.notes_on(subject.assessment.appointment, request.user),
    }
    return render(request, "evaluations/sheet_aside.html", context)


# --- The sheets of a slot together -----------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def slot_submit(request, pk):
    """First what would be submitted, in numbers; then, confirmed, the act. `seen` carries what the grid showed."""
    slot, unit, subjects = _of_slot(request, pk)
    mine = [subject for subject in subjects if rules.can_submit(request.user, subject)]
    if not mine:
        raise PermissionDenied
    drafts = [subject for subject in mine if subject.sheet.status == SheetStatus.DRAFT]
    ready = [subject for subject in drafts if subject.sheet.total is not None]
    if request.method == "POST" and "confirmed" in request.POST:
        return _submit_slot(request, slot, unit, ready)
    shown = _revisions(request.POST.get("seen")) or _stored_revisions(ready)
    seen = {subject.sheet_id: shown.get(subject.sheet_id, -1) for subject in ready}
    context = {
        "title": _("Submit sheets: %(slot)s") % {"slot": slot.name},
        "consequences": _what_submitting_does(unit, ready, drafts),
        "reasons_against": [] if ready else [_("No sheet is complete yet: every criterion needs a score.")],
        "submit_label": _("Submit"),
        "cancel_url": _grid_url(slot, unit),
        "hidden_fields": [("confirmed", "1"), ("seen", json.dumps(seen)), ("unit", unit.pk if unit else "")],
    }
    return render(request, "ui/confirm.html", context)


def _what_submitting_does(unit, ready, drafts):
    text = ngettext("%(count)s complete sheet is submitted.", "%(count)s complete sheets are submitted.", len(ready))
    sentences = [text % {"count": len(ready)}]
    if unit:
        sentences.insert(0, _("Unit: %(unit)s") % {"unit": unit.name})
    if left := len(drafts) - len(ready):
        text = ngettext(
            "%(count)s sheet is not complete and stays open.", "%(count)s sheets are not complete and stay open.", left
        )
        sentences.append(text % {"count": left})
    sentences.append(
        _("After that nobody changes a score until an administrator reopens the sheet. Another person verifies it.")
    )
    return sentences


def _submit_slot(request, slot, unit, ready):
    seen = _revisions(request.POST.get("seen"))
    asked = [subject.sheet_id for subject in ready if subject.sheet_id in seen]
    try:
        done = acts.submit_sheets(asked, actor=request.user, seen=seen)
    except DomainError as error:
        messages.error(request, " ".join([error.message, *error.reasons[:10]]))
    else:
        text = ngettext("%(count)s sheet submitted.", "%(count)s sheets submitted.", len(done))
        messages.success(request, text % {"count": len(done)})
    return redirect(_grid_url(slot, unit))


@require_http_methods(["GET", "POST"])
def slot_verify(request, pk):
    """双人核对 of a slot's sheets: first the numbers, then the act."""
    slot, unit, subjects = _of_slot(request, pk)
    mine = [subject for subject in subjects if rules.can_verify(request.user, subject)]
    if not mine:
        raise PermissionDenied
    waiting = [
        subject
        for subject in mine
        if subject.sheet.status == SheetStatus.SUBMITTED and subject.sheet.verified_at is None
    ]
    others = [subject for subject in waiting if request.user.pk not in _typists(subject)]
    if request.method == "POST" and "confirmed" in request.POST:
        return _verify_slot(request, slot, unit, others)
    context = {
        "title": _("Verify sheets: %(slot)s") % {"slot": slot.name},
        "consequences": _what_verifying_does(unit, waiting, others),
        "reasons_against": []
        if others
        else [_("No sheet waits for you: none is submitted, or you typed them in yourself.")],
        "submit_label": _("I compared them with the paper: verified"),
        "cancel_url": _grid_url(slot, unit),
        "hidden_fields": [
            ("confirmed", "1"),
            ("seen", json.dumps({subject.sheet_id: subject.sheet.epoch for subject in others})),
            ("unit", unit.pk if unit else ""),
        ],
    }
    return render(request, "ui/confirm.html", context)


def _typists(subject):
    return {subject.sheet.filer_id, subject.sheet.submitted_by_id}


def _what_verifying_does(unit, waiting, others):
    total = sum(subject.sheet.total or 0 for subject in others)
    text = ngettext(
        "%(count)s sheet is marked as compared with the paper; its total is %(total)s.",
        "%(count)s sheets are marked as compared with the paper; their totals add up to %(total)s.",
        len(others),
    )
    sentences = [text % {"count": len(others), "total": rules.plain(total) or 0}]
    if unit:
        sentences.insert(0, _("Unit: %(unit)s") % {"unit": unit.name})
    if own := len(waiting) - len(others):
        text = ngettext(
            "%(count)s sheet you typed in or submitted yourself; another person verifies it.",
            "%(count)s sheets you typed in or submitted yourself; another person verifies them.",
            own,
        )
        sentences.append(text % {"count": own})
    return sentences


def _verify_slot(request, slot, unit, others):
    seen = _revisions(request.POST.get("seen"))
    asked = [subject.sheet_id for subject in others if seen.get(subject.sheet_id) == subject.sheet.epoch]
    try:
        done = acts.verify_sheets(asked, actor=request.user)
    except DomainError as error:
        messages.error(request, " ".join([error.message, *error.reasons[:10]]))
    else:
        text = ngettext("%(count)s sheet verified.", "%(count)s sheets verified.", len(done))
        messages.success(request, text % {"count": len(done)})
    return redirect(_grid_url(slot, unit))


def _of_slot(request, pk):
    """(slot, unit or None, the sheets of both) as asked by path and `unit`."""
    slot = get_object_or_404(filing.visible_slots(request.user).select_related("cycle__unit"), pk=pk)
    unit = grid.unit_of(request.user, slot, request.POST.get("unit") or request.GET.get("unit") or "")
    subjects = filing.sheets_of_slot(request.user, slot, unit).select_related(
        "sheet", "slot", "component", "assessment__engineer", "assessment__unit", "assessment__cycle__unit"
    )
    return slot, unit, list(subjects)


def _grid_url(slot, unit):
    return reverse("evaluations:filing_grid", args=[slot.pk]) + (f"?unit={unit.pk}" if unit else "")


def _stored_revisions(subjects):
    return {sheet: revision(cells) for sheet, cells in by_sheet(cells_of([s.sheet_id for s in subjects])).items()}


def _revisions(text):
    """{sheet: number} out of a hidden field; nothing if there is none or it is not one."""
    try:
        return {int(sheet): int(number) for sheet, number in json.loads(text or "{}").items()}
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return {}


def _number(text):
    return int(text) if text and text.isdecimal() and len(text) < 19 else -1
