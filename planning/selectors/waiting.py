"""What of surveys waits for a person: returns to fill in, check, approve, consolidate and chase, lines to decide, results."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import reduce
from operator import or_

from django.db.models import Count, F, Max, Min, Q

from office.clock import today
from office.enums import ADMINISTRATOR_ROLES, HR_ROLES, Role
from office.scope import any_subtree
from planning.enums import RUNNING_SURVEYS, UNANSWERED, ReturnStatus, SurveyStatus
from planning.models import DemandLine, DemandReturn
from planning.selectors.consolidators import consolidated_at, consolidates
from planning.selectors.participants import filled_by


class Work(StrEnum):
    FILL = "fill"
    CORRECT = "correct"  # sent back, with a reason
    CHECK = "check"
    APPROVE = "approve"
    CONSOLIDATE = "consolidate"
    RECONSOLIDATE = "reconsolidate"  # sent back by who decides
    CHASE = "chase"
    MISSING = "missing"  # not in yet, their last day to come
    WITH_SUBSIDIARIES = "with_subsidiaries"
    DECIDE = "decide"
    READ = "read"  # what was decided


NEWS_FOR = timedelta(days=30)  # a result that was published
READERS = {Role.FILLER, Role.CHECKER, Role.UNIT_HEAD}


@dataclass(frozen=True)
class Waiting:
    """Of one survey: how many returns (or lines to decide), the first last day, and the return itself if it is one."""

    work: Work
    survey: int
    title: str
    count: int
    due: date | None = None
    only: int | None = None
    reason: str = ""


def waiting_for(user):
    """[Waiting] of the user's own duties: one grouped query, for administrators a second one, none without such a duty."""
    return [*_returns(user), *_lines(user)]


def _returns(user):
    wanted = dict(_conditions(user))
    if not wanted:
        return
    figures = {}
    for work, condition in wanted.items():
        figures |= {
            f"{work}_count": Count("pk", filter=condition),
            f"{work}_due": Min("last_day", filter=condition),
            f"{work}_only": Min("pk", filter=condition),
            f"{work}_reason": Max("sent_back_reason", filter=condition),
        }
    waiting = DemandReturn.objects.with_due_on().filter(reduce(or_, wanted.values()))
    rows = waiting.order_by("survey").values("survey", title=F("survey__title")).annotate(**figures)
    for row in rows:
        yield from _told(row, wanted)


def _told(row, works):
    for work in works:
        if count := row[f"{work}_count"]:
            only = row[f"{work}_only"] if count == 1 else None
            reason = row[f"{work}_reason"] if count == 1 else ""
            yield Waiting(work, row["survey"], row["title"], count, row[f"{work}_due"], only, reason)


def _conditions(user):
    """(Work, which returns) as far as the user has a duty of that kind; nobody signs what he or she filled in."""
    by_another = ~Q(pk__in=filled_by(user))
    if filling := user.paths_as({Role.FILLER}):
        draft = _being_answered(ReturnStatus.DRAFT) & any_subtree(filling, "unit__path")
        yield Work.FILL, draft & Q(sent_back_reason="")
        yield Work.CORRECT, draft & ~Q(sent_back_reason="")
    if checking := user.paths_as({Role.CHECKER}):
        yield Work.CHECK, _being_answered(ReturnStatus.CHECKING) & by_another & any_subtree(checking, "unit__path")
    if approving := user.paths_as({Role.UNIT_HEAD}):
        by_others = by_another & ~Q(checked_by=user)
        yield Work.APPROVE, _being_answered(ReturnStatus.APPROVING) & by_others & any_subtree(approving, "unit__path")
    subsidiaries = consolidated_by(user)
    if subsidiaries:
        passed = _submitted() & reduce(or_, map(consolidated_at, subsidiaries))
        yield Work.CONSOLIDATE, passed & Q(sent_back_reason="")
        yield Work.RECONSOLIDATE, passed & ~Q(sent_back_reason="")
    if running := user.paths_as(HR_ROLES):
        run = any_subtree(running, "survey__unit__path")
        missing, overdue = _being_answered(*UNANSWERED) & run, Q(last_day__lt=today())
        yield Work.CHASE, missing & overdue
        yield Work.MISSING, missing & ~overdue
        yield Work.WITH_SUBSIDIARIES, _submitted() & run
    if reading := [*user.paths_as(READERS), *(unit.path for unit in subsidiaries)]:
        yield Work.READ, _published_lately() & any_subtree(reading, "unit__path")


def _being_answered(*statuses):
    return Q(survey__status=SurveyStatus.OPEN, status__in=statuses)


def _submitted():
    return Q(survey__status__in=RUNNING_SURVEYS, status=ReturnStatus.SUBMITTED)


def _published_lately():
    return Q(survey__status=SurveyStatus.PUBLISHED, survey__published_at__date__gte=today() - NEWS_FOR)


def consolidated_by(user):
    """The subsidiaries whose human resources the user is; who stands above them decides instead."""
    duties = (duty for duty in user.current_duties if duty.role in HR_ROLES)
    return [duty.unit for duty in duties if consolidates(duty.unit)]


def _lines(user):
    if not (deciding := user.paths_as(ADMINISTRATOR_ROLES)):
        return
    passed_up = DemandLine.objects.undecided().filter(
        any_subtree(deciding, "demand_return__survey__unit__path"),
        demand_return__status=ReturnStatus.CONSOLIDATED,
        demand_return__survey__status__in=RUNNING_SURVEYS,
    )
    survey = {"survey": F("demand_return__survey"), "title": F("demand_return__survey__title")}
    for row in passed_up.order_by("demand_return__survey").values(**survey).annotate(count=Count("pk")):
        yield Waiting(Work.DECIDE, row["survey"], row["title"], row["count"])
