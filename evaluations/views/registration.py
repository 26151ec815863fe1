"""年度考核登记表: of one person or of everyone in a unit, as a page to print or as a Word file."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.models import Assessment, Cycle
from evaluations.papers.word import foot_of, form_document
from evaluations.rules import papers as rules
from evaluations.selectors import registration as selectors
from evaluations.services.summaries import log_form_printing
from office.views.acting import refusals_said
from office.views.files import word_file


@require_http_methods(["GET", "HEAD", "POST"])
def form_list(request, pk):
    """The forms of everyone in a unit, a page each. Looking at them logs nothing; POST logs their printing."""
    cycles = Cycle.objects.visible_to(request.user).select_related("unit", "regime__standard")
    cycle = get_object_or_404(cycles, pk=pk)
    if not rules.can_print_forms(request.user):
        raise PermissionDenied
    units = selectors.form_units(request.user, cycle)
    unit = _unit(request, units)
    people = list(selectors.people_on_forms(request.user, cycle, unit)[: selectors.MOST_FORMS + 1])
    too_many = len(people) > selectors.MOST_FORMS
    context = {
        "title": _("Registration forms: %(cycle)s") % {"cycle": cycle},
        "trail_steps": [
            (cycle.name, cycle.get_absolute_url()),
            (_("Papers"), reverse("evaluations:summary_list", args=[cycle.pk])),
        ],
        "units": units,
        "unit": unit,
        "too_many": selectors.MOST_FORMS if too_many else 0,
    }
    return _forms(request, cycle, [] if too_many else people, context)


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_form(request, pk):
    """The form of one person."""
    assessment = _printable(request, pk)
    own = assessment.engineer.user_id == request.user.pk
    context = {
        "title": _("Registration form: %(name)s") % {"name": assessment.engineer},
        "trail_steps": [
            (assessment.cycle.name, "" if own else assessment.cycle.get_absolute_url()),
            (str(assessment.engineer), assessment.get_absolute_url()),
        ],
        "word_url": reverse("evaluations:assessment_form_word", args=[assessment.pk]),
    }
    return _forms(request, assessment.cycle, [assessment], context)


@require_POST
def assessment_form_word(request, pk):
    """The form of one person as a Word file; it counts as a printing unless it is an empty form."""
    assessment = _printable(request, pk)
    empty = _is_empty(request)
    (form,) = selectors.registration_forms(request.user, assessment.cycle, [assessment], empty=empty)
    engineer = assessment.engineer
    name = f"{_('Registration form')}-{assessment.cycle.year}-{engineer.employee_number}-{engineer.name}.docx"
    with refusals_said(request):
        content = form_document(form, user=request.user)
        if not empty:
            log_form_printing([form], actor=request.user)
        return word_file(content, name)
    return redirect("evaluations:assessment_form", pk=assessment.pk)


def _forms(request, cycle, people, context):
    empty, printing = _is_empty(request), request.method == "POST"
    forms = selectors.registration_forms(request.user, cycle, people, empty=empty)
    if printing and not empty:
        log_form_printing(forms, actor=request.user)
    shown = {
        "cycle": cycle,
        "forms": [(form, foot_of(form, request.user) if printing or empty else "") for form in forms],
        "empty": empty,
        "printing": printing,
    }
    return render(request, "evaluations/paper_forms.html", context | shown)


def _printable(request, pk):
    rows = Assessment.objects.visible_to(request.user).active().select_related(
        "engineer", "unit", "discipline", "post_grade", "appointment", "grade",
        "cycle__regime__standard", "cycle__unit",
    )  # fmt: skip
    assessment = get_object_or_404(rows, pk=pk)
    if not rules.can_print_form(request.user, assessment):
        raise PermissionDenied
    return assessment


def _is_empty(request):
    return (request.POST.get("form") or request.GET.get("form")) == "empty"


def _unit(request, units):
    """The unit asked for; without one the whole of what the user may print."""
    asked = request.POST.get("unit") or request.GET.get("unit", "")
    if not asked:
        return None
    chosen = [unit for unit in units if str(unit.pk) == asked]
    if not chosen:
        raise Http404
    return chosen[0]
