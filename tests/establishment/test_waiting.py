"""What of reviews waits at home: for who approves and applies them, and for who drafted what was sent back."""

import datetime

import pytest

from establishment.selectors.waiting import Work, waiting_for
from establishment.services import reviews as services
from office.enums import UnitKind
from overview.selectors.waiting import waiting_for as lines_for
from rulebooks.models import GradeRule
from tests.establishment.reviews import EFFECTIVE_ON, Sorting
from tests.factories import office as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def sorting():
    made = Sorting()
    made.set_up()
    return made


def works(*people):
    return [[found.work for found in waiting_for(person)] for person in people]


def send_back(sorting, reason="请补充理由"):
    services.send_back(sorting.review, actor=sorting.administrator, reason=reason)


def test_it_waits_for_whose_turn_it_is_and_nobody_else(sorting):
    people = sorting.drafter, sorting.administrator, make.hr(sorting.group)
    assert works(*people) == [[], [], []]
    sorting.propose()
    assert works(*people) == [[], [Work.APPROVE], []]
    send_back(sorting)
    assert works(*people) == [[Work.MEND], [], []]
    sorting.propose()
    sorting.approve()
    assert works(*people) == [[], [Work.APPLY], []]
    sorting.apply()
    assert works(*people) == [[], [], []]


def test_an_approved_one_waits_for_its_day(sorting, settings):
    sorting.propose()
    sorting.approve()
    settings.AS_OF_DATE = (EFFECTIVE_ON - datetime.timedelta(1)).isoformat()
    assert works(sorting.administrator) == [[]]


def test_nobody_finds_what_he_or_she_prepared_or_holds(sorting):
    make.duty(sorting.drafter, "group_administrator", sorting.group)
    post = sorting.post()
    held, other = sorting.holder(post), make.user("group_administrator", sorting.group)
    type(held.engineer).objects.filter(pk=held.engineer_id).update(user=other)
    sorting.add("freeze", post)
    sorting.propose()
    assert works(sorting.drafter, other, sorting.administrator) == [[], [], [Work.APPROVE]]


@pytest.mark.parametrize(("level", "found"), [("group", []), ("subsidiary", [Work.APPROVE]), ("unit", [Work.APPROVE])])
def test_it_waits_for_the_authority_of_its_highest_grade(sorting, level, found):
    GradeRule.objects.filter(grade=sorting.grade).update(authorised_by=level)
    sorting.propose()
    elsewhere = make.user("subsidiary_administrator", make.unit(sorting.group, kind=UnitKind.SUBSIDIARY))
    assert works(make.user("subsidiary_administrator", sorting.group), elsewhere) == [found, []]


def test_home_says_what_is_to_be_done_by_when_and_why(sorting, settings):
    settings.AS_OF_DATE = EFFECTIVE_ON.isoformat()
    sorting.propose()
    (line,) = lines_for(sorting.administrator)
    assert (line.url, line.due, line.overdue) == (sorting.review.get_absolute_url(), EFFECTIVE_ON, False)
    send_back(sorting)
    (line,) = lines_for(sorting.drafter)
    assert "2026年岗位梳理" in line.what
    assert "请补充理由" in line.what


@pytest.mark.parametrize("reviews", [1, 3])
def test_they_cost_one_query_however_many_wait(sorting, django_assert_num_queries, reviews):
    for number in range(reviews):
        facts = {"unit": sorting.group, "title": f"方案{number}", "effective_on": EFFECTIVE_ON}
        sorting.review = services.create_review(actor=sorting.drafter, **facts)
        sorting.set_up(code=f"N1{number}")
        sorting.propose()
    sorting.administrator.paths_as({"group_administrator"})
    with django_assert_num_queries(1):
        assert len(waiting_for(sorting.administrator)) == reviews
