"""How every page does an act: a refusal is said where the person is looking, with all its reasons, and nothing is lost.

Authority is the view's own question; this answers for what the service refuses.
"""

from contextlib import contextmanager

from django.contrib import messages
from django.shortcuts import redirect, render

from office.check_codes import digest
from office.errors import DomainError
from office.forms import ReasonForm

REASONS_SAID = 10


@contextmanager
def refusals_on(form, field=None):
    """A refusal raised within stands on the form (at a field of it); what follows draws the page again."""
    try:
        yield
    except DomainError as error:
        form.add_error(field, [str(error), *map(str, error.reasons)])


@contextmanager
def refusals_said(request):
    """A refusal raised within is said by messages on the next page; what follows leads there."""
    try:
        yield
    except DomainError as error:
        say(request, error)


def say(request, error):
    """A refusal as messages: the sentence, then its first reasons."""
    messages.error(request, str(error))
    for reason in error.reasons[:REASONS_SAID]:
        messages.warning(request, reason)


def agreement(shown):
    """What a confirmed form carries: the act is done only if just this was shown."""
    return digest(shown)


def agreed(request, shown):
    return request.POST.get("agreed") == agreement(shown)


def confirm(request, act, *, back, to=None, done="", with_reason=False, **shown):
    """A page that names what an act leads to, asks for a reason where one is due, and does it.

    GET shows ui/confirm.html with `shown`; POST calls `act` (with the reason, if one is asked for), says `done` and leads
    to `to(answer)`, or back; a refusal is said on the page it came from.
    """
    form = ReasonForm(request.POST or None) if with_reason else None
    if request.method == "POST" and (form is None or form.is_valid()):
        with refusals_said(request):
            answer = act(form.cleaned_data["reason"]) if form else act()
            if done:
                messages.success(request, done)
            return redirect(to(answer) if to else back)
        return redirect(back)
    return render(request, "ui/confirm.html", {**shown, "form": form or "", "cancel_url": back})
