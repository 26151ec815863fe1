"""Two at once on one return: one is done, the other told. On PostgreSQL."""

import threading

import pytest
from django.db import transaction

from office.errors import DomainError
from office.models import AuditEntry
from planning.enums import ReturnStatus, SurveyStatus
from planning.selectors.returns import content_code
from planning.services import return_papers, returns, surveys
from tests.factories import planning as make
from tests.planning import going_back
from tests.planning.test_returns import Firm, now
from tests.races import at_once, until_another_waits

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def firm():
    return Firm()


def refused(results):
    return sorted(isinstance(result, DomainError) for result in results)


def verbs(answer):
    return list(AuditEntry.objects.of(answer).order_by("pk").values_list("verb", flat=True))


def test_of_two_heads_who_approve_at_once_one_does(firm):
    answer = firm.answer(ReturnStatus.APPROVING)
    seen = content_code(answer)
    results = at_once(
        *(lambda actor=actor: returns.approve(answer, actor=actor, seen=seen) for actor in (firm.head, firm.hr))
    )
    assert (refused(results), verbs(answer)) == ([False, True], ["demandreturn.approved"])


def test_one_form_sent_twice_at_once_approves_once(firm):
    answer = firm.answer(ReturnStatus.APPROVING)
    seen = content_code(answer)
    results = at_once(*[lambda: returns.approve(answer, actor=firm.head, seen=seen)] * 2)
    assert (refused(results), verbs(answer)) == ([False, False], ["demandreturn.approved"])


def test_approved_and_sent_back_at_once_it_is_the_one_or_the_other(firm):
    answer = firm.answer(ReturnStatus.APPROVING)
    seen, shown = content_code(answer), going_back.shown(answer)
    results = at_once(
        lambda: returns.approve(answer, actor=firm.head, seen=seen),
        lambda: going_back.to_unit(answer, actor=firm.hr, seen=shown),
    )
    assert refused(results) == [False, True]
    assert verbs(answer) in (["demandreturn.approved"], ["demandreturn.sent_back"])


def test_a_checker_does_not_send_back_what_left_the_unit_while_waiting(firm):
    """The page was shown when it was the checker's turn."""
    answer, moving = firm.answer(ReturnStatus.CHECKING), threading.Event()
    seen, shown = content_code(answer), going_back.shown(answer)

    def move():
        with transaction.atomic():
            returns.check(answer, actor=firm.checker, seen=seen)
            returns.approve(answer, actor=firm.head, seen=seen)
            moving.set()
            until_another_waits()

    def send_back():
        moving.wait(10)
        return going_back.to_unit(answer, actor=firm.checker, seen=shown)

    _moved, sent = at_once(move, send_back)
    assert (isinstance(sent, DomainError), now(answer).status) == (True, ReturnStatus.SUBMITTED)


def test_one_form_sent_twice_at_once_sends_back_once(firm):
    answer = firm.answer(ReturnStatus.CHECKING)
    shown = going_back.shown(answer)
    results = at_once(*[lambda: going_back.to_unit(answer, actor=firm.checker, seen=shown)] * 2)
    assert (refused(results), verbs(answer)) == ([False, False], ["demandreturn.sent_back"])


def test_approved_on_screen_and_on_paper_at_once_it_leaves_the_unit_once(firm):
    answer = firm.answer(ReturnStatus.APPROVING)
    code = return_papers.print_return(answer, actor=firm.hr).paper.check_code
    results = at_once(
        lambda: returns.approve(answer, actor=firm.head, seen=content_code(answer)),
        lambda: returns.record_paper(answer, make.stamped(), code=code, actor=firm.hr),
    )
    assert refused(results) == [False, True]
    assert now(answer).on_paper == isinstance(results[0], DomainError)


def test_who_waited_while_the_survey_was_closed_is_told_so(firm):
    """Read before the lock was got, the survey would still be open."""
    answer, closing = firm.answer(ReturnStatus.APPROVING), threading.Event()
    seen = content_code(answer)

    def close():
        with transaction.atomic():
            surveys.close_survey(firm.survey, actor=firm.hr)
            closing.set()
            until_another_waits()

    def approve():
        closing.wait(10)
        return returns.approve(answer, actor=firm.head, seen=seen)

    _closed, approved = at_once(close, approve)
    assert (isinstance(approved, DomainError), now(answer).status) == (True, ReturnStatus.APPROVING)


def test_approved_while_the_survey_is_closed_it_is_the_one_before_the_other(firm):
    answer = firm.answer(ReturnStatus.APPROVING)
    seen = content_code(answer)
    approved, closed = at_once(
        lambda: returns.approve(answer, actor=firm.head, seen=seen),
        lambda: surveys.close_survey(firm.survey, actor=firm.hr),
    )
    told = AuditEntry.objects.get(verb="survey.closed").changes["unanswered"][1]
    assert closed.status == SurveyStatus.CLOSED
    assert told == (1 if isinstance(approved, DomainError) else 0)
