"""A return's way: filled in, handed in, checked, approved, sent back. `move` is the only writer of its status."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from office import audit
from office.bulk import update_rows
from office.check_codes import read_code
from office.clock import today
from office.errors import DomainError
from office.locks import lock_rows
from office.selectors.papers import printing_with
from office.sentences import joined
from office.services.papers import attach_scan
from planning.checks.consolidation import objection_to_going_back
from planning.enums import ANSWERED, RETURN_TRANSITIONS, RUNNING_SURVEYS, UNANSWERED, Part, ReturnStatus, SurveyStatus
from planning.models import DemandLine, DemandReturn
from planning.rules import returns as rules
from planning.rules.signing import why_not_send_back
from planning.rules.surveys import can_decide
from planning.selectors.consolidators import any_consolidated, consolidator_of
from planning.selectors.merged import beside_unit, code_of_going_back, merged_returns, partner_names
from planning.selectors.qualified import own_people_counted
from planning.selectors.returns import content_code, lacks
from planning.services.participants import remember

NAMED = ("grade", "discipline")  # what the name of a line asks for


def lock(demand_return):
    """The return as it is now with its survey and unit, locked until the transaction ends.

    It is read once it is locked: its survey may have been closed by whoever was waited for.
    """
    lock_rows(DemandReturn, [demand_return.pk])
    return DemandReturn.objects.select_related("survey__unit", "unit", "paper__unit").get(pk=demand_return.pk)


def lock_answering(demand_return, *statuses):
    """The same, refused unless its survey is being answered and it is in one of the statuses."""
    demand_return = lock(demand_return)
    _refuse_unless(demand_return, *statuses)
    return demand_return


def _refuse_unless(demand_return, *statuses):
    if demand_return.survey.status != SurveyStatus.OPEN:
        raise DomainError(
            _("The survey is in the status “%(status)s”: it is not answered now.")
            % {"status": demand_return.survey.get_status_display()}
        )
    if demand_return.status not in statuses:
        raise DomainError(
            _("The return is in the status “%(status)s”.") % {"status": demand_return.get_status_display()}
        )


def move(demand_return, status, *, actor, verb, reason="", **fields):
    """Write the status of a locked return. Raises DomainError if its present status does not lead there."""
    if status not in RETURN_TRANSITIONS[demand_return.status]:
        raise DomainError(
            _("The return is in the status “%(status)s”.") % {"status": demand_return.get_status_display()}
        )
    previous, demand_return.status = demand_return.status, status
    for name, value in fields.items():
        setattr(demand_return, name, value)
    demand_return.save(update_fields=["status", *fields, "updated_at"])
    changes = {"status": [previous, status]}
    audit.record(actor=actor, verb=verb, target=demand_return, unit=demand_return.unit, changes=changes, reason=reason)
    return demand_return


def move_all(returns, status, *, actor, verb):
    """The same for many locked returns with their units and surveys, none of them sent back any more: two statements."""
    for demand_return in returns:
        if status not in RETURN_TRANSITIONS[demand_return.status]:
            raise DomainError(
                _("The return is in the status “%(status)s”.") % {"status": demand_return.get_status_display()}
            )
    moved = DemandReturn.objects.filter(pk__in=[demand_return.pk for demand_return in returns])
    moved.update(status=status, sent_back_reason="", updated_at=timezone.now())
    rows = [
        (demand_return, demand_return.unit, {"status": [demand_return.status, status]}) for demand_return in returns
    ]
    audit.record_many(actor=actor, verb=verb, rows=rows)


# --- Within the unit -------------------------------------------------------------------------------------------
@transaction.atomic
def hand_in(demand_return, *, actor, seen):
    """The filler has finished; the checker's turn. `seen` is the `content_code` of what was shown.

    Raises DomainError with a sentence per thing that is missing, and if somebody changed the return since it was shown.
    """
    demand_return = lock(demand_return)
    if demand_return.status == ReturnStatus.CHECKING and demand_return.filled_by_id == actor.pk:
        return demand_return  # one form sent twice
    _refuse_unless(demand_return, ReturnStatus.DRAFT)
    _refuse_changed(demand_return, seen)
    _refuse_incomplete(demand_return)
    _count_own_people(demand_return)
    remember(actor, Part.FILLED, demand_return.pk)
    return move(
        demand_return,
        ReturnStatus.CHECKING,
        actor=actor,
        verb="demandreturn.handed_in",
        filled_by=actor,
        filled_at=timezone.now(),
        sent_back_reason="",
    )


@transaction.atomic
def check(demand_return, *, actor, seen):
    """The checker, another person than those who filled it in, finds it right; the head's turn."""
    demand_return = lock(demand_return)
    if demand_return.status == ReturnStatus.APPROVING and demand_return.checked_by_id == actor.pk:
        return demand_return
    _refuse_unless(demand_return, ReturnStatus.CHECKING)
    _refuse_own(demand_return, actor)
    _refuse_changed(demand_return, seen)
    remember(actor, Part.CHECKED, demand_return.pk)
    return move(
        demand_return,
        ReturnStatus.APPROVING,
        actor=actor,
        verb="demandreturn.checked",
        checked_by=actor,
        checked_at=timezone.now(),
    )


@transaction.atomic
def approve(demand_return, *, actor, seen):
    """The unit's head, a third person, approves: the return leaves the unit."""
    demand_return = lock(demand_return)
    if demand_return.status in ANSWERED and demand_return.approved_by_id == actor.pk:
        return demand_return
    _refuse_unless(demand_return, ReturnStatus.APPROVING)
    _refuse_own(demand_return, actor)
    _refuse_changed(demand_return, seen)
    remember(actor, Part.APPROVED, demand_return.pk)
    facts = {"approved_by": actor, "approved_at": timezone.now(), "on_paper": False}
    return _submit(demand_return, actor=actor, verb="demandreturn.approved", **facts)


@transaction.atomic
def record_paper(demand_return, scan, *, code, actor):
    """The head has signed the printed copy: its stamped scan stands for checking and approving here.

    `code` is the check code on it. Raises DomainError if no printing bears it, if the return was changed since, lacks
    something, or if the file is no scan.
    """
    demand_return = lock_answering(demand_return, *UNANSWERED)
    facts = agreed_copy(demand_return, code)
    _refuse_incomplete(demand_return)
    attach_scan(demand_return.paper, scan, actor=actor)
    _count_own_people(demand_return)
    remember(actor, Part.RECORDED, demand_return.pk)
    facts |= {"on_paper": True} | _handed_in(demand_return, actor)
    return _submit(demand_return, actor=actor, verb="demandreturn.approved_on_paper", sent_back_reason="", **facts)


def _handed_in(demand_return, actor):
    """By whom and when: what nobody did, whoever records the stamped copy does with it."""
    if demand_return.filled_by:
        return {}
    remember(actor, Part.FILLED, demand_return.pk)
    return {"filled_by": actor, "filled_at": timezone.now()}


def agreed_copy(demand_return, typed):
    """What a locked return keeps of its signed copy, whose check code somebody typed.

    Raises DomainError for the code of no printing, for one of what the return said earlier, and for one that is older than
    its sending back.
    """
    if demand_return.paper is None:
        raise DomainError(_("Print the return first: the stamped copy bears its check code."))
    printing = printing_with(demand_return.paper, typed)
    if printing is None:
        raise DomainError(
            _("No printing of this return carries the check code %(code)s. Look at the foot of the signed copy.")
            % {"code": read_code(typed)}
        )
    if printing.digest != content_code(demand_return):
        raise DomainError(_("The return was changed since it was printed. Print it again and have that copy stamped."))
    if demand_return.sent_back_at and printing.printed_at < demand_return.sent_back_at:
        raise DomainError(
            _("The copy was printed before the return was sent back. Print it again and have that copy stamped.")
        )
    return {"signed_code": printing.check_code, "signed_digest": printing.digest}


def _count_own_people(demand_return):
    """Write down how many of the unit's people meet the conditions, as it stands when the unit says what it wants."""
    lines = list(demand_return.lines.select_related("grade", "discipline"))
    people = own_people_counted(demand_return.unit, lines, demand_return.survey.as_of)
    update_rows(DemandLine, ["qualified"], [(met, key) for key, (met, _look) in people.items()])


def _submit(demand_return, *, actor, verb, **facts):
    """Out of the unit: to the subsidiary that consolidates, without one straight to who decides, as it is wanted."""
    late = demand_return.late or rules.comes_late(demand_return, today())
    facts |= {"late": late, "submitted_at": demand_return.submitted_at or timezone.now()}
    demand_return = move(demand_return, ReturnStatus.SUBMITTED, actor=actor, verb=verb, **facts)
    if consolidator_of(demand_return) is None:
        _take_as_wanted(demand_return, actor)
        demand_return = move(demand_return, ReturnStatus.CONSOLIDATED, actor=actor, verb="demandreturn.passed_up")
    return demand_return


def _take_as_wanted(demand_return, actor):
    demand_return.lines.update(consolidated=F("wanted"), consolidated_reason="")
    rows = [
        (line, demand_return.unit, {"consolidated": [None, line.wanted]})
        for line in demand_return.lines.select_related(*NAMED)
    ]
    audit.record_many(actor=actor, verb="demandline.taken_as_wanted", rows=rows)


# --- Back, and more time ---------------------------------------------------------------------------------------
UNSIGNED = {
    "filled_by": None,
    "filled_at": None,
    "checked_by": None,
    "checked_at": None,
    "approved_by": None,
    "approved_at": None,
    "on_paper": False,
    "signed_code": "",
    "signed_digest": "",
}


@transaction.atomic
def send_back(demand_return, *, actor, reason, seen):
    """To the unit's filler, with the reason; what was typed stays, what was consolidated of it is open again.

    Merged lines are separated by a subsidiary before; where none consolidates them any more, all returns that hang together
    go back to their units and are separated thereby. `seen` is the `code_of_going_back` of what was shown. Raises DomainError
    once a number is decided, once the survey is closed: nobody could answer it any more, if it is not the actor's to send
    back by now, and if something changed since it was shown.
    """
    found = _lock_merged(demand_return)
    demand_return, *others = found
    if demand_return.status == ReturnStatus.DRAFT and demand_return.sent_back_reason == reason:
        return demand_return  # one form sent twice
    if demand_return.survey.status == SurveyStatus.CLOSED:
        raise DomainError(_("The survey is closed to answers: open it to answers again, then send the return back."))
    if refusal := why_not_send_back(actor, demand_return, consolidator_of(demand_return)):
        raise DomainError(refusal)
    _refuse_other(found, seen)
    if others and any_consolidated(found):
        raise DomainError(objection_to_going_back(demand_return, partner_names(demand_return)))
    now = timezone.now()
    for one in found:
        _open_again(one, actor, reason)
        fields = UNSIGNED | {"sent_back_reason": reason, "sent_back_at": now}
        move(one, ReturnStatus.DRAFT, actor=actor, verb="demandreturn.sent_back", reason=reason, **fields)
    return demand_return


def _open_again(demand_return, actor, reason):
    """What was consolidated of it counts no more; it stays in the trail of each line."""
    related = (*NAMED, "merged_into__demand_return__unit", *(f"merged_into__{name}" for name in NAMED))
    lines = list(demand_return.lines.exclude(consolidated=None).select_related(*related))
    demand_return.lines.update(consolidated=None, consolidated_reason="", merged_into=None, merged_extra=0)
    rows = [(line, demand_return.unit, _opened(line)) for line in lines]
    audit.record_many(actor=actor, verb="demandline.opened_again", rows=rows, reason=reason)


def _opened(line):
    told = {"consolidated": [line.consolidated, None]}
    return told | {"merged_into": [beside_unit(line.merged_into), None]} if line.merged_into else told


@transaction.atomic
def send_back_to_subsidiary(demand_return, *, actor, reason, seen):
    """To the subsidiary that consolidated it, for other numbers: those it has set stay until it changes them.

    All returns that hang together by merged lines go back together. Raises DomainError once a number of one is decided,
    where no subsidiary consolidates any of them, and if something changed since it was shown.
    """
    found = _lock_merged(demand_return)
    demand_return = found[0]
    if demand_return.status == ReturnStatus.SUBMITTED and demand_return.sent_back_reason == reason:
        return demand_return  # one form sent twice
    if demand_return.status != ReturnStatus.CONSOLIDATED:
        raise DomainError(
            _("The return is in the status “%(status)s”.") % {"status": demand_return.get_status_display()}
        )
    if not any_consolidated(found):
        raise DomainError(_("No subsidiary consolidates this return: send it back to the unit."))
    if not can_decide(actor, demand_return.survey):
        raise DomainError(_("Only who decides on the survey sends a return back to its subsidiary."))
    _refuse_other(found, seen)
    for one in found:
        if one.status == ReturnStatus.CONSOLIDATED:
            _to_subsidiary(one, actor, reason)
    return demand_return


def _to_subsidiary(demand_return, actor, reason):
    move(
        demand_return,
        ReturnStatus.SUBMITTED,
        actor=actor,
        verb="demandreturn.sent_back_to_subsidiary",
        reason=reason,
        sent_back_reason=reason,
    )


def _lock_merged(demand_return):
    """The return and those that hang together with it by merged lines, locked, as they are now.

    Raises DomainError if the survey does not run, if a number of one is decided, and if others were merged meanwhile.
    """
    expected = {one.pk for one in merged_returns(demand_return)}
    lock_rows(DemandReturn, expected)
    found = merged_returns(lock(demand_return))
    demand_return, *others = found
    if demand_return.survey.status not in RUNNING_SURVEYS:
        raise DomainError(
            _("The survey is in the status “%(status)s”.") % {"status": demand_return.survey.get_status_display()}
        )
    if not expected.issuperset(one.pk for one in found):
        raise DomainError(_("Somebody changed the return meanwhile. Look at what is there now."))
    _refuse_decided(demand_return, others)
    return found


def _refuse_decided(demand_return, others):
    decided = DemandLine.objects.filter(demand_return__in=[demand_return, *others]).exclude(decided=None)
    keys = set(decided.values_list("demand_return", flat=True))
    if demand_return.pk in keys:
        raise DomainError(_("A number of this return is decided already: it is not sent back any more."))
    if names := [one.unit.name for one in others if one.pk in keys]:
        raise DomainError(
            _(
                "The return is merged with those of %(units)s, of which a number is decided: it is not sent back any more."
            )
            % {"units": joined(names)}
        )


@transaction.atomic
def extend_return(demand_return, *, actor, due_on, reason):
    """One unit answers up to a later day than the others."""
    demand_return = lock_answering(demand_return, *UNANSWERED)
    if due_on < today() or due_on <= demand_return.survey.closes_on:
        raise DomainError(
            _("The new last day lies after %(day)s, and not before today.") % {"day": demand_return.survey.closes_on}
        )
    changes = {"due_on": [demand_return.due_on, due_on]}
    demand_return.due_on = due_on
    demand_return.save(update_fields=["due_on", "updated_at"])
    audit.record(
        actor=actor,
        verb="demandreturn.extended",
        target=demand_return,
        unit=demand_return.unit,
        changes=changes,
        reason=reason,
    )
    return demand_return


# --- What is refused -------------------------------------------------------------------------------------------
def _refuse_own(demand_return, actor):
    if actor and (reason := rules.why_not_sign(actor, demand_return)):
        raise DomainError(reason)


def _refuse_changed(demand_return, seen):
    if content_code(demand_return) != seen:
        raise DomainError(_("Somebody changed the return meanwhile. Look at what is there now."))


def _refuse_other(returns, seen):
    if code_of_going_back(returns) != seen:
        raise DomainError(_("Something was changed meanwhile. Look at what is there now."))


def _refuse_incomplete(demand_return):
    missing = lacks(demand_return)
    if missing:
        raise DomainError(_("The return is not complete yet."), reasons=map(str, missing))
