"""A return's way to paper and back: printed for signature, its stamped copy attached."""

from django.db import transaction
from django.utils.translation import gettext as _

from office import audit
from office.enums import PaperKind
from office.errors import DomainError
from office.services import papers
from planning.enums import UNANSWERED, SurveyStatus
from planning.selectors.returns import content_of
from planning.services.returns import agreed_code, lock, record_paper


@transaction.atomic
def print_return(answer, *, actor):
    """Note a printing of the return as it stands; the first one issues its paper. Returns the return with the paper."""
    answer = lock(answer)
    if answer.paper is None:
        title = _("Demand return: %(return)s") % {"return": answer}
        answer.paper = papers.issue_paper(
            actor=actor, kind=PaperKind.DEMAND_RETURN, title=title[:200], unit=answer.unit
        )
        answer.save(update_fields=["paper"])
    answer.paper = papers.log_printing(answer.paper, actor=actor, values=content_of(answer))
    return answer


@transaction.atomic
def attach_stamped_copy(answer, scan, *, code, actor):
    """Attach the scan of the copy that bears the check code: in the unit it stands for checking and approving, later it is filed.

    Raises DomainError like `record_paper`, and for another copy than the one that was filed when it was published.
    """
    answer = lock(answer)
    if answer.status in UNANSWERED:
        return record_paper(answer, scan, code=code, actor=actor)
    if answer.signed_code and answer.survey.status == SurveyStatus.PUBLISHED:
        raise DomainError(_("The numbers are published: the stamped copy that was filed stays."))
    previous, answer.signed_code = answer.signed_code, agreed_code(answer, code)
    papers.attach_scan(answer.paper, scan, actor=actor)
    answer.save(update_fields=["signed_code"])
    changes = {"signed_code": [previous, answer.signed_code]}
    audit.record(actor=actor, verb="demandreturn.copy_filed", target=answer, unit=answer.unit, changes=changes)
    return answer
