"""Taking up what lies on nobody's desk, so that it can be decided: its subsidiary was closed, or the unit moved away."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from office import audit
from office.errors import DomainError
from office.locks import lock_rows
from planning.enums import RUNNING_SURVEYS, ReturnStatus
from planning.models import DemandLine, DemandReturn
from planning.selectors.consolidators import on_no_desk
from planning.selectors.taking_up import before_taking_up, lines_to_take_up
from planning.services.returns import NAMED, move_all
from planning.services.surveys import lock_in


@transaction.atomic
def take_up(survey, *, actor, seen):
    """Up to who decides: numbers that a subsidiary had set stay, the other lines are taken as wanted. Answers how many returns.

    `seen` is the code of what was shown. Raises DomainError if that changed, and for lines merged with others that a
    subsidiary consolidates.
    """
    survey = lock_in(survey, *RUNNING_SURVEYS)
    lock_rows(DemandReturn, on_no_desk(survey).values_list("pk", flat=True))
    lock_rows(DemandLine, lines_to_take_up(survey).values_list("pk", flat=True))
    found = before_taking_up(survey)
    if not found.returns or found.code != seen:
        raise DomainError(_("Something was changed meanwhile. Look at what is there now."))
    if found.blockers:
        raise DomainError(_("These returns cannot be taken up yet."), reasons=found.blockers)
    _take_as_wanted(survey, actor)
    move_all(found.returns, ReturnStatus.CONSOLIDATED, actor=actor, verb="demandreturn.taken_up")
    return len(found.returns)


def _take_as_wanted(survey, actor):
    lines = lines_to_take_up(survey).filter(consolidated=None)
    named = list(lines.select_related("demand_return__unit", *NAMED))
    lines.update(consolidated=F("wanted"), consolidated_reason="")
    rows = [(line, line.demand_return.unit, {"consolidated": [None, line.wanted]}) for line in named]
    audit.record_many(actor=actor, verb="demandline.taken_as_wanted", rows=rows)
