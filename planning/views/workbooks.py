"""Returns out as a workbook, of one unit or of all that are in sight, and in again for one."""

import tempfile

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from office.errors import DomainError
from office.intake.forms import UploadForm
from office.intake.uploads import refusal_of
from office.listing.export import CONTENT_TYPES
from office.views.acting import refusals_on
from office.views.imports import plan_upload
from planning.imports import DemandImport
from planning.rules import returns as rules
from planning.selectors import workbooks as selectors
from planning.services.workbooks import write_later, write_return_workbook, write_survey_workbook
from planning.views.sight import return_in_sight

MOST_AT_ONCE = 2_000  # lines; a workbook of more is written by the worker


@require_POST
def return_workbook(request, pk):
    """The workbook of one return, which its unit fills in and loads again."""
    demand_return = return_in_sight(request, pk)
    stream = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    return _file(stream, write_return_workbook(demand_return, stream, actor=request.user))


@require_POST
def survey_workbook(request, pk):
    """One workbook for all returns of a survey that are in sight."""
    survey = get_object_or_404(selectors.surveys_with_returns(request.user), pk=pk)
    lines = selectors.lines_in_sight(survey, request.user)
    if lines > MOST_AT_ONCE:
        job = write_later(survey, lines=lines, actor=request.user)
        messages.info(request, _("This is a long export. It goes on in the background; you may leave this page."))
        return redirect(job)
    stream = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    name, _count = write_survey_workbook(survey, stream, actor=request.user)
    return _file(stream, name)


def _file(stream, name):
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=name, content_type=CONTENT_TYPES["xlsx"])


@require_http_methods(["GET", "HEAD", "POST"])
def return_load(request, pk):
    """Upload the filled workbook of one return; it is read and compared, not loaded yet."""
    demand_return = return_in_sight(request, pk, rules.can_fill)
    params = {"survey": demand_return.survey_id, "return": demand_return.pk}
    form = UploadForm(request.POST or None, request.FILES or None, refusal=refusal_of(request))
    refused = _refusal(params, request.user)
    if request.method == "POST" and not refused and form.is_valid():
        with refusals_on(form, "file"):
            return redirect(plan_upload(request.user, DemandImport, form.cleaned_data["file"], params))
    context = {
        "title": _("Load the workbook of %(unit)s") % {"unit": demand_return.unit},
        "demand_return": demand_return,
        "form": form,
        "refused": refused,
        "guidance": DemandImport.guidance[1:],
        "submit_label": _("Read the file"),
        "cancel_url": demand_return.get_absolute_url(),
    }
    return render(request, "planning/return_load.html", context)


def _refusal(params, user):
    """Why no file is loaded now, "" if one is: said before it is chosen rather than by the job that reads it."""
    try:
        DemandImport(params, actor=user)
    except DomainError as error:
        return str(error)
    return ""
