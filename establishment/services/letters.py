"""Letters to those whom a review concerns, printed."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from establishment.enums import ReviewStatus
from establishment.models import HolderLetter
from establishment.selectors.letters import letters_of
from establishment.services.reviews import lock_in
from office import audit
from office.enums import PaperKind
from office.errors import DomainError
from office.services import papers
from office.services.papers import NewPaper


@transaction.atomic
def print_letters(review, *, actor, only=None, version=""):
    """Log a printing of the letters of an applied review, or of the one that is given; the first one issues it. Returns [Letter].

    Raises DomainError while the review is not applied, and if it concerns nobody.
    """
    review = lock_in(review, ReviewStatus.APPLIED)
    found = [letter for letter in letters_of(review) if only in (None, letter.letter)]
    if not found:
        raise DomainError(_("Nobody's post or term is changed by this review: there is no letter to print."))
    found = _issued(found, actor, version)
    values = {letter.paper.pk: list(letter.values) for letter in found}
    printed = papers.log_printings(
        [letter.paper for letter in found],
        actor=actor,
        values_of=lambda paper: values[paper.pk],
        template_version=version,
    )
    for letter, paper in zip(found, printed, strict=True):
        letter.letter.paper = paper
    changes = {"people": [None, len(found)]}
    audit.record(actor=actor, verb="postreview.letters_printed", target=review, unit=review.unit, changes=changes)
    return found


def _issued(letters, actor, version):
    """The same, with a paper for each that had none."""
    new = [letter for letter in letters if letter.paper is None]
    rows = [
        NewPaper(_("Letter on a changed post: %(name)s") % {"name": letter.engineer.name}, letter.review.unit)
        for letter in new
    ]
    made = papers.issue_unnumbered(rows, actor=actor, kind=PaperKind.HOLDER_LETTER, template_version=version)
    issued = HolderLetter.objects.bulk_create(
        HolderLetter(fate=letter.fate, became=letter.became, paper=paper)
        for letter, paper in zip(new, made, strict=True)
    )
    of_fate = {letter.fate_id: letter for letter in issued}
    return [replace(letter, letter=letter.letter or of_fate[letter.fate.pk]) for letter in letters]
