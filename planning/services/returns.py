"""A return's way: filled in, handed in, checked, approved, sent back. `move` is the only writer of its status."""

import unicodedata

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from office import audit
from office.bulk import update_rows
from office.clock import today
from office.errors import DomainError
from office.locks import lock_rows
from office.sentences import joined
from office.services.papers import attach_scan
from planning.checks.consolidation import objection_to_going_back
from planning.enums import ANSWERED, RETURN_TRANSITIONS, RUNNING_SURVEYS, UNANSWERED, ReturnStatus, SurveyStatus
from planning.models import DemandLine, DemandReturn
from planning.rules import returns as rules
from planning.selectors.consolidators import any_consolidated, consolidator_of
from planning.selectors.merged import beside_unit, merged_returns, partner_names
from planning.selectors.qualified import own_people_counted
from planning.selectors.returns import content_code, lacks

NAMED = ("grade", "discipline")  # what the name of a line asks for


def lock(answer):
    """The return as it is now with its survey and unit, locked until the transaction ends.

    It is read once it is locked: its survey may have been closed by whoever was waited for.
    """
    lock_rows(DemandReturn, [answer.pk])
    return DemandReturn.objects.select_related("survey__unit", "unit", "paper__unit").get(pk=answer.pk)


def lock_answering(answer, *statuses):
    """The same, refused unless its survey is being answered and it is in one of the statuses."""
    answer = lock(answer)
    _refuse_unless(answer, *statuses)
    return answer


def _refuse_unless(answer, *statuses):
    if answer.survey.status != SurveyStatus.OPEN:
        raise DomainError(
            _("The survey is in the status “%(status)s”: it is not answered now.")
            % {"status": answer.survey.get_status_display()}
        )
    if answer.status not in statuses:
        raise DomainError(_("The return is in the status “%(status)s”.") % {"status": answer.get_status_display()})


def move(answer, status, *, actor, verb, reason="", **fields):
    """Write the status of a locked return. Raises DomainError if its present status does not lead there."""
    if status not in RETURN_TRANSITIONS[answer.status]:
        raise DomainError(_("The return is in the status “%(status)s”.") % {"status": answer.get_status_display()})
    previous, answer.status = answer.status, status
    for name, value in fields.items():
        setattr(answer, name, value)
    answer.save(update_fields=["status", *fields, "updated_at"])
    changes = {"status": [previous, status]}
    audit.record(actor=actor, verb=verb, target=answer, unit=answer.unit, changes=changes, reason=reason)
    return answer


def move_all(answers, status, *, actor, verb):
    """The same for many locked returns with their units and surveys, none of them sent back any more: two statements."""
    for answer in answers:
        if status not in RETURN_TRANSITIONS[answer.status]:
            raise DomainError(_("The return is in the status “%(status)s”.") % {"status": answer.get_status_display()})
    moved = DemandReturn.objects.filter(pk__in=[answer.pk for answer in answers])
    moved.update(status=status, sent_back_reason="", updated_at=timezone.now())
    rows = [(answer, answer.unit, {"status": [answer.status, status]}) for answer in answers]
    audit.record_many(actor=actor, verb=verb, rows=rows)


# --- Within the unit -------------------------------------------------------------------------------------------
@transaction.atomic
def hand_in(answer, *, actor, seen):
    """The filler has finished; the checker's turn. `seen` is the `content_code` of what was shown.

    Raises DomainError with a sentence per thing that is missing, and if somebody changed the return since it was shown.
    """
    answer = lock(answer)
    if answer.status == ReturnStatus.CHECKING and answer.filled_by_id == actor.pk:
        return answer  # one form sent twice
    _refuse_unless(answer, ReturnStatus.DRAFT)
    _refuse_changed(answer, seen)
    _refuse_incomplete(answer)
    _count_own_people(answer)
    return move(
        answer,
        ReturnStatus.CHECKING,
        actor=actor,
        verb="demandreturn.handed_in",
        filled_by=actor,
        filled_at=timezone.now(),
        sent_back_reason="",
    )


@transaction.atomic
def check(answer, *, actor, seen):
    """The checker, another person than those who filled it in, finds it right; the head's turn."""
    answer = lock(answer)
    if answer.status == ReturnStatus.APPROVING and answer.checked_by_id == actor.pk:
        return answer
    _refuse_unless(answer, ReturnStatus.CHECKING)
    _refuse_own(answer, actor)
    _refuse_changed(answer, seen)
    return move(
        answer,
        ReturnStatus.APPROVING,
        actor=actor,
        verb="demandreturn.checked",
        checked_by=actor,
        checked_at=timezone.now(),
    )


@transaction.atomic
def approve(answer, *, actor, seen):
    """The unit's head, a third person, approves: the return leaves the unit."""
    answer = lock(answer)
    if answer.status in ANSWERED and answer.approved_by_id == actor.pk:
        return answer
    _refuse_unless(answer, ReturnStatus.APPROVING)
    _refuse_own(answer, actor)
    _refuse_changed(answer, seen)
    facts = {"approved_by": actor, "approved_at": timezone.now(), "on_paper": False}
    return _submit(answer, actor=actor, verb="demandreturn.approved", **facts)


@transaction.atomic
def record_paper(answer, scan, *, code, actor):
    """The head has signed the printed copy: its stamped scan stands for checking and approving here.

    `code` is the check code on it. Raises DomainError if no printing bears it, if the return was changed since, lacks
    something, or if the file is no scan.
    """
    answer = lock_answering(answer, *UNANSWERED)
    facts = {"signed_code": agreed_code(answer, code)}
    _refuse_incomplete(answer)
    attach_scan(answer.paper, scan, actor=actor)
    _count_own_people(answer)
    facts |= {"filled_by": answer.filled_by or actor, "filled_at": answer.filled_at or timezone.now(), "on_paper": True}
    return _submit(answer, actor=actor, verb="demandreturn.approved_on_paper", sent_back_reason="", **facts)


def agreed_code(answer, typed):
    """The check code of a locked return, as it was typed from its signed copy.

    Raises DomainError for the code of no printing, and for one of what the return said earlier.
    """
    code = unicodedata.normalize("NFKC", typed).strip().upper()
    if answer.paper is None:
        raise DomainError(_("Print the return first: the stamped copy bears its check code."))
    if not answer.paper.prints.filter(check_code=code).exists():
        raise DomainError(
            _("No printing of this return carries the check code %(code)s. Look at the foot of the signed copy.")
            % {"code": code}
        )
    if code != content_code(answer):
        raise DomainError(_("The return was changed since it was printed. Print it again and have that copy stamped."))
    return code


def _count_own_people(answer):
    """Write down how many of the unit's people meet the conditions, as it stands when the unit says what it wants."""
    lines = list(answer.lines.select_related("grade", "discipline"))
    people = own_people_counted(answer.unit, lines, answer.survey.as_of)
    update_rows(DemandLine, ["qualified"], [(met, key) for key, (met, _look) in people.items()])


def _submit(answer, *, actor, verb, **facts):
    """Out of the unit: to the subsidiary that consolidates, without one straight to who decides, as it is wanted."""
    late = answer.late or rules.comes_late(answer, today())
    facts |= {"late": late, "submitted_at": answer.submitted_at or timezone.now()}
    answer = move(answer, ReturnStatus.SUBMITTED, actor=actor, verb=verb, **facts)
    if consolidator_of(answer) is None:
        _take_as_wanted(answer, actor)
        answer = move(answer, ReturnStatus.CONSOLIDATED, actor=actor, verb="demandreturn.passed_up")
    return answer


def _take_as_wanted(answer, actor):
    answer.lines.update(consolidated=F("wanted"), consolidated_reason="")
    rows = [(line, answer.unit, {"consolidated": [None, line.wanted]}) for line in answer.lines.select_related(*NAMED)]
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
}


@transaction.atomic
def send_back(answer, *, actor, reason):
    """To the unit's filler, with the reason; what was typed stays, what was consolidated of it is open again.

    Merged lines are separated by a subsidiary before; where none consolidates them any more, all returns that hang together
    go back to their units and are separated thereby. Raises DomainError once a number is decided, and once the survey is
    closed: nobody could answer it any more.
    """
    answer, *others = _lock_merged(answer)
    if answer.survey.status == SurveyStatus.CLOSED:
        raise DomainError(_("The survey is closed to answers: open it to answers again, then send the return back."))
    if others and any_consolidated([answer, *others]):
        raise DomainError(objection_to_going_back(answer, partner_names(answer)))
    for one in (answer, *others):
        _open_again(one, actor, reason)
        fields = UNSIGNED | {"sent_back_reason": reason}
        move(one, ReturnStatus.DRAFT, actor=actor, verb="demandreturn.sent_back", reason=reason, **fields)
    return answer


def _open_again(answer, actor, reason):
    """What was consolidated of it counts no more; it stays in the trail of each line."""
    related = (*NAMED, "merged_into__demand_return__unit", *(f"merged_into__{name}" for name in NAMED))
    lines = list(answer.lines.exclude(consolidated=None).select_related(*related))
    answer.lines.update(consolidated=None, consolidated_reason="", merged_into=None)
    rows = [(line, answer.unit, _opened(line)) for line in lines]
    audit.record_many(actor=actor, verb="demandline.opened_again", rows=rows, reason=reason)


def _opened(line):
    told = {"consolidated": [line.consolidated, None]}
    return told | {"merged_into": [beside_unit(line.merged_into), None]} if line.merged_into else told


@transaction.atomic
def send_back_to_subsidiary(answer, *, actor, reason):
    """To the subsidiary that consolidated it, for other numbers: those it has set stay until it changes them.

    All returns that hang together by merged lines go back together. Raises DomainError once a number of one is decided, and
    where no subsidiary consolidates any of them.
    """
    answer, *others = _lock_merged(answer)
    if answer.status != ReturnStatus.CONSOLIDATED:
        raise DomainError(_("The return is in the status “%(status)s”.") % {"status": answer.get_status_display()})
    if not any_consolidated([answer, *others]):
        raise DomainError(_("No subsidiary consolidates this return: send it back to the unit."))
    for one in (answer, *others):
        if one.status == ReturnStatus.CONSOLIDATED:
            _to_subsidiary(one, actor, reason)
    return answer


def _to_subsidiary(answer, actor, reason):
    move(
        answer,
        ReturnStatus.SUBMITTED,
        actor=actor,
        verb="demandreturn.sent_back_to_subsidiary",
        reason=reason,
        sent_back_reason=reason,
    )


def _lock_merged(answer):
    """The return and those that hang together with it by merged lines, locked, as they are now.

    Raises DomainError if the survey does not run, if a number of one is decided, and if others were merged meanwhile.
    """
    expected = {one.pk for one in merged_returns(answer)}
    lock_rows(DemandReturn, expected)
    found = merged_returns(lock(answer))
    answer, *others = found
    if answer.survey.status not in RUNNING_SURVEYS:
        raise DomainError(
            _("The survey is in the status “%(status)s”.") % {"status": answer.survey.get_status_display()}
        )
    if not expected.issuperset(one.pk for one in found):
        raise DomainError(_("Somebody changed the return meanwhile. Look at what is there now."))
    _refuse_decided(answer, others)
    return found


def _refuse_decided(answer, others):
    decided = DemandLine.objects.filter(demand_return__in=[answer, *others]).exclude(decided=None)
    keys = set(decided.values_list("demand_return", flat=True))
    if answer.pk in keys:
        raise DomainError(_("A number of this return is decided already: it is not sent back any more."))
    if names := [one.unit.name for one in others if one.pk in keys]:
        raise DomainError(
            _(
                "The return is merged with those of %(units)s, of which a number is decided: it is not sent back any more."
            )
            % {"units": joined(names)}
        )


@transaction.atomic
def extend_return(answer, *, actor, due_on, reason):
    """One unit answers up to a later day than the others."""
    answer = lock_answering(answer, *UNANSWERED)
    if due_on < today() or due_on <= answer.survey.closes_on:
        raise DomainError(
            _("The new last day lies after %(day)s, and not before today.") % {"day": answer.survey.closes_on}
        )
    changes = {"due_on": [answer.due_on, due_on]}
    answer.due_on = due_on
    answer.save(update_fields=["due_on", "updated_at"])
    audit.record(
        actor=actor, verb="demandreturn.extended", target=answer, unit=answer.unit, changes=changes, reason=reason
    )
    return answer


# --- What is refused -------------------------------------------------------------------------------------------
def _refuse_own(answer, actor):
    if actor and (reason := rules.why_not_sign(actor, answer)):
        raise DomainError(reason)


def _refuse_changed(answer, seen):
    if content_code(answer) != seen:
        raise DomainError(_("Somebody changed the return meanwhile. Look at what is there now."))


def _refuse_incomplete(answer):
    missing = lacks(answer)
    if missing:
        raise DomainError(_("The return is not complete yet."), reasons=map(str, missing))
