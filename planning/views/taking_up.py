"""Taking up the returns that no subsidiary consolidates any more."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from office.sentences import listed
from office.views.acting import refusals_said
from planning.rules.surveys import can_decide
from planning.selectors.taking_up import before_taking_up
from planning.services.taking_up import take_up
from planning.views.sight import survey_in_sight


@require_http_methods(["GET", "HEAD", "POST"])
def survey_take_up(request, pk):
    survey = survey_in_sight(request, pk, can_decide)
    desk = reverse("planning:survey_desk", args=[pk])
    if request.method == "POST":
        with refusals_said(request):
            count = take_up(survey, actor=request.user, seen=request.POST.get("agreed", ""))
            messages.success(request, _("Returns taken up: %(count)d.") % {"count": count})
            return redirect(desk)
    state = before_taking_up(survey)
    context = {
        "title": _("Take up returns: %(survey)s") % {"survey": survey},
        "survey": survey,
        "consequences": list(_what_it_does(state)),
        "reasons_against": state.blockers if state.returns else [_("No return waits to be taken up.")],
        "hidden_fields": [("agreed", state.code)],
        "submit_label": _("Take up"),
        "cancel_url": desk,
        "trail_steps": [(survey.title, survey.get_absolute_url()), (_("Decision desk"), desk)],
    }
    return render(request, "planning/survey_take_up.html", context)


def _what_it_does(state):
    if not state.returns:
        return
    units = listed([str(one.unit) for one in state.returns])
    yield _("Returns that no subsidiary consolidates any more: %(count)d (%(units)s). They lie before you then.") % {
        "count": len(state.returns),
        "units": units,
    }
    yield _("Lines taken as the units want them: %(count)d. Numbers that a subsidiary had entered stay.") % {
        "count": state.open
    }
