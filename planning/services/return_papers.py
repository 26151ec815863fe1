"""A return's way to paper and back: printed for signature, its stamped copy attached."""

from django.db import transaction
from django.utils.translation import gettext as _

from office import audit
from office.enums import PaperKind
from office.errors import DomainError
from office.services import papers
from planning.enums import CopyDoes, Part, SurveyStatus
from planning.rules.signing import what_a_copy_does
from planning.selectors.returns import content_of
from planning.services.participants import remember
from planning.services.returns import agreed_copy, lock, record_paper


@transaction.atomic
def print_return(demand_return, *, actor):
    """Note a printing of the return as it stands; the first one issues its paper. Returns the return with the paper."""
    demand_return = lock(demand_return)
    if demand_return.paper is None:
        title = _("Demand return: %(return)s") % {"return": demand_return}
        demand_return.paper = papers.issue_paper(
            actor=actor, kind=PaperKind.DEMAND_RETURN, title=title[:200], unit=demand_return.unit
        )
        demand_return.save(update_fields=["paper"])
    demand_return.paper = papers.log_printing(demand_return.paper, actor=actor, values=content_of(demand_return))
    return demand_return


@transaction.atomic
def attach_stamped_copy(demand_return, scan, *, code, does, actor):
    """Attach the scan of the copy that bears the check code: in the unit it stands for checking and approving, later it is filed.

    `does` is which of both the page said. Raises DomainError like `record_paper`, if it would do the other by now, and for
    another copy than the one that was filed when it was published.
    """
    demand_return = lock(demand_return)
    if does != what_a_copy_does(demand_return):
        raise DomainError(
            _(
                "The return is in the status “%(status)s” now. Read what the stamped copy does to it, then upload it again."
            )
            % {"status": demand_return.get_status_display()}
        )
    if does == CopyDoes.APPROVES:
        return record_paper(demand_return, scan, code=code, actor=actor)
    if demand_return.signed_code and demand_return.survey.status == SurveyStatus.PUBLISHED:
        raise DomainError(_("The numbers are published: the stamped copy that was filed stays."))
    previous, facts = demand_return.signed_code, agreed_copy(demand_return, code)
    remember(actor, Part.RECORDED, demand_return.pk)
    papers.attach_scan(demand_return.paper, scan, actor=actor)
    for name, value in facts.items():
        setattr(demand_return, name, value)
    demand_return.save(update_fields=facts)
    changes = {"signed_code": [previous, demand_return.signed_code]}
    audit.record(
        actor=actor, verb="demandreturn.copy_filed", target=demand_return, unit=demand_return.unit, changes=changes
    )
    return demand_return
