"""Long work of demand surveys, done by the worker."""

import tempfile

from django.core.files.base import File
from django.utils.translation import gettext as _

from office.errors import DomainError
from office.intake.uploads import store
from office.jobs import Outcome
from planning.selectors.workbooks import surveys_with_returns
from planning.services.workbooks import write_survey_workbook


def run_workbook(job, progress):
    """Write the workbook of all returns of a survey that the owner of the job sees."""
    survey = surveys_with_returns(job.owner).filter(pk=job.params["survey"]).first()
    if survey is None:
        raise DomainError(_("You do not see this survey any more."))
    with tempfile.TemporaryFile() as stream:
        name, count = write_survey_workbook(
            survey, stream, actor=job.owner, progress=lambda done: progress(done, job.params["lines"])
        )
        stream.seek(0)
        stored = store(File(stream, name))
    return Outcome(message=_("%(count)d returns are ready.") % {"count": count}, output=stored, output_name=name)
