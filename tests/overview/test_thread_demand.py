"""On the thread of a post: what was asked for of its grade and discipline, and what was decided."""

import datetime

import pytest
from django.utils import timezone, translation

from office.enums import Role, UnitKind
from overview.selectors.thread import post_thread
from planning.enums import ReturnStatus, SurveyStatus
from tests.factories import evaluations, office, posts
from tests.factories import planning as make

pytestmark = pytest.mark.django_db
SUBMITTED_AT = datetime.datetime(2026, 11, 3, 9, tzinfo=timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def demo_day(settings):
    settings.AS_OF_DATE = "2026-12-01"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def house():
    """A workshop's post, for which its plant asked for a second seat; who reads of it in the plant."""

    class House:
        group = office.unit()

    House.plant = office.unit(House.group, name="炼铁厂")
    workshop = office.unit(House.plant, kind=UnitKind.WORKSHOP)
    House.post = posts.post(workshop)
    House.head = office.user(Role.UNIT_HEAD, House.plant)
    House.survey = make.survey(House.group, SurveyStatus.CLOSED, title="2026年普查")
    House.answer = make.answer(House.plant, House.survey, ReturnStatus.CONSOLIDATED, submitted_at=SUBMITTED_AT)
    House.decision = evaluations.decision(House.group, held_on=datetime.date(2026, 11, 20))
    House.line = make.decided(
        House.answer, 2, House.decision, grade=House.post.grade, discipline=House.post.discipline, problem="炉缸侵蚀"
    )
    make.line(House.answer, grade=House.post.grade)
    return House


def told(house):
    thread = post_thread(house.post, house.head)
    return [
        (knot.on, knot.what, knot.details, knot.url)
        for knot in thread.past
        if knot.what in ("Demand asked for", "Demand decided")
    ]


ASKED = (
    SUBMITTED_AT.date(),
    "Demand asked for",
    ["炼铁厂", "2 seats wanted, 1 authorised then", "炉缸侵蚀"],
)


def test_what_was_asked_for_stands_on_the_thread(house):
    assert told(house) == [(*ASKED, house.line.get_absolute_url())]


def test_what_was_decided_stands_there_once_it_is_published(house):
    house.survey.status = SurveyStatus.PUBLISHED
    house.survey.save()
    decided = (house.decision.held_on, "Demand decided", ["2 seats decided"])
    assert told(house) == [(*ASKED, house.line.get_absolute_url()), (*decided, house.line.get_absolute_url())]


def test_what_is_still_in_the_unit_does_not(house):
    house.answer.status = ReturnStatus.DRAFT
    house.answer.save()
    assert told(house) == []


def test_of_a_plant_and_its_workshop_the_nearest_answer_counts_the_post(house):
    own = make.answer(house.post.unit, house.survey, ReturnStatus.SUBMITTED, submitted_at=SUBMITTED_AT)
    line = make.line(own, grade=house.post.grade, discipline=house.post.discipline)
    assert [url for *_fact, url in told(house)] == [line.get_absolute_url()]


def test_nobody_reads_of_it_beyond_his_units(house):
    house.head = office.user(Role.UNIT_HEAD, office.unit(house.group))
    assert told(house) == []
