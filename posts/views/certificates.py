"""聘书: their register, and each with its printings, its signed copy and what replaced it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from office.enums import PaperKind
from office.errors import DomainError
from office.history import history_of
from office.intake.uploads import refusal_of
from office.listing import ListPage
from office.models import Paper
from office.scope import url_in_sight
from office.selectors.papers import printings_of
from office.views.acting import confirm, refusals_on, refusals_said
from office.views.files import attachment, word_file
from posts.filters.certificates import CertificateFilter
from posts.forms.documents import CertificateScanForm
from posts.lists.certificates import CertificateList
from posts.papers.certificate import certificates_document, template_for
from posts.rules import documents as rules
from posts.selectors import certificates as selectors
from posts.services import documents as services


class CertificateListPage(ListPage):
    """The register of certificates (聘书台账)."""

    model, list_class, filterset_class = Paper, CertificateList, CertificateFilter

    def allowed(self):
        return rules.can_read_certificates(self.user)

    def objects(self):
        return selectors.certificate_register(self.user)


@require_safe
def certificate_detail(request, pk):
    certificate = _certificate(request, pk)
    row, reads = selectors.row_of(certificate), rules.can_read_printings(request.user, certificate)
    context = {
        "title": _("Certificate %(number)s") % {"number": certificate.number},
        "certificate": certificate,
        "row": row,
        "state": selectors.state_of(certificate),
        "colour": selectors.colour_of(certificate),
        "trail_steps": [(_("Register of certificates"), reverse("posts:certificate_list"))] if reads else [],
        "batch_url": url_in_sight(request.user, row and row.batch),
        "reads": reads,
        **(_for_readers(request.user, certificate) if reads else {}),
        **(_acts_on(request.user, certificate, row) if row and _counts(certificate) else {}),
    }
    return render(request, "posts/certificate_detail.html", context)


def _for_readers(user, certificate):
    """What the holder does not see: what happened to it, and which one stood before or stands after it."""
    replaced, successor = selectors.exchange_of(certificate, user)
    return {
        "printings": printings_of(certificate),
        "replaced": replaced,
        "successor": successor,
        "history_lines": history_of(certificate),
    }


def _acts_on(user, certificate, row):
    """What this person may do with a certificate that counts, and what to know before."""
    prints, records = rules.can_print_certificate(user, certificate), rules.can_record_document(user, row.batch)
    return {
        "can_print": prints,
        "can_file": rules.can_file_certificate(user, certificate, row),
        "can_reissue": rules.can_reissue_certificate(user, row.batch.unit),
        "can_record": records,
        "document_awaited": selectors.document_awaited(row.batch, can_record=records) if prints else "",
        "outdated": selectors.outdated_because(selectors.standing(certificate)) if prints else "",
    }


@require_POST
def certificate_print(request, pk):
    """The certificate as a Word file; it is logged as printed."""
    certificate = _certificate(request, pk, rules.can_print_certificate)
    with refusals_said(request):
        found = selectors.standing(certificate)
        if found is None:
            raise DomainError(_("%(paper)s is cancelled.") % {"paper": certificate})
        template = template_for([found])
        content = certificates_document([found], template)
        services.log_certificates([found], actor=request.user, version=template.version)
        return word_file(content, f"{PaperKind.CERTIFICATE.label}-{certificate.number}-{found.row.engineer}.docx")
    return redirect("posts:certificate_detail", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def certificate_scan(request, pk):
    """Attach the signed and stamped copy."""
    certificate = _certificate(request, pk)
    if not rules.can_file_certificate(request.user, certificate, selectors.row_of(certificate)):
        raise PermissionDenied
    unprinted = selectors.never_printed([certificate])
    form = CertificateScanForm(
        request.POST or None, request.FILES or None, unprinted=unprinted, refusal=refusal_of(request)
    )
    page = reverse("posts:certificate_detail", args=[pk])
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, "scan"):
            services.attach_certificate_scan(certificate, actor=request.user, **form.cleaned_data)
            messages.success(request, _("The signed copy is attached."))
            return redirect(page)
    title = _("Attach the signed copy: %(certificate)s") % {"certificate": certificate}
    return render(request, "ui/upload.html", {"title": title, "form": form, "cancel_url": page})


@require_safe
def certificate_scan_file(request, pk):
    certificate = _certificate(request, pk)
    return attachment(certificate.scan, certificate.scan_name)


@require_http_methods(["GET", "HEAD", "POST"])
def certificate_reissue(request, pk):
    """Give a spoiled certificate up and number a new one."""
    certificate = _certificate(request, pk)
    row, page = selectors.row_of(certificate), reverse("posts:certificate_detail", args=[pk])
    if not rules.can_reissue_certificate(request.user, row.batch.unit if row else certificate.unit):
        raise PermissionDenied
    if row is None:
        messages.error(request, _("This certificate was replaced already."))
        return redirect(page)
    return confirm(
        request,
        lambda reason: services.reissue_certificate(row, reason=reason, actor=request.user),
        title=_("Replace the certificate %(number)s") % {"number": certificate.number},
        consequences=[
            _("The number %(number)s stays used; the certificate is void.") % {"number": certificate.number},
            _("A new certificate gets the next number of the year, with the same words."),
            _("Its signed copy stays with the void one; the new one is signed and scanned anew."),
        ],
        submit_label=_("Replace the certificate"),
        style="danger",
        with_reason=True,
        back=page,
        to=lambda new: reverse("posts:certificate_detail", args=[new.pk]),
        done=_("The new certificate is numbered. Print it and have it signed."),
    )


# --- What was asked for ----------------------------------------------------------------------------------------
def _certificate(request, pk, allowed=None):
    """404 out of sight, 403 where `allowed(user, certificate)` says no."""
    certificates = selectors.certificates_visible_to(request.user).select_related("unit", "scanned_by", "cancelled_by")
    certificate = get_object_or_404(certificates, pk=pk)
    if allowed and not allowed(request.user, certificate):
        raise PermissionDenied
    return certificate


def _counts(certificate):
    return certificate.cancelled_at is None
