"""Letters to those whom a review concerns: those that are chosen, or one."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from establishment.models import HolderLetter
from establishment.papers.letter import letters_document
from establishment.rules.papers import can_print
from establishment.selectors.letters import letter_given, letters_of
from establishment.services.letters import print_letters
from establishment.views.reviews import review_in_sight
from office.enums import PaperKind
from office.keys import is_key
from office.papers import templates
from office.selectors.papers import printings_of
from office.views.acting import refusals_said
from office.views.files import word_file
from posts.papers.words import printing_foot


@require_http_methods(["GET", "HEAD", "POST"])
def review_letters(request, pk):
    """All letters, a leaf each. Looking at them logs nothing; POST logs a printing of the `selected` and shows the check codes."""
    review = review_in_sight(request, pk, can_print)
    if request.method != "POST":
        return _letters(request, review, letters_of(review))
    with refusals_said(request), transaction.atomic():
        letters = print_letters(review, actor=request.user, fates=_selected(request))
        return _letters(request, review, letters, printed=True)
    return redirect("establishment:review_letters", pk=pk)


def _selected(request):
    """{key of a HolderFate} of the letters that are ticked."""
    return {int(key) for key in request.POST.getlist("selected") if is_key(key)}


def _letters(request, review, letters, *, printed=False):
    context = {
        "title": _("Letters to holders: %(review)s") % {"review": review},
        "trail_steps": [(review.title, review.get_absolute_url())],
        "review": review,
        "prints": bool(letters),
        "chooses": not printed,
        **_leaves(request, review, letters, printed),
    }
    return render(request, "establishment/letters.html", context)


def _leaves(request, review, letters, printed):
    """What the pages of one letter and of all have in common."""
    foots = [printing_foot(letter.paper.check_code, request.user) if printed else "" for letter in letters]
    return {
        "letters": list(zip(letters, foots, strict=True)),
        "asked": review.unit.name,
        "nothing": not letters,
        "printed": printed,
    }


@require_POST
def review_letters_word(request, pk):
    """The `selected` letters in one Word file, a page each; each is logged as printed."""
    review = review_in_sight(request, pk, can_print)
    template = templates.opened(PaperKind.HOLDER_LETTER)
    with refusals_said(request), transaction.atomic():
        letters = print_letters(review, actor=request.user, fates=_selected(request), version=template.version)
        content = letters_document(letters, template, request.user)
        return word_file(content, f"{PaperKind.HOLDER_LETTER.label}-{review.title}.docx")
    return redirect("establishment:review_letters", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def letter_detail(request, pk):
    """One letter, which its reader may open as well; POST logs that it was printed once more."""
    given = get_object_or_404(
        HolderLetter.objects.visible_to(request.user).select_related(
            "fate__change__review__unit", "fate__change__review__decision__unit", "paper"
        ),
        pk=pk,
    )
    review = given.fate.change.review
    if request.method == "POST" and not can_print(request.user, review):
        raise PermissionDenied
    if request.method != "POST":
        return _letter(request, given, letter_given(given))
    with refusals_said(request), transaction.atomic():
        (letter,) = print_letters(review, actor=request.user, fates={given.fate_id})
        return _letter(request, given, letter, printed=True)
    return redirect(given)


def _letter(request, given, letter, *, printed=False):
    review, held = letter.review, letter.held
    prints = can_print(request.user, review)
    context = {
        "title": _("Letter on the changed post: %(name)s") % {"name": letter.engineer},
        "trail_steps": [(str(letter.engineer), held.get_absolute_url())],
        "given": given,
        "holds": letter.holds,
        "prints": prints and letter.holds,
        "printings": printings_of(given.paper) if prints else [],
        **_leaves(request, review, [letter], printed),
    }
    return render(request, "establishment/letter_detail.html", context)
