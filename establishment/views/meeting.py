"""The paper of a review for its meeting, as a page and as a Word file."""

from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from establishment.checks.ground import Ground
from establishment.papers.meeting import review_document
from establishment.rules.papers import AFTER_THE_MEETING, can_print
from establishment.selectors.meeting import against_printing_as, meeting_paper_state, note_of
from establishment.selectors.report import review_paper_of
from establishment.services.meeting import print_meeting_paper
from establishment.views.reviews import review_in_sight
from office.enums import MeetingPaperState, PaperKind
from office.papers import templates
from office.selectors.papers import printings_of
from office.views.acting import refusals_said
from office.views.files import word_file
from office.views.printing import paper_size
from posts.papers.words import printing_foot


@require_http_methods(["GET", "HEAD", "POST"])
def review_meeting_paper(request, pk):
    """The paper as a page. Looking at it logs nothing; POST logs a printing and shows the check code."""
    if request.method != "POST":
        return _meeting_paper(request, review_in_sight(request, pk))
    review = review_in_sight(request, pk, can_print)
    with refusals_said(request), transaction.atomic():
        print_meeting_paper(review, actor=request.user)
        printed = review_in_sight(request, pk)
        return _meeting_paper(request, printed, printing_foot(printed.meeting_paper.check_code, request.user))
    return redirect("establishment:review_meeting_paper", pk=pk)


def _meeting_paper(request, review, foot=""):
    ground = Ground(review)
    paper, state, may_print = (
        review_paper_of(review, ground),
        meeting_paper_state(review),
        can_print(request.user, review),
    )
    against = against_printing_as(review, state)
    note = note_of(review, state, may_print=may_print) if state == MeetingPaperState.DIFFERS else ""
    context = {
        "title": _("Paper for the meeting: %(review)s") % {"review": review},
        "trail_steps": [(review.title, review.get_absolute_url())],
        "review": review,
        "paper": paper,
        "nothing": not paper.changes,
        "size": paper_size(request),
        "foot": foot,
        "state": state,
        "note": against or note,
        "decided": review.status in AFTER_THE_MEETING,
        "printings": printings_of(review.meeting_paper),
        "against": against,
        "prints": bool(paper.changes) and not against and may_print,
    }
    return render(request, "establishment/meeting_paper.html", context)


@require_POST
def review_meeting_paper_word(request, pk):
    """The same as a Word file of HR's template; it counts as a printing."""
    review = review_in_sight(request, pk, can_print)
    template = templates.opened(PaperKind.REVIEW_PAPER)
    with refusals_said(request), transaction.atomic():
        printed = print_meeting_paper(review, actor=request.user, version=template.version)
        code = printed.meeting_paper.check_code
        content = review_document(lambda: review_paper_of(printed), template, lambda: printing_foot(code, request.user))
        return word_file(content, f"{PaperKind.REVIEW_PAPER.label}-{printed.title}.docx")
    return redirect("establishment:review_meeting_paper", pk=pk)
