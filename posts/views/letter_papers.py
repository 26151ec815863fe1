"""The way of a target letter to paper and back: looked at, printed, taken along as a Word file, its signed copy attached."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from office.intake.uploads import refusal_of
from office.views.acting import refusals_on, refusals_said
from office.views.files import attachment, word_file
from posts.forms.letters import LetterScanForm
from posts.papers.letter import foot_of, letter_document
from posts.rules import letters as rules
from posts.services import letters as services
from posts.views.letters import letter_in_sight


@require_http_methods(["GET", "HEAD", "POST"])
def letter_print(request, pk):
    """The letter as it comes out of the printer. Looking at it logs nothing; POST logs a printing and gives the check code."""
    letter = letter_in_sight(request, pk, rules.can_print_letter)
    printing = request.method == "POST"
    if printing:
        with refusals_said(request):
            return _leaf(request, services.print_letter(letter, actor=request.user), printing=True)
        return redirect(letter)
    return _leaf(request, letter, printing=False)


def _leaf(request, letter, *, printing):
    goals = list(letter.goals.all())
    context = {
        "title": _("Target letter: %(name)s") % {"name": letter.appointment.engineer},
        "letter": letter,
        "held": letter.appointment,
        "post": letter.appointment.seat.post,
        "goals": goals,
        "weight": sum(goal.weight for goal in goals),
        "reasons": rules.blockers(letter, goals),
        "printing": printing,
        "foot": foot_of(letter, request.user) if printing else "",
    }
    return render(request, "posts/letter_print.html", context)


@require_POST
def letter_word(request, pk):
    """The same as a Word file of HR's template; it counts as a printing."""
    letter = letter_in_sight(request, pk, rules.can_print_letter)
    with refusals_said(request), transaction.atomic():
        letter = services.print_letter(letter, actor=request.user)
        engineer = letter.appointment.engineer
        name = f"{_('Target letter')}-{engineer.employee_number}-{engineer.name}-{letter.starts_on:%Y}.docx"
        return word_file(letter_document(letter, user=request.user), name)
    return redirect(letter)


@require_http_methods(["GET", "HEAD", "POST"])
def letter_scan(request, pk):
    """Attach the signed copy; a draft is agreed by it."""
    letter = letter_in_sight(request, pk, rules.can_attach_scan)
    form = LetterScanForm(request.POST or None, request.FILES or None, refusal=refusal_of(request))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        with refusals_on(form):
            services.sign_on_paper(letter, facts["scan"], facts["code"], actor=request.user)
            messages.success(request, _("The signed copy is attached; the letter counts."))
            return redirect(letter)
    context = {
        "title": _("Attach the signed copy: %(name)s") % {"name": letter.appointment.engineer},
        "form": form,
        "guidance": [
            _("Both the holder and the unit have signed on it."),
            _(
                "If goals were changed after it was printed, the code is another one: print the letter again and have it signed."
            ),
        ],
        "cancel_url": letter.get_absolute_url(),
    }
    return render(request, "ui/upload.html", context)


@require_safe
def letter_scan_file(request, pk):
    paper = letter_in_sight(request, pk).paper
    return attachment(paper and paper.scan, paper.scan_name if paper else "")
