"""What happens to a sheet as a whole: submitted, reopened, verified by a second person, commented on."""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.enums import SHEET_TRANSITIONS, CycleStatus, SheetStatus
from evaluations.models import Cycle, Score, Sheet
from evaluations.rules import sheets as rules
from evaluations.selectors.cells import by_sheet, cells_of, missing_names, revision
from evaluations.services.scores import lock_sheets
from office import audit
from office.errors import DomainError
from office.sentences import joined


@transaction.atomic
def submit_sheets(keys, *, actor, seen):
    """Lock the sheets against further edits, all of them or none.

    `seen` maps a sheet's key to the revision its page showed. Raises DomainError, with a sentence per sheet, if a sheet is
    incomplete, was submitted already, or holds a value newer than the page.
    """
    sheets = _locked(keys, actor)
    cells = by_sheet(cells_of(keys))
    reasons = [
        _("%(person)s: %(reason)s") % {"person": sheet.subject.assessment.engineer.name, "reason": reason}
        for sheet in sheets
        if (reason := _why_not_submitted(sheet, cells.get(sheet.pk, []), seen))
    ]
    if reasons:
        raise DomainError(_("Nothing was submitted."), reasons=reasons)
    now, rows = timezone.now(), []
    for sheet in sheets:
        previous, sheet.digest = sheet.digest, digest_of(sheet, cells[sheet.pk])
        sheet.submitted_at, sheet.submitted_by = now, actor
        rows.append((sheet, {"digest": [previous, sheet.digest], "total": [None, sheet.total]}))
    return _move(rows, SheetStatus.SUBMITTED, ("submitted_at", "submitted_by", "digest"), actor=actor)


def submit_sheet(key, *, actor, seen):
    """One sheet, as `submit_sheets`; its reasons become the message itself."""
    try:
        return submit_sheets([key], actor=actor, seen={key: seen})[0]
    except DomainError as error:
        raise DomainError(" ".join(error.reasons) or error.message) from error


def _why_not_submitted(sheet, cells, seen):
    if reason := rules.why_locked(sheet, sheet.subject.assessment):
        return reason
    if missing := missing_names(cells):
        return _("no score yet for %(criteria)s.") % {"criteria": joined(missing)}
    if seen.get(sheet.pk) != revision(cells):
        return _("a score was changed by someone else after your page was loaded. Look at it, then submit again.")
    return ""


def digest_of(sheet, cells):
    """SHA-256 over the sheet's key and every criterion with its value: proves later what was submitted."""
    text = "\n".join([str(sheet.pk), *(f"{cell.code}={cell.text}" for cell in cells)])
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def reopen_sheet(key, *, actor, reason):
    """Give a submitted sheet back for correction. Its earlier digest stays until it is submitted again."""
    if not reason.strip():
        raise DomainError(_("Say why the sheet is reopened."))
    cycle = Cycle.objects.select_for_update().get(assessments__sheets__sheet=key)  # before its sheets: the lock order
    (sheet,) = _locked([key], actor)
    if cycle.status != CycleStatus.RATING:
        raise DomainError(_("Scores are closed in this cycle. Take the cycle back to rating first."))
    sheet.submitted_at = sheet.submitted_by = sheet.verified_at = sheet.verified_by = None
    fields = ("submitted_at", "submitted_by", "verified_at", "verified_by")
    return _move([(sheet, {})], SheetStatus.DRAFT, fields, actor=actor, reason=reason)[0]


def _move(rows, status, fields, *, actor, reason=""):
    """The only writer of ``Sheet.status``: the rows are (locked sheet, further changes for the record)."""
    entries = []
    for sheet, changes in rows:
        if status not in SHEET_TRANSITIONS[sheet.status]:
            raise DomainError(_("This sheet is %(status)s already.") % {"status": sheet.get_status_display()})
        entries.append((sheet.subject, sheet.subject.assessment.unit, {"status": [sheet.status, status], **changes}))
        sheet.status, sheet.epoch = status, sheet.epoch + 1
    sheets = [sheet for sheet, _changes in rows]
    Sheet.objects.bulk_update(sheets, ["status", "epoch", *fields])
    verb = "sheet.submitted" if status == SheetStatus.SUBMITTED else "sheet.reopened"
    audit.record_many(actor=actor, verb=verb, rows=entries, reason=reason)
    return sheets


@transaction.atomic
def verify_sheets(keys, *, actor):
    """The second pair of eyes (双人核对): whoever typed or submitted a sheet does not verify it. All of them or none."""
    sheets = _locked(keys, actor)
    typed = set(Score.objects.filter(sheet__in=keys, filer=actor).values_list("sheet", flat=True))
    own = [sheet for sheet in sheets if sheet.pk in typed or actor.pk in {sheet.filer_id, sheet.submitted_by_id}]
    if own:
        raise DomainError(
            ngettext(
                "You typed in or submitted %(count)s of these sheets yourself. Another person verifies it.",
                "You typed in or submitted %(count)s of these sheets yourself. Another person verifies them.",
                len(own),
            )
            % {"count": len(own)},
            reasons=[sheet.subject.assessment.engineer.name for sheet in own],
        )
    if any(sheet.status != SheetStatus.SUBMITTED or sheet.verified_at for sheet in sheets):
        raise DomainError(_("Some of these sheets are not waiting to be verified any more. Load the page again."))
    for sheet in sheets:
        sheet.verified_at, sheet.verified_by = timezone.now(), actor
    Sheet.objects.bulk_update(sheets, ["verified_at", "verified_by"])
    rows = [
        (sheet.subject, sheet.subject.assessment.unit, {"digest": [sheet.digest, sheet.digest]}) for sheet in sheets
    ]
    audit.record_many(actor=actor, verb="sheet.verified", rows=rows)
    return sheets


@transaction.atomic
def comment_on_sheet(key, *, actor, text, seen):
    """Replace the comment of a draft sheet; `seen` is the comment the page showed, so that nobody's words are overwritten."""
    (sheet,) = _locked([key], actor)
    if reason := rules.why_locked(sheet, sheet.subject.assessment):
        raise DomainError(reason)
    if sheet.comment not in {seen, text}:
        raise DomainError(
            _("Someone else wrote a comment meanwhile: “%(comment)s”. Yours was not saved.")
            % {"comment": sheet.comment}
        )
    if sheet.comment == text:
        return sheet
    previous, sheet.comment = sheet.comment, text
    sheet.save(update_fields=["comment"])
    audit.record(
        actor=actor,
        verb="sheet.commented",
        target=sheet.subject,
        unit=sheet.subject.assessment.unit,
        changes={"comment": [previous, text]},
    )
    return sheet


def _locked(keys, actor):
    sheets = lock_sheets(Sheet.objects.filter(pk__in=keys, subject__isnull=False))
    if any(rules.is_about(actor, sheet.subject) for sheet in sheets):
        raise DomainError(_("Nobody fills in, submits or verifies the sheet on himself or herself."))
    return sheets
