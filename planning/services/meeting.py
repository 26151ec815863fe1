"""The paper with which a survey goes to its meeting."""

from django.db import transaction
from django.utils.translation import gettext as _

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
    if survey.meeting_paper is None and survey.status not in RUNNING_SURVEYS:
        raise DomainError(_("The survey is in the status “%(status)s”.") % {"status": survey.get_status_display()})
    return papers.print_for_meeting(
        survey,
        actor=actor,
        kind=PaperKind.DEMAND_PAPER,
        title=_("Demand survey for the meeting: %(survey)s") % {"survey": survey},
        values=meeting_values(survey),
        verb="survey.meeting_paper_printed",
        template_version=version,
    )
