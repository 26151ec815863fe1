"""The pages of a survey itself, and of its draft."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from office.history import history_of
from office.keys import key_of
from office.listing import Action, ListPage
from office.models import Unit
from office.scope import subtree, url_in_sight
from office.views.acting import confirm, refusals_on, refusals_said
from planning.enums import SurveyStatus
from planning.filters.surveys import SurveyFilter
from planning.forms.surveys import SurveyCopyForm, SurveyForm, SurveyUnitForm, SurveyUpdateForm, question_rows
from planning.lists.surveys import SurveyList
from planning.models import DemandSurvey
from planning.models.survey import RETURNS_SEEN_BY
from planning.rules import surveys as rules
from planning.rules.consolidation import can_read_consolidation
from planning.selectors import surveys as selectors
from planning.selectors.completeness import Completeness, top_for
from planning.services import surveys as services
from planning.views.sight import survey_in_sight


class SurveyListPage(ListPage):
    model, list_class, filterset_class = DemandSurvey, SurveyList, SurveyFilter

    def allowed(self):
        return bool(self.user.paths_as(RETURNS_SEEN_BY))

    def objects(self):
        return selectors.with_counts(super().objects(), self.user)

    def actions(self):
        if not rules.can_prepare_any(self.user):
            return []
        return [Action(_("New survey"), reverse("planning:survey_create"), primary=True)]


@require_safe
def survey_detail(request, pk):
    survey = survey_in_sight(request, pk)
    own = list(selectors.own_returns(survey, request.user))
    context = {
        "title": survey.title,
        "survey": survey,
        "acts": rules.open_actions(request.user, survey),
        "previous_url": url_in_sight(request.user, survey.previous),
        "kinds": selectors.kinds_of(survey),
        "own": own,
        "files": survey.files.all(),
        "questions": survey.questions.all(),
        "limits": survey.limits.select_related("grade"),
        "left_out": selectors.units_left_out(survey),
        "within": rules.open_within(request.user, survey),
        "history_lines": history_of(survey),
    }
    if survey.status != SurveyStatus.DRAFT:
        context |= _completeness(request, survey, own)
    return render(request, "planning/survey_detail.html", context)


def _completeness(request, survey, own):
    """How far the answers are; nothing for whoever sees no return but his own."""
    tree = _tree(request, survey)
    if own and tree.total.asked <= len(own) and "at" not in request.GET:
        return {}
    return {
        "tree": tree,
        "page": tree.page,
        "base_query": f"at={tree.at.pk}",
        "consolidates": tree.gathers_at_subsidiary and can_read_consolidation(request.user, tree.at),
    }


def _tree(request, survey):
    """Of the unit that is asked for, which lies below the survey's and has answers in sight; else where the reader begins."""
    number = key_of(request.GET.get("page", "")) or 1
    if "at" not in request.GET:
        return Completeness(survey, top_for(survey, request.user), request.user, number)
    below = Unit.objects.filter(subtree(survey.unit.path))
    tree = Completeness(survey, get_object_or_404(below, pk=key_of(request.GET["at"])), request.user, number)
    if not tree.total.asked:
        raise Http404
    return tree


# --- The draft -------------------------------------------------------------------------------------------------
def _made_before(request):
    """The survey that the form has made already, should it be sent once more."""
    made = selectors.made_by_form(request.user, request.POST.get("form_key", ""))
    if made:
        messages.info(request, _("This form was sent before: here is the survey that it made."))
    return made


@require_http_methods(["GET", "HEAD", "POST"])
def survey_create(request):
    if not rules.can_prepare_any(request.user):
        raise PermissionDenied
    if made := _made_before(request):
        return redirect(made)
    form = SurveyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            survey = services.create_survey(actor=request.user, **form.cleaned_data)
            messages.success(request, _("The draft is there. Limits, questions and files are added next."))
            return redirect(survey)
    return _form(request, form, _("New survey"), reverse("planning:survey_list"))


@require_http_methods(["GET", "HEAD", "POST"])
def survey_copy(request, pk):
    source = survey_in_sight(request, pk, rules.can_run)
    if made := _made_before(request):
        return redirect(made)
    form = SurveyCopyForm(request.POST or None, user=request.user, initial={"title": selectors.next_title(source)})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            survey = services.copy_survey(source, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Units, guidance, limits and questions are taken over."))
            return redirect(survey)
    return _form(request, form, _("Copy “%(survey)s”") % {"survey": source}, source.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def survey_update(request, pk):
    survey = survey_in_sight(request, pk, rules.can_run)
    if request.method != "POST" and survey.status != SurveyStatus.DRAFT:
        messages.error(
            request, _("The survey is in the status “%(status)s”.") % {"status": survey.get_status_display()}
        )
        return redirect(survey)
    posted, more = request.POST or None, 5 if "more" in request.POST else 0
    form = SurveyUpdateForm(posted, instance=DemandSurvey.objects.get(pk=pk), user=request.user)
    rows = question_rows(posted, questions=survey.questions.all(), more=more)
    if posted and not more and form.is_valid() and rows.is_valid():
        with refusals_on(form):
            facts = form.facts | {"seen": form.cleaned_data["seen"]}
            services.revise_survey(survey, actor=request.user, limits=form.limits, questions=rows.questions, **facts)
            messages.success(request, _("Saved."))
            return redirect(survey)
        form.catch_up(DemandSurvey.objects.get(pk=pk).updated_at.isoformat())
    context = {
        "title": _("Change “%(survey)s”") % {"survey": survey},
        "survey": survey,
        "form": form,
        "rows": rows,
        "cancel_url": survey.get_absolute_url(),
    }
    return render(request, "planning/survey_update.html", context)


def _form(request, form, title, cancel_url):
    return render(request, "ui/form.html", {"title": title, "form": form, "cancel_url": cancel_url})


@require_http_methods(["GET", "HEAD", "POST"])
def survey_delete(request, pk):
    survey = survey_in_sight(request, pk, rules.can_run)
    return confirm(
        request,
        lambda: services.delete_survey(survey, actor=request.user),
        title=_("Delete “%(survey)s”") % {"survey": survey},
        consequences=[_("The draft goes with its limits, questions and files. Its name stays in the audit trail.")],
        submit_label=_("Delete"),
        style="danger",
        done=_("The draft is deleted."),
        back=survey.get_absolute_url(),
        to=lambda _nothing: reverse("planning:survey_list"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def survey_leave_out(request, pk):
    """Name a unit that is not asked though it is of the kind."""
    survey = survey_in_sight(request, pk, rules.can_run)
    form = SurveyUnitForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, "unit"):
            services.leave_out(survey, form.cleaned_data["unit"], actor=request.user)
            return redirect(survey)
    context = {
        "title": _("Leave a unit out of “%(survey)s”") % {"survey": survey},
        "form": form,
        "guidance": [_("It is not asked though it is of the kind, e.g. since the units below it answer themselves.")],
        "submit_label": _("Do not ask"),
        "cancel_url": survey.get_absolute_url(),
    }
    return render(request, "ui/upload.html", context)


@require_POST
def survey_ask_again(request, pk, unit):
    survey = survey_in_sight(request, pk, rules.can_run)
    with refusals_said(request):
        services.ask_again(survey, get_object_or_404(survey.left_out, pk=unit), actor=request.user)
    return redirect(survey)
