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
from planning.rules import returns as rules
from planning.rules.consolidation import can_read_consolidation
from planning.rules.signing import can_print
from planning.rules.surveys import can_see_desk
from planning.selectors.consolidators import consolidator_of
from planning.selectors.filing import grades_of
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
    answer = return_in_sight(request, pk, rules.can_fill if request.method == "POST" else None)
    unsaved = {}
    if request.method == "POST":
        unsaved = _save_form(request, answer)
        if not unsaved:
            return redirect(answer)
        answer = return_in_sight(request, pk)
    if request.GET.get("part") == "figures":
        return render(request, "planning/return_figures.html", {"page": Figures(answer), "answer": answer})
    return render(request, "planning/return_detail.html", _detail(request, answer, unsaved))


def _detail(request, answer, unsaved):
    user, consolidator = request.user, consolidator_of(answer)
    page, fields = ReturnPage(answer, user), LineFields(unsaved)
    return {
        "title": answer.unit.name,
        "answer": answer,
        "survey": answer.survey,
        "files": answer.survey.files.all(),
        "page": page,
        "rows": [(row, fields.of(row.cells)) for row in page.rows],
        "replies": [(question_field(cell, unsaved), lacks) for cell, lacks in page.replies],
        "remarks": remarks_field(page.remarks, unsaved),
        "fills": rules.can_fill(user, answer) and not rules.why_locked(answer),
        "acts": rules.open_actions(user, answer, consolidator),
        "places": list(_places_above(user, answer, consolidator)),
        "prints": can_print(user, answer),
        "difference": difference(answer, content_code(answer)) if answer.paper_id else "",
        "consolidator": consolidator,
        "overdue": rules.is_overdue(answer, today()),
        "comes_late": rules.comes_late(answer, today()),
        "history_lines": history_of(answer),
        "settings": _settings(request, answer),
    }


def _places_above(user, answer, consolidator):
    """(label, url) of where its numbers go, for who may look: each shows this unit."""
    survey, of_unit = answer.survey, {"unit": answer.unit.code}
    if answer.status not in ANSWERED:
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


def _settings(request, answer):
    """What the page's script needs to know, as data."""
    return {
        "user": request.user.pk,
        "sheet": answer.pk,
        "words": return_words(),
        "urls": {
            "cells": reverse("planning:return_cells"),
            "token": reverse("planning:return_token"),
            "figures": f"{answer.get_absolute_url()}?part=figures",
            "sign_in": reverse("account_login"),
        },
    }


# --- Saving without a script ------------------------------------------------------------------------------------------
def _save_form(request, answer):
    """{name of a cell: answer} of the cells of a posted form that were not saved."""
    edits = _with_unchanged(_form_edits(request.POST, answer), request.POST.get("as_it_is", ""), answer)
    if len(edits) > EDITS_AT_ONCE:
        raise PermissionDenied
    found = services.save_cells(request.user, edits)
    left = {one.edit.criterion: one for one in found if not one.is_stored}
    saved = sum(one.state == "saved" for one in found)
    if saved or not left:
        text = ngettext("%(count)d entry saved.", "%(count)d entries saved.", saved)
        messages.success(request, text % {"count": saved})
    if left:
        text = ngettext("%(count)d entry was not saved.", "%(count)d entries were not saved.", len(left))
        messages.error(request, text % {"count": len(left)})
    return left


def _form_edits(data, answer):
    """{name of a cell: Edit}"""
    typed = {name.removeprefix(VALUE): text for name, text in data.items() if name.startswith(VALUE)}
    return {name: services.Edit(answer.pk, name, text, data.get(f"{BASE}{name}")) for name, text in typed.items()}


def _with_unchanged(edits, asked, answer):
    """The edits, and as many seats as are authorised for the line that was asked for, or for all that have no number yet."""
    lines = answer.lines.values_list("pk", "authorised") if asked else ()
    for key, authorised in lines:
        name = f"line:{key}:wanted"
        edit = edits.get(name)
        if edit and (key_of(asked) == key or (asked == ALL_LINES and not edit.value)):
            edits[name] = services.Edit(answer.pk, name, str(authorised), edit.base)
    return list(edits.values())


# --- Lines ------------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def return_line_add(request, pk):
    answer = return_in_sight(request, pk, rules.can_fill)
    form = LineAddForm(request.POST or None, user=request.user, grades=grades_of(answer))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            line = services.add_line(answer, **form.cleaned_data, actor=request.user)
            return redirect(f"{answer.get_absolute_url()}#line-{line.pk}")
    context = {
        "title": _("Ask for another grade or discipline"),
        "answer": answer,
        "form": form,
        "submit_label": _("Add the line"),
        "cancel_url": answer.get_absolute_url(),
    }
    return render(request, "planning/return_line_add.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def return_line_remove(request, pk, line):
    answer = return_in_sight(request, pk, rules.can_fill)
    found = _line(answer, line)
    return confirm(
        request,
        lambda: services.remove_line(found, actor=request.user),
        back=answer.get_absolute_url(),
        done=_("The line is taken out."),
        title=_("Take out: %(line)s") % {"line": found},
        consequences=[_("What was typed for it is gone, and nobody is put up for it any more.")],
        submit_label=_("Take out"),
        style="danger",
    )


def _line(answer, pk):
    line = get_object_or_404(answer.lines.select_related("grade", "discipline__parent"), pk=pk)
    line.demand_return = answer
    return line


# --- People -----------------------------------------------------------------------------------------------------------
@require_safe
def return_people(request, pk, line):
    """The unit's own people for a line by the record, each with what was found; whoever fills in puts some of them up."""
    answer = return_in_sight(request, pk)
    line = _line(answer, line)
    return render(request, "planning/return_people.html", _people(request, answer, line))


@require_POST
def return_candidates(request, pk, line):
    """Put someone up, or take him or her back."""
    answer = return_in_sight(request, pk, rules.can_fill)
    line = _line(answer, line)
    back = redirect("planning:return_people", answer.pk, line.pk)
    if "remove" in request.POST:
        named = get_object_or_404(line.candidates, pk=key_of(request.POST["remove"]))
        with refusals_said(request):
            services.remove_candidate(line, named.engineer, actor=request.user)
        return back
    form = CandidateForm(request.POST, user=request.user)
    if not form.is_valid():
        return render(request, "planning/return_people.html", _people(request, answer, line, form))
    with refusals_said(request):
        services.add_candidate(line, form.cleaned_data["engineer"], actor=request.user)
    return back


def _people(request, answer, line, form=None):
    found = own_people(answer.unit, [line], answer.survey.as_of)[line.pk]
    named = list(line.candidates.select_related("engineer__unit"))
    return {
        "title": _("Own people: %(line)s") % {"line": line},
        "answer": answer,
        "line": line,
        "lists": [
            (_("Meet all standing conditions"), len(found.met), told_to(request.user, found.met[:MOST_SHOWN])),
            (_("The record does not tell enough"), len(found.look), told_to(request.user, found.look[:MOST_SHOWN])),
        ],
        "most_shown": MOST_SHOWN,
        "named": named,
        "named_keys": {one.engineer_id for one in named},
        "fills": rules.can_fill(request.user, answer) and not rules.why_locked(answer),
        "form": form or CandidateForm(user=request.user),
    }
