"""The lists of surveys and of returns: filtered, exported, in a constant number of queries."""

import datetime

import pytest
from django.urls import reverse

from planning.enums import ReturnStatus
from tests.factories import office as make
from tests.factories import planning as demand

pytestmark = pytest.mark.django_db
SURVEYS, RETURNS = reverse("planning:survey_list"), reverse("planning:return_list")


def exported(client, address):
    lines = client.post(address, {"format": "csv"}).getvalue().decode("utf-8-sig").strip().splitlines()
    return [line.split(",") for line in lines[1:]]


@pytest.mark.parametrize("count", [1, 3])
def test_three_surveys_ask_as_much_as_one(group, sign_in, count, django_assert_num_queries):
    for _number in range(count):
        demand.answer(group.ironworks, demand.survey(group.top), ReturnStatus.SUBMITTED)
    client = sign_in(group.administrator)
    client.get(SURVEYS)
    with django_assert_num_queries(4):
        assert len(client.get(SURVEYS).context["page"].rows) == count


@pytest.mark.parametrize("count", [1, 3])
def test_three_returns_ask_as_much_as_one(group, sign_in, count, django_assert_num_queries):
    survey = demand.survey(group.top)
    for _number in range(count):
        demand.line(demand.answer(make.unit(group.north), survey))
    client = sign_in(group.administrator)
    client.get(RETURNS)
    with django_assert_num_queries(6):
        assert len(client.get(RETURNS).context["page"].rows) == count


def test_each_counts_what_it_sees(group, sign_in):
    survey = demand.survey(group.top)
    demand.answer(group.ironworks, survey, ReturnStatus.SUBMITTED)
    demand.answer(group.steelworks, survey)
    demand.survey(group.south, "draft")
    counted = {
        user.name: [row[6:8] for row in exported(sign_in(user), SURVEYS)]
        for user in (group.administrator, group.hr, group.filler)
    }
    assert counted == {
        "集团管理员": [["0", "0"], ["2", "1"]],
        "北方人事": [["1", "1"]],
        "炼铁填报员": [["1", "1"]],
    }


def test_returns_are_narrowed_to_what_is_asked_for(group, sign_in):
    survey = demand.survey(group.top, closes_on=datetime.date(2026, 11, 9))
    late = demand.answer(group.ironworks, survey, ReturnStatus.SUBMITTED, late=True)
    demand.line(late, authorised=1, wanted=3)
    demand.line(late, authorised=1, wanted=None)
    demand.answer(group.steelworks, survey)
    demand.answer(group.south, survey, due_on=datetime.date(2026, 12, 1))
    demand.answer(group.steelworks, demand.survey(group.south))
    client = sign_in(group.administrator)

    def units(query):
        return [row[0] for row in exported(client, f"{RETURNS}?survey={survey.pk}&{query}")]

    assert units("") == ["炼铁厂", "南方公司", "炼钢厂"]
    assert units("unit=0102") == ["南方公司", "炼钢厂"]
    assert units("late=true") == units("answered=true") == units("status=submitted") == ["炼铁厂"]
    assert units("overdue=true") == ["炼钢厂"]
    assert units("q=010201") == units("q=钢厂") == ["炼钢厂"]
    assert exported(client, f"{RETURNS}?late=true")[0][2:9] == [
        survey.title, "待汇总", "2026-11-09", "否", "是", "2", "3",
    ]  # fmt: skip


def test_a_survey_out_of_sight_is_no_filter(group, sign_in):
    demand.answer(group.ironworks)
    hidden = demand.answer(group.steelworks).survey
    assert exported(sign_in(group.hr), f"{RETURNS}?survey={hidden.pk}") == []


@pytest.mark.parametrize("name", ["return_list", "survey_chase"])
def test_plants_of_one_name_are_told_apart_by_their_subsidiary(group, sign_in, name):
    survey = demand.survey(group.top)
    for unit in (make.unit(group.north, name="炼钢厂"), group.steelworks, make.unit(group.top, name="科技部")):
        demand.answer(unit, survey)
    address = reverse(f"planning:{name}", args=[survey.pk] if name == "survey_chase" else [])
    client = sign_in(group.administrator)
    assert "子公司" in headings(client, address)
    assert sorted(row[:2] for row in exported(client, address)) == [
        ["炼钢厂", "北方公司"],
        ["炼钢厂", "南方公司"],
        ["科技部", ""],
    ]


def test_who_reads_one_subsidiary_alone_needs_no_column_of_it(group, sign_in):
    demand.answer(group.ironworks, demand.survey(group.top))
    for user in (group.hr, group.filler):
        client = sign_in(user)
        assert "子公司" not in headings(client, RETURNS)
        answer = client.post(RETURNS, {"format": "csv", "columns": ["unit", "subsidiary"]})
        assert answer.getvalue().decode("utf-8-sig").splitlines() == ["单位,子公司", "炼铁厂,北方公司"]


def headings(client, address):
    return [heading.label for heading in client.get(address).context["headings"]]
