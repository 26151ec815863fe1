"""Acts of whoever runs a survey: sent out, closed, opened again, one more unit asked."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from office.sentences import joined
from office.views.acting import confirm, refusals_on
from planning.checks.surveys import obstacles_to_opening
from planning.enums import SurveyStatus
from planning.forms.surveys import SurveyReopenForm, SurveyUnitForm
from planning.rules import surveys as rules
from planning.selectors import previews
from planning.selectors.chasing import missing_by_subsidiary
from planning.selectors.surveys import units_left_out
from planning.services import surveys as services
from planning.views.sight import survey_in_sight


@require_http_methods(["GET", "HEAD", "POST"])
def survey_open(request, pk):
    """Look at what sending it out would make; the POST makes just what was shown."""
    survey = survey_in_sight(request, pk, rules.can_run)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            services.open_survey(survey, actor=request.user, seen=request.POST.get("seen", ""))
            messages.success(request, _("The survey is sent out: the units can answer."))
            return redirect(survey)
        survey = survey_in_sight(request, pk, rules.can_run)
    preview = previews.preview_of(survey)
    context = {
        "title": _("Send “%(survey)s” out") % {"survey": survey},
        "survey": survey,
        "preview": preview,
        "warnings": list(previews.warnings_of(survey, preview)),
        "reasons_against": [*_status(survey), *obstacles_to_opening(survey, preview.units)],
        "limits": survey.limits.select_related("grade"),
        "questions": survey.questions.all(),
        "files": survey.files.all(),
        "left_out": units_left_out(survey),
        "within": rules.open_within(request.user, survey),
        "consequences": list(previews.consequences_of(survey, preview)),
        "form": form,
        "hidden_fields": [("seen", preview.code)],
        "submit_label": _("Send out"),
        "cancel_url": survey.get_absolute_url(),
    }
    return render(request, "planning/survey_open.html", context)


def _status(survey):
    if survey.status != SurveyStatus.DRAFT:
        yield _("The survey is in the status “%(status)s”.") % {"status": survey.get_status_display()}


@require_http_methods(["GET", "HEAD", "POST"])
def survey_close(request, pk):
    survey = survey_in_sight(request, pk, rules.can_run)
    return confirm(
        request,
        lambda: services.close_survey(survey, actor=request.user),
        title=_("Close “%(survey)s” to answers") % {"survey": survey},
        consequences=list(_consequences_of_closing(survey)),
        submit_label=_("Close to answers"),
        done=_("The survey is closed to answers."),
        back=survey.get_absolute_url(),
    )


def _consequences_of_closing(survey):
    """How many have not answered, and where they stand."""
    missing = missing_by_subsidiary(survey)
    count = sum(unanswered for _name, unanswered in missing)
    if count:
        yield ngettext(
            "%(count)d unit has not answered: %(where)s.", "%(count)d units have not answered: %(where)s.", count
        ) % {
            "count": count,
            "where": joined(f"{name} {unanswered}" for name, unanswered in missing),
        }
    else:
        yield _("Every unit has answered.")
    yield _("No unit changes its answer any more; what has not left its unit counts as no answer.")
    yield _("Numbers are still consolidated and decided. The survey can be opened to answers again.")


@require_http_methods(["GET", "HEAD", "POST"])
def survey_reopen(request, pk):
    survey = survey_in_sight(request, pk, rules.can_run)
    form = SurveyReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.reopen_survey(survey, actor=request.user, **form.cleaned_data)
            messages.success(request, _("The units can answer again."))
            return redirect(survey)
    context = {
        "title": _("Open “%(survey)s” to answers again") % {"survey": survey},
        "form": form,
        "guidance": [_("Those that have not answered go on where they stopped. Sent in returns stay as they are.")],
        "submit_label": _("Open to answers again"),
        "cancel_url": survey.get_absolute_url(),
    }
    return render(request, "ui/upload.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def survey_unit_add(request, pk):
    survey = survey_in_sight(request, pk, rules.can_run)
    form = SurveyUnitForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, "unit"):
            demand_return = services.ask_unit(survey, form.cleaned_data["unit"], actor=request.user)
            messages.success(request, _("%(unit)s is asked now.") % {"unit": demand_return.unit})
            return redirect(survey)
    context = {
        "title": _("Ask one more unit: %(survey)s") % {"survey": survey},
        "form": form,
        "guidance": [
            _("Its return begins with a line for each grade and discipline of its posts, as of %(day)s.")
            % {"day": survey.as_of.isoformat()},
            _(
                "If a unit above it has answered for these posts, that return keeps its lines: tell that unit to lower them."
            ),
        ],
        "submit_label": _("Ask the unit"),
        "cancel_url": survey.get_absolute_url(),
    }
    return render(request, "ui/upload.html", context)
