"""A page that names what an act leads to, asks for a reason where one is due, and does it."""

from django.contrib import messages
from django.shortcuts import redirect, render

from office.errors import DomainError
from office.forms import ReasonForm


def confirm(request, act, *, back, to=None, with_reason=False, **shown):
    """GET shows ui/confirm.html with `shown`; POST calls `act` (with the reason, if one is asked for).

    Afterwards it leads to `to(answer)`, or back; a refusal is said on the page it came from.
    """
    form = ReasonForm(request.POST or None) if with_reason else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            answer = act(form.cleaned_data["reason"]) if form else act()
        except DomainError as error:
            say(request, error)
            return redirect(back)
        return redirect(to(answer) if to else back)
    return render(request, "ui/confirm.html", {**shown, "form": form or "", "cancel_url": back})


def say(request, error):
    """A refusal as messages: the sentence, then its first reasons."""
    messages.error(request, str(error))
    for reason in error.reasons[:10]:
        messages.warning(request, reason)
