"""The page on which a unit fills in its return, and everybody else reads it; the lines and people that are added there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from office.clock import today
from office.history import history_of
from office.keys import key_of
from office.sentences import labelled, listed
from office.views.acting import confirm, refusals_on, refusals_said
from office.views.endpoints import EDITS_AT_ONCE
from planning.enums import ANSWERED, Stage, SurveyStatus
from planning.forms.returns import (
    BASE,
    VALUE,
    CandidateForm,
    LineAddForm,
    LineFields,
    question_field,
    remarks_field,
)
from planning.models import DemandLine
from planning.rules import returns as rules
from planning.rules.consolidation import can_read_consolidation
from planning.rules.signing import can_print
from planning.rules.surveys import can_see_desk
from planning.selectors.consolidators import consolidator_of
from planning.selectors.filing import grades_of, line_cells, line_code
from planning.selectors.qualified import own_people, told_to
from planning.selectors.return_page import Figures, ReturnPage
from planning.selectors.returns import content_code
from planning.selectors.signing import difference
from planning.services import filing as services
from planning.views.return_words import return_words
from planning.views.sight import return_in_sight

ALL_LINES = "all"
MOST_SHOWN = 100  # people of one list


# --- The page -------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def return_detail(request, pk):
    """Posted without a script it saves as a form, and comes back with what could not be saved."""
    demand_return = return_in_sight(request, pk, rules.can_fill if request.method == "POST" else None)
    unsaved = {}
    if request.method == "POST":
        unsaved = _save_form(request, demand_return)
        if not unsaved:
            return redirect(demand_return)
        demand_return = return_in_sight(request, pk)
    if request.GET.get("part") == "figures":
        return render(
            request, "planning/return_figures.html", {"page": Figures(demand_return), "demand_return": demand_return}
        )
    return render(request, "planning/return_detail.html", _detail(request, demand_return, unsaved))


def _detail(request, demand_return, unsaved):
    user, consolidator = request.user, consolidator_of(demand_return)
    page, fields = ReturnPage(demand_return, user), LineFields(unsaved)
    return {
        "title": demand_return.unit.name,
        "demand_return": demand_return,
        "survey": demand_return.survey,
        "files": demand_return.survey.files.all(),
        "page": page,
        "rows": [(row, fields.of(row.cells)) for row in page.rows],
        "replies": [(question_field(cell, unsaved), lacks) for cell, lacks in page.replies],
        "remarks": remarks_field(page.remarks, unsaved),
        "fills": rules.can_fill(user, demand_return) and not rules.why_locked(demand_return),
        "acts": rules.open_actions(user, demand_return, consolidator),
        "places": list(_places_above(user, demand_return, consolidator)),
        "prints": can_print(user, demand_return),
        "difference": difference(demand_return, content_code(demand_return)) if demand_return.paper_id else "",
        "consolidator": consolidator,
        "overdue": rules.is_overdue(demand_return, today()),
        "comes_late": rules.comes_late(demand_return, today()),
        "history_lines": history_of(demand_return),
        "settings": _settings(request, demand_return),
    }


def _places_above(user, demand_return, consolidator):
    """(label, url) of where its numbers go, for who may look: each shows this unit."""
    survey, of_unit = demand_return.survey, {"unit": demand_return.unit.code}
    if demand_return.status not in ANSWERED:
        return
    if consolidator and can_read_consolidation(user, consolidator):
        yield (
            _("Consolidation desk"),
            _at("consolidation", survey.pk, consolidator.pk, query=of_unit | {"stage": Stage.ALL}),
        )
    if can_see_desk(user, survey):
        yield _("Decision desk"), _at("survey_desk", survey.pk, query=of_unit)
    if survey.status == SurveyStatus.PUBLISHED:
        yield _("Decided numbers"), _at("survey_result", survey.pk, query=of_unit)


def _at(name, *keys, query):
    return reverse(f"planning:{name}", args=keys, query=query)


def _settings(request, demand_return):
    """What the page's script needs to know, as data."""
    return {
        "user": request.user.pk,
        "sheet": demand_return.pk,
        "words": return_words(),
        "urls": {
            "cells": reverse("planning:return_cells"),
            "token": reverse("planning:return_token"),
            "figures": f"{demand_return.get_absolute_url()}?part=figures",
            "sign_in": reverse("account_login"),
        },
    }


# --- Saving without a script ------------------------------------------------------------------------------------------
def _save_form(request, demand_return):
    """{name of a cell: answer} of the cells of a posted form that were not saved."""
    edits = _with_unchanged(_form_edits(request.POST, demand_return), request.POST.get("as_it_is", ""), demand_return)
    if len(edits) > EDITS_AT_ONCE:
        raise PermissionDenied
    found = services.save_cells(request.user, edits)
    left = {one.edit.cell: one for one in found if not one.is_stored}
    saved = sum(one.state == "saved" for one in found)
    if saved or not left:
        text = ngettext("%(count)d entry saved.", "%(count)d entries saved.", saved)
        messages.success(request, text % {"count": saved})
    if left:
        text = ngettext("%(count)d entry was not saved.", "%(count)d entries were not saved.", len(left))
        messages.error(request, text % {"count": len(left)})
    return left


def _form_edits(data, demand_return):
    """{name of a cell: Edit}"""
    typed = {name.removeprefix(VALUE): text for name, text in data.items() if name.startswith(VALUE)}
    return {
        name: services.Edit(demand_return.pk, name, text, data.get(f"{BASE}{name}")) for name, text in typed.items()
    }


def _with_unchanged(edits, asked, demand_return):
    """The edits, and as many seats as are authorised for the line that was asked for, or for all that have no number yet."""
    lines = demand_return.lines.values_list("pk", "authorised") if asked else ()
    for key, authorised in lines:
        name = f"line:{key}:wanted"
        edit = edits.get(name)
        if edit and (key_of(asked) == key or (asked == ALL_LINES and not edit.value)):
            edits[name] = services.Edit(demand_return.pk, name, str(authorised), edit.base)
    return list(edits.values())


# --- Lines ------------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def return_line_add(request, pk):
    demand_return = return_in_sight(request, pk, rules.can_fill)
    form = LineAddForm(request.POST or None, user=request.user, grades=grades_of(demand_return))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            line = services.add_line(demand_return, **form.cleaned_data, actor=request.user)
            return redirect(f"{demand_return.get_absolute_url()}#line-{line.pk}")
    context = {
        "title": _("Ask for another grade or discipline"),
        "demand_return": demand_return,
        "form": form,
        "submit_label": _("Add the line"),
        "cancel_url": demand_return.get_absolute_url(),
    }
    return render(request, "planning/return_line_add.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def return_line_remove(request, pk, line):
    demand_return = return_in_sight(request, pk, rules.can_fill)
    found = _line(demand_return, line)
    return confirm(
        request,
        lambda: services.remove_line(found, actor=request.user, seen=request.POST.get("seen", "")),
        back=demand_return.get_absolute_url(),
        done=_("The line is taken out."),
        title=_("Take out: %(line)s") % {"line": found},
        consequences=[
            _("What was typed for it is gone, and nobody is put up for it any more."),
            *_typed_into(found),
        ],
        hidden_fields=[("seen", line_code(found))],
        submit_label=_("Take out"),
        style="danger",
    )


def _typed_into(line):
    """Sentences: what it says, and whom it puts up."""
    for name, cell in line_cells(line.demand_return, line).items():
        if cell.shown:
            yield labelled(DemandLine._meta.get_field(name).verbose_name, cell.shown)
    if named := [candidate.engineer for candidate in line.candidates.select_related("engineer")]:
        yield labelled(_("Inside candidates"), listed(named))


def _line(demand_return, pk):
    line = get_object_or_404(demand_return.lines.select_related("grade", "discipline__parent"), pk=pk)
    line.demand_return = demand_return
    return line


# --- People -----------------------------------------------------------------------------------------------------------
@require_safe
def return_people(request, pk, line):
    """The unit's own people for a line by the record, each with what was found; whoever fills in puts some of them up."""
    demand_return = return_in_sight(request, pk)
    line = _line(demand_return, line)
    return render(request, "planning/return_people.html", _people(request, demand_return, line))


@require_POST
def return_candidates(request, pk, line):
    """Put someone up, or take him or her back."""
    demand_return = return_in_sight(request, pk, rules.can_fill)
    line = _line(demand_return, line)
    back = redirect("planning:return_people", demand_return.pk, line.pk)
    if "remove" in request.POST:
        named = get_object_or_404(line.candidates, pk=key_of(request.POST["remove"]))
        with refusals_said(request):
            services.remove_candidate(line, named.engineer, actor=request.user)
        return back
    form = CandidateForm(request.POST, user=request.user)
    if not form.is_valid():
        return render(request, "planning/return_people.html", _people(request, demand_return, line, form))
    with refusals_said(request):
        services.add_candidate(line, form.cleaned_data["engineer"], actor=request.user)
    return back


def _people(request, demand_return, line, form=None):
    found = own_people(demand_return.unit, [line], demand_return.survey.as_of)[line.pk]
    named = list(line.candidates.select_related("engineer__unit"))
    return {
        "title": _("Own people: %(line)s") % {"line": line},
        "demand_return": demand_return,
        "line": line,
        "lists": [
            (_("Meet all standing conditions"), len(found.met), told_to(request.user, found.met[:MOST_SHOWN])),
            (_("The record does not tell enough"), len(found.look), told_to(request.user, found.look[:MOST_SHOWN])),
        ],
        "most_shown": MOST_SHOWN,
        "named": named,
        "named_keys": {one.engineer_id for one in named},
        "fills": rules.can_fill(request.user, demand_return) and not rules.why_locked(demand_return),
        "form": form or CandidateForm(user=request.user),
    }
