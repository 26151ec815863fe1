"""The consolidation desk of a subsidiary: its page, the numbers entered there, and the printed table."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from office.keys import key_of
from office.listing.lists import Page
from office.views.acting import refusals_said
from office.views.printing import paper_size
from planning.enums import RUNNING_SURVEYS, Stage
from planning.filters.lines import ConsolidationFilter
from planning.forms.consolidation import entered
from planning.rules.consolidation import can_read_consolidation
from planning.rules.returns import can_consolidate
from planning.rules.surveys import can_chase
from planning.selectors import consolidation as selectors
from planning.selectors.consolidation_rows import Typed, rows_of
from planning.selectors.consolidation_totals import totals_of
from planning.selectors.consolidators import subsidiaries_within
from planning.selectors.deciding import lines_naming
from planning.services import consolidation as services
from planning.services.consolidation import Entry, EntryResult
from planning.views.sight import survey_in_sight
from posts.papers.words import printing_foot

ROWS_SHOWN = 50


def desk_of(request, pk, unit, *, consolidating=False):
    """(survey, subsidiary) of the address; 404 out of sight, 403 for who reads only but would change something."""
    survey = survey_in_sight(request, pk)
    subsidiary = get_object_or_404(subsidiaries_within(survey), pk=unit)
    if not can_read_consolidation(request.user, subsidiary):
        raise Http404
    if consolidating and not can_consolidate(request.user, subsidiary):
        raise PermissionDenied
    return survey, subsidiary


def desk_url(request, survey, subsidiary):
    """Back to the page and filters from which something was entered."""
    query = request.GET.urlencode()
    address = reverse("planning:consolidation", args=[survey.pk, subsidiary.pk])
    return f"{address}?{query}" if query else address


def filtered(request, returns):
    """The filters of the desk with the lines that they leave."""
    lines = selectors.lines_of(returns)
    return ConsolidationFilter(request.GET, queryset=lines, request=request, returns=returns)


def lines_left(filterset):
    return filterset.qs if filterset.is_valid() else filterset.queryset.none()


# --- The page ----------------------------------------------------------------------------------------------------
@require_safe
def consolidation(request, pk, unit):
    survey, subsidiary = desk_of(request, pk, unit)
    return _desk(request, survey, subsidiary)


def _desk(request, survey, subsidiary, unsaved=None):
    """The page; with `unsaved` {line key: Typed} only these, with what was typed."""
    returns = selectors.returns_of(survey, subsidiary)
    filterset = filtered(request, returns)
    consolidates = can_consolidate(request.user, subsidiary) and survey.status in RUNNING_SURVEYS
    lines = selectors.lines_of(returns).filter(pk__in=unsaved) if unsaved else lines_left(filterset)
    page = _page(lines, key_of(request.GET.get("page", "")) or 1)
    own = lines_naming(survey, request.user) if consolidates else frozenset()
    page.rows[:] = rows_of(page.rows, returns, consolidates=consolidates, typed=unsaved, own=own)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "title": _("Consolidation: %(unit)s") % {"unit": subsidiary},
        "survey": survey,
        "subsidiary": subsidiary,
        "progress": selectors.progress_of(returns),
        "totals": totals_of(survey, returns),
        "filterset": filterset,
        "page": page,
        "base_query": query.urlencode(),
        "query": request.GET.urlencode(),
        "consolidates": consolidates,
        "unsaved": bool(unsaved),
        "may_consolidate": can_consolidate(request.user, subsidiary),
        "passed_up_url": f"{reverse('planning:consolidation', args=[survey.pk, subsidiary.pk])}?stage={Stage.PASSED_UP}",
        "chase_url": chase_url(request.user, survey, subsidiary),
        "trail_steps": trail_of(survey),
    }
    return render(request, "planning/consolidation.html", context)


def trail_of(survey, *steps):
    return [(_("Demand surveys"), reverse("planning:survey_list")), (survey.title, survey.get_absolute_url()), *steps]


def chase_url(user, survey, subsidiary):
    """Where those of its units are that have not answered, for who may remind them."""
    if not can_chase(user, survey):
        return ""
    return f"{reverse('planning:survey_chase', args=[survey.pk])}?{urlencode({'unit': subsidiary.code})}"


def _page(lines, number):
    """A page whose rows are the keys of its lines."""
    start = (number - 1) * ROWS_SHOWN
    keys, count = selectors.keys_in_order(lines, start, start + ROWS_SHOWN)
    if number > 1 and not keys:
        return _page(lines, max(1, -(-lines.count() // ROWS_SHOWN)))
    return Page(number, ROWS_SHOWN, keys, count, capped=False, has_next=start + ROWS_SHOWN < count)


# --- Numbers -------------------------------------------------------------------------------------------------------
@require_POST
def consolidation_save(request, pk, unit):
    """All the lines of a page, or one as it is left; what is not right comes back as it was typed, with the reason why not."""
    survey, subsidiary = desk_of(request, pk, unit, consolidating=True)
    forms = entered(request.POST)
    with refusals_said(request):
        found = _save(survey, subsidiary, forms, request.user)
        if request.headers.get("HX-Request"):
            return _saved_line(request, survey, subsidiary, found)
        unsaved = {key: typed for key, typed in found.items() if typed.wrong}
        if unsaved:
            messages.error(
                request, _("Not saved: %(count)d. Look at what is said beside them.") % {"count": len(unsaved)}
            )
            return _desk(request, survey, subsidiary, unsaved)
        _say_saved(request, found)
    return redirect(desk_url(request, survey, subsidiary))


def _save(survey, subsidiary, forms, actor):
    """{line key: Typed}"""
    entries = [Entry(key, **form.cleaned_data) for key, form in forms.items() if form.is_valid()]
    outcomes = services.set_consolidated(survey, subsidiary, entries, actor=actor)
    return {key: _typed(form, outcomes.get(key) or _mistyped(form)) for key, form in forms.items()}


def _typed(form, outcome):
    number, reason = form["number"].value(), form["reason"].value()
    return Typed(number, reason, outcome.result, outcome.sentence, outcome.result in services.UNSAVED)


def _mistyped(form):
    return services.EntryOutcome(
        EntryResult.REFUSED, None, " ".join(error for errors in form.errors.values() for error in errors)
    )


def _say_saved(request, found):
    count = sum(typed.result == EntryResult.SAVED for typed in found.values())
    if count:
        messages.success(
            request, ngettext("%(count)d number saved.", "%(count)d numbers saved.", count) % {"count": count}
        )
    else:
        messages.info(request, _("All is saved."))


def _saved_line(request, survey, subsidiary, found):
    """What stands beside the fields of one line from now on, and the totals anew."""
    returns = selectors.returns_of(survey, subsidiary)
    keys = selectors.lines_of(returns).filter(pk__in=found).values_list("pk", flat=True)
    rows = rows_of(list(keys), returns, consolidates=True, typed=found)
    context = {"rows": rows, "survey": survey, "totals": totals_of(survey, returns), "oob": True}
    return render(request, "planning/consolidation_save.html", context)


# --- On paper ------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def consolidation_print(request, pk, unit):
    """The consolidated table for signature. Looking at it logs nothing; POST logs a printing and shows the check code."""
    survey, subsidiary = desk_of(request, pk, unit, consolidating=True)
    if request.method != "POST":
        table = selectors.consolidated_table(selectors.returns_of(survey, subsidiary))
        return _printed(request, survey, subsidiary, table)
    with transaction.atomic():
        table = services.log_printing(survey, subsidiary, actor=request.user)
        return _printed(request, survey, subsidiary, table, printing_foot(table.check_code, request.user))


def _printed(request, survey, subsidiary, table, foot=""):
    returns = selectors.returns_of(survey, subsidiary)
    groups, desk = table.groups, reverse("planning:consolidation", args=[survey.pk, subsidiary.pk])
    context = {
        "title": _("Consolidated table: %(unit)s") % {"unit": subsidiary},
        "survey": survey,
        "subsidiary": subsidiary,
        "progress": selectors.progress_of(returns),
        "groups": groups,
        "nothing": not groups,
        "prints": bool(groups),
        "totals": totals_of(survey, returns),
        "size": paper_size(request),
        "foot": foot,
        "desk_url": desk,
        "trail_steps": trail_of(survey, (_("Consolidation: %(unit)s") % {"unit": subsidiary}, desk)),
    }
    return render(request, "planning/consolidation_print.html", context)
