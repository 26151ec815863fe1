"""The files of a survey's guidance: attached, fetched by whoever sees the survey, taken off."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from office.intake.uploads import refusal_of
from office.views.acting import confirm, refusals_on
from office.views.files import attachment
from planning.forms.surveys import SurveyFileForm
from planning.rules import surveys as rules
from planning.services import guidance as services
from planning.views.sight import survey_in_sight


@require_http_methods(["GET", "HEAD", "POST"])
def survey_file_add(request, pk):
    survey = survey_in_sight(request, pk, rules.can_run)
    form = SurveyFileForm(request.POST or None, request.FILES or None, refusal=refusal_of(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, "file"):
            services.add_file(survey, form.cleaned_data["file"], actor=request.user)
            messages.success(request, _("The file is added."))
            return redirect(survey)
    context = {
        "title": _("Attach a file to “%(survey)s”") % {"survey": survey},
        "form": form,
        "guidance": [_("Every unit that is asked can fetch it, e.g. the notice of the survey.")],
        "cancel_url": survey.get_absolute_url(),
    }
    return render(request, "ui/upload.html", context)


@require_safe
def survey_file(request, pk, file):
    found = get_object_or_404(survey_in_sight(request, pk).files, pk=file)
    return attachment(found.file, found.name)


@require_http_methods(["GET", "HEAD", "POST"])
def survey_file_remove(request, pk, file):
    survey = survey_in_sight(request, pk, rules.can_run)
    found = get_object_or_404(survey.files.select_related("survey"), pk=file)
    return confirm(
        request,
        lambda: services.remove_file(found, actor=request.user),
        title=_("Take “%(file)s” off") % {"file": found},
        consequences=[_("Nobody can fetch it any more. Its name stays in the audit trail.")],
        submit_label=_("Take off"),
        style="danger",
        done=_("The file is taken off."),
        back=survey.get_absolute_url(),
    )
