"""The paper with which a survey goes to its meeting."""

from django.db import transaction
from django.utils.translation import gettext as _

from office import audit
from office.enums import PaperKind
from office.errors import DomainError
from office.services import papers
from planning.enums import RUNNING_SURVEYS
from planning.selectors.desk import lines_at_the_top
from planning.selectors.meeting import meeting_values
from planning.services.surveys import lock


@transaction.atomic
def print_meeting_paper(survey, *, actor, version=""):
    """Log a printing; the first one issues the paper. Returns the survey, with the paper as printed.

    `version` is that of the Word template, "" for the page. Raises DomainError while no line was passed up, and for a
    first printing once the survey is published.
    """
    survey = lock(survey)
    if not lines_at_the_top(survey).exists():
        raise DomainError(_("No line was passed up yet: there is nothing to put before a meeting."))
    if survey.meeting_paper is None:
        _issue(survey, actor, version)
    before = survey.meeting_paper.check_code
    survey.meeting_paper = papers.log_printing(
        survey.meeting_paper, actor=actor, values=list(meeting_values(survey)), template_version=version
    )
    changes = {"check_code": [before, survey.meeting_paper.check_code]}
    audit.record(actor=actor, verb="survey.meeting_paper_printed", target=survey, unit=survey.unit, changes=changes)
    return survey


def _issue(survey, actor, version):
    if survey.status not in RUNNING_SURVEYS:
        raise DomainError(_("The survey is in the status “%(status)s”.") % {"status": survey.get_status_display()})
    title = _("Demand survey for the meeting: %(survey)s") % {"survey": survey}
    survey.meeting_paper = papers.issue_paper(
        actor=actor, kind=PaperKind.DEMAND_PAPER, title=title[:200], unit=survey.unit, template_version=version
    )
    survey.save(update_fields=["meeting_paper", "updated_at"])
