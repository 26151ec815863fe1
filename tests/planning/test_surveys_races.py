"""Two at once on one survey. On PostgreSQL."""

import datetime
import threading

import pytest
from django.db import transaction

from office.errors import DomainError
from office.models import AuditEntry
from planning.models import DemandLine, DemandReturn, DemandSurvey
from planning.selectors.previews import preview_of
from planning.selectors.publishing import code_of_publishing
from planning.services import surveys
from tests.factories import office as make
from tests.factories import planning as demand
from tests.planning import going_back
from tests.planning.desks import Desk
from tests.planning.surveyed import Group
from tests.races import at_once, until_another_waits

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def group():
    return Group()


def test_of_two_openings_one_opens(group):
    draft = demand.survey(group.top, "draft")
    seen = preview_of(draft).code
    results = at_once(*[lambda: group.send_out(draft, seen)] * 2)
    assert sorted(isinstance(result, DomainError) for result in results) == [False, True]
    assert (DemandReturn.objects.count(), DemandLine.objects.count()) == (2, 1)
    assert AuditEntry.objects.filter(verb="survey.opened").count() == 1


def test_one_form_sent_twice_at_once_makes_one_survey(group):
    days = dict.fromkeys(("as_of", "opens_on", "closes_on"), demand.OPENS_ON)
    facts = {"unit": group.top, "title": "需求普查", "kinds": ["plant"], "form_key": "a1b2"} | days
    first, second = at_once(*[lambda: surveys.create_survey(actor=group.administrator, **facts)] * 2)
    assert (first, DemandSurvey.objects.count()) == (second, 1)


def test_a_unit_is_asked_once(group):
    survey = demand.survey(group.top)
    late = make.unit(group.south, name="轧钢厂")
    results = at_once(*[lambda: surveys.ask_unit(survey, late, actor=group.administrator)] * 2)
    assert sorted(isinstance(result, DomainError) for result in results) == [False, True]
    assert survey.returns.count() == 1


def test_a_draft_changed_while_it_is_sent_out_is_either_the_one_or_the_other(group):
    draft = demand.survey(group.top, "draft", closes_on=datetime.date(2099, 1, 1))
    facts = {"title": "改名", "seen": draft.updated_at, "limits": {}, "questions": []}
    seen = preview_of(draft).code
    opened, revised = at_once(
        lambda: group.send_out(draft, seen),
        lambda: surveys.revise_survey(draft, actor=group.administrator, **facts),
    )
    draft.refresh_from_db()
    refused = isinstance(opened, DomainError), isinstance(revised, DomainError)
    assert (refused, draft.status, draft.title == "改名") in {
        ((False, True), "open", False),
        ((True, False), "draft", True),
    }


def test_who_waited_while_a_unit_was_left_out_sends_nothing_out_unseen(group):
    draft = demand.survey(group.top, "draft")
    seen, changing = preview_of(draft).code, threading.Event()

    def leave_out():
        with transaction.atomic():
            surveys.leave_out(draft, group.steelworks, actor=group.administrator)
            changing.set()
            until_another_waits()

    def send_out():
        changing.wait(10)
        return group.send_out(draft, seen)

    _left_out, sent = at_once(leave_out, send_out)
    draft.refresh_from_db()
    assert (isinstance(sent, DomainError), draft.status) == (True, "draft")


CHANGES = {
    "decided": lambda desk: desk.decide({desk.line: 1}, reason="从紧"),
    "sent back": lambda desk: going_back.to_subsidiary(desk.answer, actor=desk.administrator),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_agreed_to_is_published_or_nothing(change):
    """Whoever publishes waits for one who is changing it, and looks again."""
    desk = Desk()
    desk.decide({desk.small: 1} | ({desk.line: 2} if change == "decided" else {}))
    seen, changing = code_of_publishing(desk.survey), threading.Event()

    def change_it():
        with transaction.atomic():
            CHANGES[change](desk)
            changing.set()
            until_another_waits()

    def publish():
        changing.wait(10)
        desk.publish(seen)

    _changed, published = at_once(change_it, publish)
    desk.survey.refresh_from_db()
    assert (isinstance(published, DomainError), desk.survey.status) == (True, "closed")
