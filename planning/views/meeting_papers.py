"""The paper for the meeting, as a page and as a Word file."""

from django.conf import settings
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from office.enums import PaperKind
from office.papers import templates
from office.selectors.papers import printings_of
from office.views.acting import refusals_said
from office.views.files import word_file
from office.views.printing import paper_size
from planning.papers.meeting import meeting_document
from planning.rules.surveys import can_print_meeting_paper, can_read_meeting_paper
from planning.selectors.meeting import meeting_paper_of, meeting_paper_state
from planning.services.meeting import print_meeting_paper
from planning.views.sight import sent_survey_in_sight
from posts.papers.words import printing_foot


@require_http_methods(["GET", "HEAD", "POST"])
def survey_meeting_paper(request, pk):
    """The paper as a page. Looking at it logs nothing; POST logs a printing and shows the check code."""
    if request.method != "POST":
        return _page(request, sent_survey_in_sight(request, pk, can_read_meeting_paper))
    survey = sent_survey_in_sight(request, pk, can_print_meeting_paper)
    with refusals_said(request), transaction.atomic():
        survey = print_meeting_paper(survey, actor=request.user)
        return _page(request, survey, printing_foot(survey.meeting_paper.check_code, request.user))
    return redirect("planning:survey_meeting_paper", pk=pk)


def _page(request, survey, foot=""):
    paper = meeting_paper_of(survey)
    context = {
        "title": _("Paper for the meeting: %(survey)s") % {"survey": survey},
        "trail_steps": [(survey.title, survey.get_absolute_url())],
        "survey": survey,
        "paper": paper,
        "nothing": not paper.grades,
        "size": paper_size(request),
        "foot": foot,
        "state": meeting_paper_state(survey),
        "printings": printings_of(survey.meeting_paper),
        "prints": bool(paper.grades) and can_print_meeting_paper(request.user, survey),
    }
    return render(request, "planning/meeting_paper.html", context)


@require_POST
def survey_meeting_paper_word(request, pk):
    """The same as a Word file of HR's template; it counts as a printing."""
    survey = sent_survey_in_sight(request, pk, can_print_meeting_paper)
    template = templates.opened(PaperKind.DEMAND_PAPER)
    with refusals_said(request), transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        survey = print_meeting_paper(survey, actor=request.user, version=template.version)
        foot = printing_foot(survey.meeting_paper.check_code, request.user)
        content = meeting_document(meeting_paper_of(survey), template, foot)
        return word_file(content, f"{PaperKind.DEMAND_PAPER.label}-{survey.title}.docx")
    return redirect("planning:survey_meeting_paper", pk=pk)
