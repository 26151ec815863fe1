"""Returns taken out as a workbook: one, or all of a survey that a person sees; where they are many, by the worker."""

from django.utils.translation import gettext as _

from office import audit, jobs
from office.listing.export import filename
from planning.papers import workbook
from planning.selectors.workbooks import book_of_return, book_of_survey

JOB = "planning.workbook"


def write_return_workbook(demand_return, stream, *, actor):
    """Write the workbook of one return to a binary stream and note that it was taken out; answers its file name."""
    workbook.write(book_of_return(demand_return, actor), stream, user=actor)
    audit.record(actor=actor, verb="demandreturn.exported", target=demand_return, unit=demand_return.unit)
    return filename(f"{demand_return.unit.name} {demand_return.survey.title}", "xlsx")


def write_survey_workbook(survey, stream, *, actor, progress=None):
    """Write the workbook to a binary stream and note that it was taken out; answers (its file name, how many returns)."""
    book = book_of_survey(survey, actor)
    if progress:
        book.lines = _counted(book.lines, progress)
    workbook.write(book, stream, user=actor)
    told = {"units": [None, len(book.returns)]}
    audit.record(actor=actor, verb="survey.exported", target=survey, unit=survey.unit, changes=told)
    return filename(survey.title, "xlsx"), len(book.returns)


def write_later(survey, *, lines, actor):
    """The job in which the worker writes it."""
    params = {"survey": survey.pk, "lines": lines}
    return jobs.enqueue(JOB, params, actor=actor, label=_("Export: %(title)s") % {"title": survey}, unit=survey.unit)


def _counted(lines, progress):
    for count, line in enumerate(lines, 1):
        progress(count)
        yield line
