"""Plants of two subsidiaries that bear one name are told apart wherever lines are decided and on the meeting's paper."""

import re

import pytest
from django.urls import reverse

from planning.enums import ReturnStatus
from tests.factories import office as make
from tests.factories import planning
from tests.factories.word import words_of
from tests.planning.desks import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    """The plant of the south has the same name, problem and numbers as that of the other subsidiary."""
    made = Desk()
    made.limit(quota=1, allowance=3000)
    south = make.unit(made.group, name="南方公司", kind="subsidiary")
    made.twin = made.make_line(planning.answer(make.unit(south, name="炼铁厂"), made.survey, ReturnStatus.CONSOLIDATED))
    return made


@pytest.fixture
def signed_in(desk, client):
    client.force_login(desk.administrator)
    return client


def address(desk, name, *lines):
    query = {"selected": [line.pk for line in lines]} if lines else None
    return reverse(f"planning:{name}", args=[desk.survey.pk], query=query)


def cells(text):
    """What stands first in each row of a line, behind its box or number."""
    found = re.findall(r"<tr[^>]*>\s*(?:<td class=\"(?:select|no)\">.*?</td>)?<td[^>]*>(.*?)</td>", text)
    return [cell for cell in found if "炼铁厂" in cell or "科技部" in cell]


BOTH = ["子公司 · 炼铁厂", "南方公司 · 炼铁厂"]


def test_on_the_desk_beside_the_name(desk, signed_in):
    page = signed_in.get(address(desk, "survey_desk"))
    assert cells(page.text) == [BOTH[0], BOTH[1], "科技部"]
    assert "子公司" not in [heading.label for heading in page.context["headings"]]
    assert f'aria-label="南方公司 · 炼铁厂 · 高炉 · {desk.grade}"' in page.text


def test_in_an_export_of_the_desk_as_a_column_of_its_own(desk, signed_in):
    rows = signed_in.post(address(desk, "survey_desk"), {"format": "csv"}).getvalue().decode("utf-8-sig").splitlines()
    assert [row.split(",")[:2] for row in rows] == [
        ["单位", "子公司"],
        ["炼铁厂", "子公司"],
        ["炼铁厂", "南方公司"],
        ["科技部", ""],
    ]


def test_at_a_line_that_others_were_merged_into(desk, signed_in):
    desk.twin.merged_into = desk.line
    desk.twin.consolidated, desk.twin.consolidated_reason = 1, "并入"
    desk.twin.save()
    assert f"<dd>南方公司 · 炼铁厂 · 高炉 · {desk.grade}" in signed_in.get(address(desk, "survey_desk")).text


def test_where_lines_are_decided_and_confirmed(desk, signed_in):
    chosen = address(desk, "survey_decide", desk.line, desk.twin, desk.small)
    page = signed_in.get(chosen)
    assert cells(page.text) == [BOTH[0], BOTH[1], "科技部"]
    assert f"南方公司 · 炼铁厂 · 高炉 · {desk.grade}</label>" in page.text
    facts = {"how": "consolidated", "decision": desk.decision.pk, "quota_reason": "攻关"}
    page = signed_in.post(chosen, facts)
    assert sorted(cells(page.text)) == sorted([*BOTH, "科技部"])
    assert [str(granted).partition(" · 高炉")[0] for granted in page.context["outcome"].beyond] == BOTH


def test_where_one_is_corrected(desk, signed_in):
    desk.decide({desk.twin: 1}, reason="从紧")
    facts = {"how": "consolidated", "decision": desk.decision.pk, "reason": "复议"}
    text = signed_in.post(address(desk, "survey_decide", desk.twin), facts).text
    assert f"南方公司 · 炼铁厂 · 高炉 · {desk.grade}：1 → 2" in text


def test_on_the_paper_for_the_meeting(desk, signed_in):
    text = signed_in.get(address(desk, "survey_meeting_paper")).text
    assert cells(text) == BOTH
    words = words_of(signed_in.post(address(desk, "survey_meeting_paper_word")).content)
    assert [word for word in words if word in BOTH] == BOTH


def test_on_the_print_of_a_return(desk, signed_in):
    for line, place in ((desk.line, BOTH[0]), (desk.twin, BOTH[1])):
        page = signed_in.get(reverse("planning:return_print", args=[line.demand_return_id]))
        assert f"单位：{place}</span>" in page.text
