"""Who has not answered: grouped by the subsidiary that consolidates, with whose turn it is, as text for a group chat."""

import datetime

import pytest
from django.urls import reverse

from planning.enums import ReturnStatus
from planning.models import DemandReturn
from planning.selectors.chasing import chase_text, missing_returns
from tests.factories import office as make
from tests.factories import planning as demand

pytestmark = pytest.mark.django_db
QUERIES = 3


@pytest.fixture
def survey(group):
    return demand.survey(group.top, title="2026年需求普查", closes_on=datetime.date(2026, 11, 9))


def text_of(survey, user):
    return chase_text(survey, missing_returns(survey, DemandReturn.objects.visible_to(user).filter(survey=survey)))


def test_the_text_says_where_each_return_lies_and_by_when(group, survey):
    department = make.unit(group.top, name="技术中心", code="0109", kind="department")
    pellets = make.unit(group.north, name="球团厂", code="010103")
    for role, unit, name in (
        ("checker", group.steelworks, "王审核"),
        ("checker", group.steelworks, "赵审核"),
        ("unit_head", department, "李主任"),
    ):
        make.user(role, unit, name=name)
    demand.answer(pellets, survey)
    demand.answer(group.ironworks, survey)
    demand.answer(group.steelworks, survey, ReturnStatus.CHECKING, due_on=datetime.date(2026, 11, 20))
    demand.answer(department, survey, ReturnStatus.APPROVING)
    demand.answer(make.unit(group.north, name="烧结厂", code="010102"), survey, ReturnStatus.SUBMITTED)
    assert text_of(survey, group.administrator).splitlines() == [
        "2026年需求普查：请于 2026-11-09 前完成上报。以下单位尚未上报：",
        "【北方公司】2 个单位",
        "炼铁厂：填写中（填报人 炼铁填报员）、已逾期",
        "球团厂：填写中、已逾期",
        "【南方公司】1 个单位",
        "炼钢厂：待审核（审核人 王审核、赵审核）、延期至 2026-11-20",
        "【直接上报的单位】1 个单位",
        "技术中心：待审批（单位负责人 李主任）、已逾期",
    ]
    assert text_of(survey, group.hr).splitlines()[1:] == [
        "【北方公司】2 个单位",
        "炼铁厂：填写中（填报人 炼铁填报员）、已逾期",
        "球团厂：填写中、已逾期",
    ]


def test_where_nobody_of_the_unit_has_the_duty_it_is_the_turn_of_who_has_it_above(group, survey, sign_in):
    make.user("filler", group.north, name="公司填报员")
    make.user("filler", group.south, name="外公司填报员")
    demand.answer(make.unit(make.unit(group.north, name="球团厂"), name="造球车间"), survey)
    assert "造球车间：填写中（填报人 公司填报员）" in text_of(survey, group.administrator)
    page = sign_in(group.administrator).get(reverse("planning:survey_chase", args=[survey.pk]))
    assert "轮到谁" in page.text
    assert page.context["page"].rows[0].count("公司填报员") == 1


def test_once_everyone_has_answered_the_text_says_so(group, survey):
    demand.answer(group.ironworks, survey, ReturnStatus.SUBMITTED)
    assert text_of(survey, group.administrator) == "2026年需求普查：各单位均已填报。"


@pytest.mark.parametrize("count", [1, 3])
def test_three_units_ask_as_much_as_one(group, survey, count, django_assert_num_queries):
    for _number in range(count):
        demand.answer(make.unit(group.north), survey)
    with django_assert_num_queries(QUERIES):
        missing_returns(survey, survey.returns.all())


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_of_three_units_as_of_one(group, survey, sign_in, count, django_assert_num_queries):
    for _number in range(count):
        demand.answer(make.unit(group.north), survey)
    client, address = sign_in(group.administrator), reverse("planning:survey_chase", args=[survey.pk])
    client.get(address)
    with django_assert_num_queries(10):
        answer = client.get(address)
    assert len(answer.context["page"].rows) == count


def test_a_subsidiary_reminds_its_own_units_and_a_plant_nobody(group, survey, sign_in):
    demand.answer(group.ironworks, survey)
    demand.answer(group.steelworks, survey)
    address = reverse("planning:survey_chase", args=[survey.pk])
    page = sign_in(group.hr).get(address).content.decode()
    assert ("炼铁厂" in page, "炼钢厂" in page) == (True, False)
    assert sign_in(group.filler).get(address).status_code == 403


def test_what_is_filtered_is_what_is_copied(group, survey, sign_in):
    demand.answer(group.ironworks, survey)
    demand.answer(group.steelworks, survey, due_on=datetime.date(2026, 11, 20))
    client, address = sign_in(group.administrator), reverse("planning:survey_chase", args=[survey.pk])
    for query, shown in (("?overdue=true", "炼铁厂"), ("?overdue=false", "炼钢厂"), ("?unit=0102", "炼钢厂")):
        text = client.get(address + query).context["chase_text"]
        assert [name for name in ("炼铁厂", "炼钢厂") if name in text] == [shown]


def test_the_text_names_all_though_the_table_shows_fifty(group, survey, sign_in):
    for _number in range(51):
        demand.answer(make.unit(group.north), survey)
    answer = sign_in(group.administrator).get(reverse("planning:survey_chase", args=[survey.pk]))
    assert (len(answer.context["page"].rows), answer.context["chase_text"].count("填写中")) == (50, 51)
