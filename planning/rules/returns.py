"""Who fills in, checks, approves, consolidates and sends back a return. Status is the services' matter.

`consolidator` is the subsidiary that consolidates the unit's return; None where it goes straight to who decides.
"""

from django.utils.translation import gettext_lazy as _

from office.enums import HR_ROLES, Role
from planning.enums import ANSWERED, UNANSWERED, Part, ReturnStatus, SurveyStatus
from planning.rules.surveys import can_decide, can_run
from posts.rules.actions import Action, primary_last

FILLERS = HR_ROLES | {Role.FILLER}


def can_fill(user, demand_return, _consolidator=None):
    """The unit's filler; human resources where a unit answers on paper."""
    return user.holds(FILLERS, demand_return.unit.path)


def can_check(user, demand_return, _consolidator=None):
    return user.holds({Role.CHECKER}, demand_return.unit.path)


def can_approve(user, demand_return, _consolidator=None):
    return user.holds({Role.UNIT_HEAD}, demand_return.unit.path)


def can_record_paper(user, demand_return, _consolidator=None):
    """Enter that the head has signed on paper, with the stamped scan."""
    return user.holds(HR_ROLES, demand_return.unit.path)


def can_consolidate(user, consolidator):
    """Set the subsidiary's own number beside the wanted ones of its units, and pass them up."""
    return consolidator is not None and user.holds(HR_ROLES, consolidator.path)


def can_extend(user, demand_return, _consolidator=None):
    return can_run(user, demand_return.survey)


def may_send_back(user, demand_return, consolidator):
    """At one time or another."""
    return can_run(user, demand_return.survey) or any(_senders(user, demand_return, consolidator).values())


def can_send_back(user, demand_return, consolidator):
    """Whose turn it is, and whoever runs the survey."""
    turns = _senders(user, demand_return, consolidator)
    status = demand_return.status
    return status in turns and (turns[status] or can_run(user, demand_return.survey))


def _senders(user, demand_return, consolidator):
    """{status: whether this is the one whose turn it is then}"""
    return {
        ReturnStatus.CHECKING: can_check(user, demand_return),
        ReturnStatus.APPROVING: can_approve(user, demand_return),
        ReturnStatus.SUBMITTED: can_consolidate(user, consolidator),
        ReturnStatus.CONSOLIDATED: can_decide(user, demand_return.survey),
    }


def why_not_sign(user, demand_return):
    """Why somebody else has to check or approve it, "" if this person may: three people stand for a return on screen.

    Who ever filled in anything of it has done so for good; it is checked anew each time it is handed in.
    """
    if demand_return.participants.filter(person=user, part=Part.FILLED).exists():
        return _("You filled this return in yourself: somebody else checks and approves it.")
    if demand_return.checked_by_id == user.pk:
        return _("You checked this return yourself: somebody else approves it.")
    return ""


def is_overdue(demand_return, on):
    """Still in the unit though its last day has gone by."""
    return demand_return.status in UNANSWERED and on > demand_return.answered_by


def comes_late(demand_return, on):
    """Whether it is marked as late if it leaves the unit on this day; what was in time once is not late when it comes again."""
    return demand_return.submitted_at is None and on > demand_return.answered_by


def is_added(line):
    """Whether the unit has no such posts, so that somebody added the line."""
    return not (line.authorised or line.held)


def why_locked(demand_return):
    """Why nothing can be typed into it now, "" if it can: its survey is answered, and it is with its filler."""
    if demand_return.survey.status != SurveyStatus.OPEN:
        return _("The survey is not answered now.")
    if demand_return.status != ReturnStatus.DRAFT:
        return _("The return was handed in. Load the page again.")
    return ""


# --- The buttons of its page -----------------------------------------------------------------------------------
def _being_answered(*statuses):
    return lambda demand_return: demand_return.survey.status == SurveyStatus.OPEN and demand_return.status in statuses


def _returnable(demand_return):
    """Back to whoever has had it; once the survey is closed only to a subsidiary."""
    if demand_return.survey.status == SurveyStatus.CLOSED:
        return demand_return.status == ReturnStatus.CONSOLIDATED
    return demand_return.survey.status == SurveyStatus.OPEN and demand_return.status not in (
        ReturnStatus.DRAFT,
        ReturnStatus.ACCEPTED,
    )


def _unfiled(demand_return):
    """Approved on screen; the copy that is stamped as well comes later."""
    return demand_return.status in ANSWERED and not demand_return.signed_code


def _by_another(may):
    return lambda user, demand_return, consolidator: (
        may(user, demand_return, consolidator) and not why_not_sign(user, demand_return)
    )


ACTIONS = (
    Action(_("Give more time"), "planning:return_extend", can_extend, _being_answered(*UNANSWERED)),
    Action(_("Send back"), "planning:return_send_back", can_send_back, _returnable),
    Action(_("Record the stamped copy"), "planning:return_paper", can_record_paper, _being_answered(*UNANSWERED)),
    Action(_("File the stamped copy"), "planning:return_paper", can_record_paper, _unfiled),
    Action(_("Hand in"), "planning:return_hand_in", can_fill, _being_answered(ReturnStatus.DRAFT), primary=True),
    Action(
        _("Checked"),
        "planning:return_check",
        _by_another(can_check),
        _being_answered(ReturnStatus.CHECKING),
        primary=True,
    ),
    Action(
        _("Approve"),
        "planning:return_approve",
        _by_another(can_approve),
        _being_answered(ReturnStatus.APPROVING),
        primary=True,
    ),
)


def open_actions(user, demand_return, consolidator):
    """The actions that this person may take on the return as it stands."""
    return primary_last(
        action for action in ACTIONS if action.when(demand_return) and action.may(user, demand_return, consolidator)
    )
