"""The way of a return to paper and back: looked at, printed, its stamped copy attached and taken out again."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from office.intake.uploads import refusal_of
from office.selectors.papers import printings_of
from office.selectors.subsidiaries import Subsidiaries
from office.views.acting import refusals_on, refusals_said
from office.views.files import attachment
from planning.forms.signing import ReturnScanForm
from planning.rules import returns as rules
from planning.rules.signing import can_print, what_a_copy_does
from planning.selectors.signing import difference, summary_of
from planning.services import return_papers as services
from planning.views.sight import return_in_sight
from posts.papers.words import printing_foot

SPARE_ROWS = 5  # for lines added by hand
CELLS = 11  # of a row, besides its number


@require_http_methods(["GET", "HEAD", "POST"])
def return_print(request, pk):
    """The return as it comes out of the printer. Looking at it logs nothing; POST logs a printing and gives the check code."""
    demand_return = return_in_sight(request, pk, can_print)
    if request.method == "POST":
        with refusals_said(request):
            paper = demand_return.paper = services.print_return(demand_return, actor=request.user).paper
            return _leaf(request, demand_return, foot=printing_foot(paper.check_code, request.user))
        return redirect(demand_return)
    return _leaf(request, demand_return)


def _leaf(request, demand_return, foot=""):
    empty = request.method != "POST" and request.GET.get("form") == "empty"
    summary, unit = summary_of(demand_return), demand_return.unit
    context = {
        "title": _("Demand return: %(unit)s") % {"unit": unit},
        "demand_return": demand_return,
        "place": Subsidiaries().place(unit.name, unit.path),
        "summary": summary,
        "empty": empty,
        "spare": range(len(summary.lines) + 1, len(summary.lines) + 1 + SPARE_ROWS) if empty else (),
        "spare_cells": range(CELLS),
        "foot": foot,
        "reasons": [] if empty else summary.lacks,
        "difference": difference(demand_return, summary.code),
        "can_record": rules.can_record_paper(request.user, demand_return),
    }
    return render(request, "planning/return_print.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def return_paper(request, pk):
    """The stamped copy: in the unit it stands for checking and approving, afterwards it is filed."""
    demand_return = return_in_sight(request, pk, rules.can_record_paper)
    form = ReturnScanForm(request.POST or None, request.FILES or None, refusal=refusal_of(request))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        with refusals_on(form):
            does = request.POST.get("does", "")
            services.attach_stamped_copy(
                demand_return, facts["scan"], code=facts["code"], does=does, actor=request.user
            )
            messages.success(request, _("The stamped copy is attached."))
            return redirect(demand_return)
        demand_return = return_in_sight(request, pk, rules.can_record_paper)
    summary = summary_of(demand_return)
    context = {
        "title": _("Stamped copy: %(unit)s") % {"unit": demand_return.unit},
        "demand_return": demand_return,
        "form": form,
        "reasons": summary.lacks,
        "difference": difference(demand_return, summary.code),
        "printings": printings_of(demand_return.paper),
        "does": what_a_copy_does(demand_return),
        "cancel_url": demand_return.get_absolute_url(),
    }
    return render(request, "planning/return_paper.html", context)


@require_safe
def return_scan(request, pk):
    paper = return_in_sight(request, pk).paper
    return attachment(paper and paper.scan, paper.scan_name if paper else "")
