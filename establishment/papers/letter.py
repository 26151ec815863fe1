"""岗位变动告知书 as a Word file, a page for each person, in the language of the house."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from office.papers.words import plain
from posts.papers.words import long_date, printing_foot

NOTHING = "—"


def letters_document(letters, template, user):
    """The bytes of a .docx with a page for each Letter, whose printing was just logged."""
    with translation.override(settings.LANGUAGE_CODE):
        return template.fill({"letters": [_context(letter, user) for letter in letters]})


def _context(letter, user):
    review, engineer = letter.review, letter.engineer
    return {
        "name": plain(engineer.name),
        "number": engineer.employee_number,
        "review": plain(review.title),
        "decision": plain(f"{letter.issuer}{review.decision}"),
        "decided_on": long_date(review.decision.held_on),
        "effective": long_date(review.effective_on),
        **_place(letter.before, ""),
        **_place(letter.after, "new_"),
        "what": plain("\n　　".join(letter.sentences)),
        "asked": plain(_("the human resources of %(unit)s") % {"unit": review.unit.name}),
        "issuer": plain(letter.issuer),
        "dated_on": long_date(letter.dated_on),
        "foot": printing_foot(letter.paper.check_code, user),
    }


def _place(place, before):
    names = ("post", "seat", "unit", "discipline", "grade")
    return {f"{before}{name}": plain(getattr(place, name)) if place else NOTHING for name in names}
