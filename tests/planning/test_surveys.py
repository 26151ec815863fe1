"""Every status of a survey by every verb: one table says where they lead, and nothing else moves."""

import datetime

import pytest

from office.enums import UnitKind
from office.errors import DomainError
from planning.enums import SURVEY_TRANSITIONS, SurveyStatus
from planning.selectors.previews import preview_of
from planning.selectors.publishing import code_of_publishing
from planning.services import surveys
from tests.factories import office
from tests.factories import planning as make

pytestmark = pytest.mark.django_db
VERBS = {
    "open": (
        {SurveyStatus.DRAFT: SurveyStatus.OPEN},
        lambda survey: surveys.open_survey(survey, actor=None, seen=preview_of(survey).code),
    ),
    "close": (
        {SurveyStatus.OPEN: SurveyStatus.CLOSED},
        lambda survey: surveys.close_survey(survey, actor=None),
    ),
    "open again": (
        {SurveyStatus.CLOSED: SurveyStatus.OPEN},
        lambda survey: surveys.reopen_survey(survey, actor=None, reason="延期", closes_on=make.CLOSES_ON),
    ),
    "publish": (
        {SurveyStatus.CLOSED: SurveyStatus.PUBLISHED},
        lambda survey: surveys.publish_survey(survey, actor=None, seen=code_of_publishing(survey)),
    ),
}


@pytest.fixture
def survey_in():
    group = office.unit()
    office.unit(group, kind=UnitKind.PLANT)
    return lambda status: make.survey(group, status)


@pytest.mark.parametrize("status", SurveyStatus)
@pytest.mark.parametrize("verb", VERBS)
def test_every_status_answers_every_verb(survey_in, verb, status):
    leads, act = VERBS[verb]
    survey = survey_in(status)
    if status in leads:
        act(survey)
    else:
        with pytest.raises(DomainError, match=str(status.label)):
            act(survey)
    survey.refresh_from_db()
    assert survey.status == leads.get(status, status)


def test_it_is_not_opened_again_up_to_a_day_before_its_first(settings):
    settings.AS_OF_DATE = "2026-11-10"
    survey = make.survey(office.unit(), SurveyStatus.CLOSED, opens_on=datetime.date(2026, 12, 1))
    with pytest.raises(DomainError, match="2026-12-01"):
        surveys.reopen_survey(survey, actor=None, reason="补报", closes_on=datetime.date(2026, 11, 20))


@pytest.mark.parametrize("status", SurveyStatus)
@pytest.mark.parametrize("to", SurveyStatus)
def test_nothing_moves_but_along_the_table(survey_in, status, to):
    survey = survey_in(status)
    if to in SURVEY_TRANSITIONS[status]:
        assert surveys.move(survey, to, actor=None, verb="survey.moved").status == to
    else:
        with pytest.raises(DomainError):
            surveys.move(survey, to, actor=None, verb="survey.moved")


def test_every_way_of_the_table_is_gone_by_a_verb():
    gone = {(status, to) for leads, _act in VERBS.values() for status, to in leads.items()}
    assert gone == {(status, to) for status, ways in SURVEY_TRANSITIONS.items() for to in ways}
