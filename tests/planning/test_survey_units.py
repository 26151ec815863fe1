"""What a unit's page and the pages of acts on it say of demand surveys."""

import datetime

import pytest
from django.urls import reverse

from office import slots
from office.services.units import close_unit
from planning.enums import ReturnStatus, SurveyStatus
from planning.selectors.units import returns_after_merger, returns_of, running_returns
from tests.factories import office as make
from tests.factories import planning as demand

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(group):
    """Two running returns in the north, one of a published survey."""
    survey = demand.survey(group.top)
    demand.answer(group.ironworks, survey)
    demand.answer(group.north, survey, ReturnStatus.SUBMITTED)
    published = demand.survey(group.top)
    demand.answer(group.ironworks, published, ReturnStatus.ACCEPTED)
    published.status = SurveyStatus.PUBLISHED
    published.save()
    return survey


def test_the_tab_counts_the_returns_of_the_unit_and_below(group, asked, django_assert_num_queries):
    assert group.hr.current_duties
    with django_assert_num_queries(1):
        tabs = returns_of(group.hr, [group.north, group.ironworks])
    assert {unit: tab.count for unit, tab in tabs.items()} == {group.north.pk: 3, group.ironworks.pk: 2}
    assert tabs[group.north.pk].url == f"{reverse('planning:return_list')}?unit=0101"
    assert returns_of(make.user("rights_administrator", group.top), [group.north]) == {}


def test_whoever_touches_the_unit_learns_of_its_running_returns(group, asked):
    (told,) = running_returns(group.administrator, [group.north])[group.north.pk]
    assert (told.label, told.count, told.obstacle) == ("进行中的需求普查填报", 2, "")
    assert told in slots.touched_by(group.administrator, group.north)
    assert returns_after_merger(group.administrator, group.north, group.south) == [
        "进行中的需求普查有 2 份填报，内容保持不变，此后计入南方公司汇总。"
    ]
    assert returns_after_merger(group.administrator, group.steelworks, group.north) == []


def test_a_running_return_does_not_keep_a_unit_open(group):
    yard = make.unit(group.south, name="原料场")
    demand.answer(yard)
    close_unit(yard, actor=group.administrator, on=datetime.date(2026, 11, 9), reason="停产")
    yard.refresh_from_db()
    assert yard.closed_on == datetime.date(2026, 11, 9)
