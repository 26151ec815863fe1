"""Who prints a return, and why somebody cannot sign it now: `standing_against` says in sentences what services refuse."""

from django.utils.translation import gettext as _

from office.enums import Role
from planning.enums import UNANSWERED, CopyDoes, ReturnStatus, SurveyStatus
from planning.rules.returns import FILLERS, can_send_back, why_not_sign
from planning.rules.surveys import can_decide

PRINTERS = FILLERS | {Role.CHECKER, Role.UNIT_HEAD}


def can_print(user, demand_return, _consolidator=None):
    return user.holds(PRINTERS, demand_return.unit.path)


def what_a_copy_does(demand_return):
    return CopyDoes.APPROVES if demand_return.status in UNANSWERED else CopyDoes.FILED


def why_not_send_back(user, demand_return, consolidator):
    """Why somebody who sends it back at other times does not now, or ""."""
    if can_send_back(user, demand_return, consolidator):
        return ""
    return _("The return is in the status “%(status)s”: you cannot send it back now.") % {
        "status": demand_return.get_status_display()
    }


def can_send_to_subsidiary(user, demand_return, consolidator):
    """Ask the subsidiary to consolidate it once more, rather than the unit to fill it in again."""
    return (
        consolidator is not None
        and demand_return.status == ReturnStatus.CONSOLIDATED
        and can_decide(user, demand_return.survey)
    )


def standing_against(user, demand_return, turn):
    """[sentence] of what keeps this person from handing it in (turn DRAFT), checking or approving it."""
    if demand_return.survey.status != SurveyStatus.OPEN:
        status = {"status": demand_return.survey.get_status_display()}
        return [_("The survey is in the status “%(status)s”: it is not answered now.") % status]
    if demand_return.status != turn:
        return [_("The return is in the status “%(status)s”.") % {"status": demand_return.get_status_display()}]
    reason = "" if turn == ReturnStatus.DRAFT else why_not_sign(user, demand_return)
    return [reason] if reason else []
