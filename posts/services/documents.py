"""The way of a batch to paper and back: printed for the meeting, its document recorded, certificates given out and replaced."""

from django.db import transaction
from django.utils.translation import gettext as _

from office import audit
from office.changes import differences
from office.clock import today
from office.enums import PaperKind
from office.errors import DomainError
from office.services import papers
from posts.enums import BatchStatus
from posts.models import BatchRow
from posts.selectors.certificates import never_printed, numbers_of, rows_with_certificates
from posts.selectors.papers import meeting_values
from posts.services.batches import lock
from posts.services.carrying import issue_certificates, record_certificates


# --- Before the meeting ------------------------------------------------------------------------------------
@transaction.atomic
def print_meeting_paper(batch, *, actor, version=""):
    """Log a printing of the paper for the meeting; the first one issues it. Returns the batch, with the paper as printed.

    `version` is that of the Word template, "" for the page. Raises DomainError for a batch without rows.
    """
    batch = lock(batch)
    if not batch.rows.exists():
        raise DomainError(_("The batch has no rows yet."))
    return papers.print_for_meeting(
        batch,
        actor=actor,
        kind=PaperKind.MEETING_PAPER,
        title=_("Paper for the meeting: %(batch)s") % {"batch": batch},
        values=meeting_values(batch),
        verb="batch.meeting_paper_printed",
        template_version=version,
    )


# --- The document (聘任文件) ---------------------------------------------------------------------------------
@transaction.atomic
def record_document(batch, *, number, dated_on, scan=None, reason="", actor):
    """Enter number, date and scan of the appointment document; a scan may come later or be replaced. Returns the batch.

    A number or date that was entered already is corrected with a reason. Raises DomainError while the batch is not carried
    out, for a day to come, a number that another document has, and what is no scan.
    """
    batch = lock(batch)
    if batch.status != BatchStatus.DONE:
        raise DomainError(_("The document is recorded once the batch is carried out."))
    if dated_on > today():
        raise DomainError(_("The document cannot be dated on a day to come."))
    if batch.document is None:
        _issue_document(batch, number, dated_on, actor)
    elif (batch.document.number, batch.document_on) != (number, dated_on):
        _correct_document(batch, number, dated_on, reason, actor)
    if scan:
        _attach_document(batch, scan, actor)
    return batch


def _attach_document(batch, scan, actor):
    before = batch.document.scan_name
    batch.document = papers.attach_scan(batch.document, scan, actor=actor)
    changes = {"scan_name": [before, batch.document.scan_name]}
    audit.record(actor=actor, verb="batch.document_scanned", target=batch, unit=batch.unit, changes=changes)


def _issue_document(batch, number, dated_on, actor):
    batch.document = papers.issue_paper(
        actor=actor, kind=PaperKind.APPOINTMENT_DOCUMENT, title=batch.title, unit=batch.unit, number=number
    )
    _write(batch, "document", "document_on", dated_on=dated_on)
    changes = {"document": [None, number], "document_on": [None, dated_on]}
    audit.record(actor=actor, verb="batch.document_recorded", target=batch, unit=batch.unit, changes=changes)


def _correct_document(batch, number, dated_on, reason, actor):
    if not reason.strip():
        raise DomainError(_("Say why the number or the date of the document is corrected."))
    before = {"document": batch.document.number, "document_on": batch.document_on}
    batch.document = papers.renumber_paper(batch.document, number)
    _write(batch, "document_on", dated_on=dated_on)
    audit.record(
        actor=actor,
        verb="batch.document_corrected",
        target=batch,
        unit=batch.unit,
        changes=differences(before, {"document": number, "document_on": dated_on}),
        reason=reason.strip(),
    )


def _write(batch, *fields, dated_on):
    batch.document_on = dated_on
    batch.save(update_fields=fields)


# --- Certificates (聘书) ------------------------------------------------------------------------------------
@transaction.atomic
def log_certificates(certificates, *, actor, version):
    """Note that certificates of one batch were printed, with what stands on them. Raises DomainError if one is void meanwhile."""
    by_key = {certificate.paper.pk: certificate for certificate in certificates}
    printed = papers.log_printings(
        [certificate.paper for certificate in certificates],
        actor=actor,
        values_of=lambda paper: list(by_key[paper.pk].values),
        template_version=version,
    )
    record_certificates(certificates[0].row.batch, printed, "batch.certificates_printed", actor)
    return printed


@transaction.atomic
def reissue_certificate(row, *, reason, actor):
    """A spoiled certificate is void and keeps its number; the row gets a new one with the next. Returns the new paper.

    Raises DomainError without a reason, if it is void already or was replaced meanwhile, and for one's own.
    """
    batch = lock(row.batch)
    seen, row = row.certificate_id, _locked(row)
    if row.engineer.user_id == actor.pk:
        raise DomainError(_("Nobody gives himself or herself a new certificate."))
    if row.certificate_id != seen or seen is None:
        raise DomainError(_("This certificate was replaced meanwhile. Look at the new one."))
    old = papers.cancel_paper(row.certificate, actor=actor, reason=reason)
    (new,) = issue_certificates([papers.NewPaper(old.title, old.unit)], actor=actor)
    row.certificate = new
    row.save(update_fields=["certificate"])
    changes = {"certificate": [old.number, new.number]}
    audit.record(
        actor=actor, verb="certificate.reissued", target=batch, unit=batch.unit, changes=changes, reason=reason.strip()
    )
    return new


def _locked(row):
    rows = BatchRow.objects.select_for_update(of=("self",)).select_related("engineer", "certificate__unit")
    return rows.get(pk=row.pk)


@transaction.atomic
def attach_certificate_scan(certificate, scan, *, actor, by_hand=False):
    """Attach the signed copy of one; `by_hand` says that it was not printed here.

    Raises DomainError for one's own, for a void one, for one that was neither printed nor written by hand and for what
    is no scan.
    """
    row = BatchRow.objects.filter(certificate=certificate).select_related("batch__unit", "engineer").first()
    if row and row.engineer.user_id == actor.pk:
        raise _own_certificate()
    (paper,) = _attach_scans([certificate], scan, by_hand, actor)
    if row:
        _record_scans(row.batch, [paper], by_hand, actor)
    return paper


@transaction.atomic
def attach_certificate_scans(batch, scan, *, actor, by_hand=False):
    """One file with the signed copies of all certificates of the batch that have none yet, but for the actor's own.

    Returns these papers. Raises DomainError if none is without, for one that was neither printed nor written by hand,
    and for what is no scan.
    """
    batch = lock(batch)
    rows = rows_with_certificates(batch).filter(certificate__scan="").select_related("certificate__unit", "engineer")
    lacking = {row.certificate: row.engineer.user_id == actor.pk for row in rows}
    if not lacking:
        raise DomainError(_("Every certificate of this batch has its signed copy already."))
    if all(lacking.values()):
        raise _own_certificate()
    lacking = [certificate for certificate, own in lacking.items() if not own]
    attached = _attach_scans(lacking, scan, by_hand, actor)
    _record_scans(batch, attached, by_hand, actor)
    return attached


def _attach_scans(certificates, scan, by_hand, actor):
    unprinted = [certificate for certificate in never_printed(certificates) if not certificate.cancelled_at]
    if unprinted and not by_hand:
        raise DomainError(
            _(
                "%(certificates)s: never printed. Print, have it signed, then attach the signed copy; "
                "if it was written by hand, say so."
            )
            % {"certificates": numbers_of(unprinted)}
        )
    return papers.attach_scan_to_many(certificates, scan, actor=actor)


def _record_scans(batch, certificates, by_hand, actor):
    reason = _("Written by hand, not printed here") if by_hand else ""
    record_certificates(batch, certificates, "batch.certificates_scanned", actor, reason=reason)


def _own_certificate():
    return DomainError(_("Nobody files his or her own certificate; somebody else attaches the signed copy."))
