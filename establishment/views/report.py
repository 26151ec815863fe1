"""The report of a review, as a Word file and as a workbook."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from establishment.papers.meeting import review_document
from establishment.papers.workbook import review_workbook
from establishment.selectors.report import review_paper_of
from establishment.services.report import take_report
from establishment.views.reviews import review_in_sight
from office.enums import PaperKind
from office.listing.export import CONTENT_TYPES, filename
from office.papers import templates
from office.views.acting import refusals_said
from office.views.files import word_file
from posts.papers.words import printed_by


@require_POST
def review_report_word(request, pk):
    review = review_in_sight(request, pk)
    template = templates.opened(PaperKind.REVIEW_REPORT)
    with refusals_said(request), transaction.atomic():
        content = review_document(lambda: review_paper_of(review), template, lambda: printed_by(request.user))
        take_report(review, "docx", actor=request.user)
        return word_file(content, f"{PaperKind.REVIEW_REPORT.label}-{review.title}.docx")
    return redirect(review)


@require_POST
def review_report_workbook(request, pk):
    review = review_in_sight(request, pk)
    content = review_workbook(review_paper_of(review), request.user)
    take_report(review, "xlsx", actor=request.user)
    name = filename(f"{PaperKind.REVIEW_REPORT.label}-{review.title}", "xlsx")
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=CONTENT_TYPES["xlsx"], headers=headers)
