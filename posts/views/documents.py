"""The papers of a batch: printed for the meeting, the document recorded, all certificates in one file."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from office.enums import PaperKind
from office.intake.uploads import refusal_of
from office.papers import templates
from office.views.acting import refusals_on, refusals_said
from office.views.files import attachment, word_file
from office.views.printing import paper_size
from posts.forms.documents import CertificateScanForm, DocumentForm
from posts.models import AppointmentBatch
from posts.papers.certificate import certificates_document, template_for
from posts.papers.meeting import meeting_document, meeting_paper_of
from posts.papers.words import printing_foot
from posts.rules import documents as rules
from posts.selectors.certificates import certificates_of, never_printed, rows_with_certificates, without_scan
from posts.selectors.papers import meeting_paper_state
from posts.services import documents as services


# --- The paper for the meeting ----------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def batch_meeting_paper(request, pk):
    """The paper as a page. Looking at it logs nothing; POST logs a printing and shows the check code."""
    batch = _batch(request, pk, rules.can_print_meeting_paper)
    if request.method != "POST":
        return _meeting_paper(request, batch)
    with refusals_said(request), transaction.atomic():
        batch = services.print_meeting_paper(batch, actor=request.user)
        return _meeting_paper(request, batch, printing_foot(batch.meeting_paper.check_code, request.user))
    return redirect("posts:batch_meeting_paper", pk=pk)


def _meeting_paper(request, batch, foot=""):
    paper = meeting_paper_of(batch, request.user)
    context = {
        "title": _("Paper for the meeting: %(batch)s") % {"batch": batch},
        "trail_steps": [(batch.title, batch.get_absolute_url())],
        "batch": batch,
        "paper": paper,
        "nothing": not paper.sections,
        "prints": bool(paper.sections),
        "size": paper_size(request),
        "foot": foot,
        "state": meeting_paper_state(batch),
    }
    return render(request, "posts/batch_meeting_paper.html", context)


@require_POST
def batch_meeting_paper_word(request, pk):
    """The same as a Word file of HR's template; it counts as a printing."""
    batch = _batch(request, pk, rules.can_print_meeting_paper)
    template = templates.opened(PaperKind.MEETING_PAPER)
    with refusals_said(request), transaction.atomic():
        batch = services.print_meeting_paper(batch, actor=request.user, version=template.version)
        content = meeting_document(batch, template, user=request.user)
        return word_file(content, f"{PaperKind.MEETING_PAPER.label}-{batch.title}.docx")
    return redirect("posts:batch_meeting_paper", pk=pk)


# --- The document --------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def batch_document(request, pk):
    """Enter or correct number, date and scan of the appointment document."""
    batch = _batch(request, pk, rules.can_record_document)
    form = DocumentForm(request.POST or None, request.FILES or None, batch=batch, refusal=refusal_of(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.record_document(batch, actor=request.user, **form.cleaned_data)
            messages.success(request, _("The document is recorded."))
            return redirect(batch)
    context = {
        "title": _("Appointment document: %(batch)s") % {"batch": batch},
        "form": form,
        "guidance": [_("Its date stands on the certificates: enter it before they are printed.")],
        "submit_label": _("Save"),
        "cancel_url": batch.get_absolute_url(),
    }
    return render(request, "ui/upload.html", context)


@require_safe
def batch_document_file(request, pk):
    document = _batch(request, pk).document
    if document is None:
        raise Http404
    return attachment(document.scan, document.scan_name)


# --- Certificates --------------------------------------------------------------------------------------------
@require_POST
def batch_certificates(request, pk):
    """All certificates of the batch that count, in one Word file, a page each; each is logged as printed."""
    batch = _batch(request, pk, rules.can_print_certificates)
    certificates = certificates_of(rows_with_certificates(batch))
    if not certificates:
        messages.error(request, _("There is no certificate to print in this batch."))
        return redirect(batch)
    template = template_for(certificates)
    with refusals_said(request):
        content = certificates_document(certificates, template)
        services.log_certificates(certificates, actor=request.user, version=template.version)
        return word_file(content, f"{PaperKind.CERTIFICATE.label}-{batch.title}.docx")
    return redirect(batch)


@require_http_methods(["GET", "HEAD", "POST"])
def batch_certificate_scan(request, pk):
    """One file with the signed copies of all certificates that have none yet."""
    batch = _batch(request, pk, rules.can_print_certificates)
    unprinted = never_printed(without_scan(batch))
    form = CertificateScanForm(
        request.POST or None, request.FILES or None, unprinted=unprinted, refusal=refusal_of(request)
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, "scan"):
            papers = services.attach_certificate_scans(batch, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Signed copies attached: %(count)d.") % {"count": len(papers)})
            return redirect(batch)
    context = {
        "title": _("Signed certificates: %(batch)s") % {"batch": batch},
        "form": form,
        "guidance": [
            _("Scan all certificates of the batch into one PDF. It is attached to each that has no signed copy yet."),
            _("A certificate that is scanned by itself is attached on its own page."),
            _("Your own certificate is left out: somebody else attaches its signed copy."),
        ],
        "cancel_url": batch.get_absolute_url(),
    }
    return render(request, "ui/upload.html", context)


def _batch(request, pk, allowed=None):
    """404 out of sight, 403 where `allowed(user, batch)` says no."""
    batches = AppointmentBatch.objects.visible_to(request.user).select_related(
        "unit", "decision", "document", "meeting_paper"
    )
    batch = get_object_or_404(batches, pk=pk)
    if allowed and not allowed(request.user, batch):
        raise PermissionDenied
    return batch
