"""What is done to many lines of the desk at once, each after a page that names what it leads to."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from office.keys import is_key
from office.sentences import listed
from office.views.acting import refusals_on, refusals_said
from planning.checks import consolidation as checks
from planning.forms.consolidation import MOST_LINES, MergeForm, SeparateForm, chosen_returns
from planning.selectors import consolidation as selectors
from planning.selectors.deciding import lines_naming
from planning.services import consolidation as services
from planning.views.consolidation import desk_of, desk_url, filtered, lines_left, trail_of

LACKS_SHOWN = 20


def _selected(request, returns):
    """The chosen lines of the desk in its order."""
    keys = [key for key in request.POST.getlist("selected") if is_key(key)][:MOST_LINES]
    return list(selectors.told(selectors.lines_of(returns).filter(pk__in=keys)))


# --- As wanted ---------------------------------------------------------------------------------------------------
@require_POST
def consolidation_take(request, pk, unit):
    """Take over what is wanted, for the selected lines or all that the filters leave, if nobody looked at them."""
    survey, subsidiary = desk_of(request, pk, unit, consolidating=True)
    returns, back = selectors.returns_of(survey, subsidiary), desk_url(request, survey, subsidiary)
    everything = "all" in request.POST
    waiting, own = _waiting(request, returns, everything=everything), lines_naming(survey, request.user)
    taken = list(waiting.exclude(pk__in=own).order_by("pk").only("wanted", "authorised"))
    left_out = list(map(checks.objection_of_own, selectors.told(waiting.filter(pk__in=own))))
    keys = [line.pk for line in taken]
    if not taken:
        messages.info(request, " ".join(left_out) or _("None of these lines waits to be looked at."))
        return redirect(back)
    if "agreed" in request.POST:
        with refusals_said(request):
            seen = request.POST["agreed"]
            _say_taken(request, services.take_as_wanted(survey, subsidiary, keys, actor=request.user, seen=seen))
            return redirect(back)
    hidden = [("all", "1")] if everything else [("selected", key) for key in keys]
    context = {
        "title": _("Take over as wanted"),
        "consequences": [*_taken_words(taken), *left_out],
        "hidden_fields": [*hidden, ("agreed", selectors.code_of_taking(taken))],
        "submit_label": _("Take over"),
        "cancel_url": back,
    }
    return render(request, "ui/confirm.html", context)


def _waiting(request, returns, *, everything):
    """Those of the lines meant that nobody looked at."""
    lines = lines_left(filtered(request, returns)) if everything else selectors.lines_of(returns)
    if not everything:
        lines = lines.filter(pk__in=[key for key in request.POST.getlist("selected") if is_key(key)][:MOST_LINES])
    return selectors.not_looked_at(lines)


def _taken_words(taken):
    wanted, authorised = sum(line.wanted for line in taken), sum(line.authorised for line in taken)
    yield ngettext(
        "%(count)d line that nobody looked at is consolidated as wanted.",
        "%(count)d lines that nobody looked at are consolidated as wanted.",
        len(taken),
    ) % {"count": len(taken)}
    yield _("Seats: %(wanted)d wanted, %(authorised)d authorised now, %(extra)+d.") % {
        "wanted": wanted,
        "authorised": authorised,
        "extra": wanted - authorised,
    }
    yield _("Lines with a number of yours stay as they are. Until the return is passed up each number can be changed.")


def _say_taken(request, count):
    said = ngettext("%(count)d line consolidated as wanted.", "%(count)d lines consolidated as wanted.", count)
    messages.success(request, said % {"count": count})


# --- Duplicates ----------------------------------------------------------------------------------------------------
@require_POST
def consolidation_merge(request, pk, unit):
    """Merge the selected lines into one of them: which, with how many seats, and why."""
    survey, subsidiary = desk_of(request, pk, unit, consolidating=True)
    back = desk_url(request, survey, subsidiary)
    lines = _selected(request, selectors.returns_of(survey, subsidiary))
    if objections := _not_mergeable(lines, lines_naming(survey, request.user)):
        for sentence in objections:
            messages.error(request, sentence)
        return redirect(back)
    seen, targets = request.POST.get("agreed", ""), _possible_targets(lines)
    form = MergeForm(request.POST if seen else None, targets=targets, initial=_proposal(targets, lines))
    if seen and form.is_valid():
        with refusals_on(form):
            _merge(survey, subsidiary, lines, request.user, seen, **form.cleaned_data)
            messages.success(request, _("The lines are merged."))
            return redirect(back)
    context = {
        "title": _("Merge: %(line)s") % {"line": lines[0]},
        "rows": [(line, _together(line, lines) if line in targets else None) for line in lines],
        "form": form,
        "hidden_fields": [*(("selected", line.pk) for line in lines), ("agreed", selectors.code_of_merging(lines))],
        "consequences": _merged_words(),
        "submit_label": _("Merge"),
        "cancel_url": back,
    }
    return render(request, "planning/consolidation_merge.html", context)


def _not_mergeable(lines, own):
    """What is wrong with the choice whichever line becomes the one."""
    if len(lines) < 2:
        return [_("Choose two lines at least.")]
    if concerned := [checks.objection_of_own(line) for line in lines if line.pk in own]:
        return concerned
    return list(dict.fromkeys(checks.objections_to_merging(lines[0], lines[1:], targets=())))


def _possible_targets(lines):
    """Those into which the others can be merged: the one that took others in already, if there is one."""
    taken = selectors.targets_among(lines)
    return [line for line in lines if line.pk in taken] or lines


def _proposal(targets, lines):
    """The unit that asks for most, with all the further seats."""
    target = max(targets, key=lambda line: line.wanted)
    return {"target": target.pk, "number": _together(target, lines)}


def _together(target, lines):
    return checks.merged_number(target, [line for line in lines if line != target])


def _merge(survey, subsidiary, lines, actor, seen, *, target, number, reason):
    if number is None:
        number = _together(next(line for line in lines if line.pk == target), lines)
    merged = [line.pk for line in lines if line.pk != target]
    services.merge_lines(survey, subsidiary, target, merged, actor=actor, number=number, reason=reason, seen=seen)


def _merged_words():
    return [
        _("The line you choose asks for the further seats of all; your number and reason stand at it."),
        _("The others keep the seats that are authorised to them. They stand folded below it and are decided with it."),
        _("What each unit wanted and why stays as it is. They can be separated again until they are passed up."),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def consolidation_separate(request, pk, unit, line):
    """Let a merged line stand for itself again."""
    survey, subsidiary = desk_of(request, pk, unit, consolidating=True)
    back = desk_url(request, survey, subsidiary)
    merged = selectors.told(selectors.merged_at(selectors.returns_of(survey, subsidiary))).filter(pk=line)
    if not (line := merged.first()):
        messages.error(request, _("The line is not merged with another one any more."))
        return redirect(back)
    seen = request.POST.get("agreed", "")
    form = SeparateForm(request.POST if seen else None, initial={"number": checks.separated_number(line)})
    if seen and form.is_valid():
        with refusals_said(request):
            services.separate_line(survey, subsidiary, line.pk, actor=request.user, seen=seen, **form.cleaned_data)
            messages.success(request, _("The line stands for itself again: look at it anew."))
            return redirect(back)
        line = merged.first() or line
        form = SeparateForm(initial={"number": checks.separated_number(line), "reason": form.cleaned_data["reason"]})
    context = {
        "title": _("Separate: %(unit)s, %(line)s") % {"unit": line.demand_return.unit, "line": line},
        "consequences": _separated_words(line),
        "form": form,
        "hidden_fields": [("agreed", selectors.code_of_separating(line))],
        "submit_label": _("Separate"),
        "cancel_url": back,
    }
    return render(request, "ui/confirm.html", context)


def _separated_words(line):
    said = {"unit": line.demand_return.unit, "other": line.merged_into.demand_return.unit}
    said |= {"wanted": line.wanted, "number": line.merged_into.consolidated}
    yield _("The line of %(unit)s, which wants %(wanted)d seats, waits to be looked at again.") % said
    if line.merged_into.consolidated is None:
        yield _("The line of %(other)s has no number yet; say how many seats remain to it.") % said
    else:
        yield _("The line of %(other)s stands at %(number)d seats together; say how many remain to it.") % said


# --- Up ------------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def consolidation_pass_up(request, pk, unit):
    """Pass the chosen returns up to who decides; those of which lines were not looked at are named."""
    survey, subsidiary = desk_of(request, pk, unit, consolidating=True)
    returns, back = selectors.returns_of(survey, subsidiary), desk_url(request, survey, subsidiary)
    chosen = chosen_returns(request.POST)
    if request.method == "POST" and chosen:
        with refusals_said(request):
            count = services.pass_up(survey, subsidiary, chosen, actor=request.user)
            _say_passed(request, count)
            return redirect(back)
    elif request.method == "POST":
        messages.error(request, _("Choose at least one unit."))
    going = selectors.goings_of(returns)
    lacking = {key: list(checks.lacks_of_passing(one, going.keys())) for key, one in going.items()}
    ready = [one for key, one in going.items() if not lacking[key]]
    desk = reverse("planning:consolidation", args=[survey.pk, subsidiary.pk])
    context = {
        "title": _("Pass up: %(unit)s") % {"unit": subsidiary},
        "ready": ready,
        "sums": selectors.summed(ready),
        "lacks": _shortened([sentence for sentences in lacking.values() for sentence in sentences]),
        "unanswered": _unanswered(returns),
        "trail_steps": trail_of(survey, (_("Consolidation: %(unit)s") % {"unit": subsidiary}, desk)),
        "cancel_url": back,
    }
    return render(request, "planning/consolidation_pass_up.html", context)


def _shortened(sentences):
    more = len(sentences) - LACKS_SHOWN
    return [*sentences[:LACKS_SHOWN], _("and %(count)s more places") % {"count": more}] if more > 0 else sentences


def _unanswered(returns):
    units = [demand_return.unit for demand_return in returns.unanswered().select_related("unit").order_by("unit__path")]
    return _("Still in their units: %(units)s. They are passed up later.") % {"units": listed(units)} if units else ""


def _say_passed(request, count):
    said = ngettext(
        "The return of %(count)d unit is passed up.", "The returns of %(count)d units are passed up.", count
    )
    messages.success(request, said % {"count": count})
