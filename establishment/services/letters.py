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
def print_letters(review, *, actor, fates=None, version=""):
    """Log a printing of the letters of an applied review, or of those to whom `fates` ({key of a HolderFate}) belong; the first
    one issues a letter. Returns [Letter].

    Raises DomainError while the review is not applied, if it concerns nobody, and if none that holds is chosen.
    """
    review = lock_in(review, ReviewStatus.APPLIED)
    there = letters_of(review)
    if not there:
        raise DomainError(_("Nobody's post or term is changed by this review: there is no letter to print."))
    found = [letter for letter in there if fates is None or letter.fate.pk in fates]
    if not found:
        raise DomainError(_("Choose at least one letter that holds."))
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
