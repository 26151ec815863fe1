"""The paper for the meeting: what it says, how it is logged, and what it tells of later changes."""

import re

import pytest
from django.urls import reverse

from office.models import Paper, PaperPrint
from planning.enums import ReturnStatus, SurveyStatus
from planning.models import DemandLine
from planning.selectors.meeting import meeting_paper_of, meeting_paper_state
from planning.services.meeting import print_meeting_paper
from tests.factories import office as make
from tests.factories import planning, posts
from tests.factories.word import words_of

pytestmark = pytest.mark.django_db


def page(desk, name="survey_meeting_paper"):
    return reverse(f"planning:{name}", args=[desk.survey.pk])


def test_sentences_tell_returns_seats_money_and_quotas(desk):
    planning.answer(make.unit(desk.subsidiary, name="轧钢厂"), desk.survey, ReturnStatus.DRAFT)
    paper = meeting_paper_of(desk.survey)
    assert paper.sentences == [
        "应填报 3 家，已汇总上报 2 家，其中逾期 0 家；子公司汇总中 0 家，未上报 1 家。",
        f"{desk.grade}：核定职数 2 个，需求职数 3 个，汇总职数 3 个（+1），年津贴增减 +36,000.00 元。",
        "按汇总职数，超限额 1 处，主要有：",
        f"子公司 · 炼铁厂 · 高炉 · {desk.grade}：2 个，限额 1 个",
    ]


def test_it_says_the_same_before_and_after_the_decision(desk):
    before = meeting_paper_of(desk.survey)
    survey = print_meeting_paper(desk.survey, actor=desk.administrator)
    desk.decide({desk.line: 1}, reason="从紧")
    after = meeting_paper_of(desk.survey)
    assert after.sentences == before.sentences
    assert [sums.money for _discipline, _grade, sums in after.disciplines] == [36000, 0]
    assert meeting_paper_state(survey) == "agrees"


def test_tables_sum_by_subsidiary_and_those_without_one(desk):
    branches = meeting_paper_of(desk.survey).branches
    assert [(branch.label, branch.asked, branch.sums.consolidated, branch.sums.money) for branch in branches] == [
        ("子公司", 1, 2, 36000),
        ("直接上报的单位", 1, 1, 0),
    ]


def test_lines_that_ask_for_more_stand_with_their_sentences(desk):
    assert meeting_paper_of(desk.survey).lines == [desk.line]


def merge(desk, target, **fields):
    """A line of the department, merged into the target."""
    given = {"authorised": 0, "wanted": 1, "consolidated": 0, "problem": "煤气波动"} | fields
    merged = {"merged_into": target, "consolidated_reason": "并入炼铁厂"}
    return desk.make_line(desk.other, discipline=desk.discipline, **given | merged)


@pytest.mark.parametrize("consolidated", [1, 2])
def test_a_line_into_which_one_was_merged_that_asks_for_more_stands_with_it(desk, consolidated):
    fields = {"wanted": 1, "consolidated": consolidated, "consolidated_reason": "合并设置"}
    target = desk.make_line(desk.answer, discipline=posts.discipline(), **fields)
    merged = merge(desk, target)
    paper = meeting_paper_of(desk.survey)
    assert {line: list(line.merged.all()) for line in paper.lines} == {desk.line: [], target: [merged]}
    assert paper.line_count == 2


def test_a_line_that_gets_more_than_it_wants_stands_there(desk):
    DemandLine.objects.filter(pk=desk.small.pk).update(consolidated=2, consolidated_reason="统筹")
    assert set(meeting_paper_of(desk.survey).lines) == {desk.line, desk.small}


def test_a_merged_line_that_asks_for_nothing_stands_below_one_that_does(desk):
    merged = merge(desk, desk.line, authorised=1, wanted=1, consolidated=1)
    [line] = meeting_paper_of(desk.survey).lines
    assert list(line.merged.all()) == [merged]


def test_merged_lines_stand_below_with_their_problem_on_the_page_and_in_word(desk, client):
    merge(desk, desk.line)
    client.force_login(desk.administrator)
    on_page = client.get(page(desk)).text
    in_word = words_of(client.post(page(desk, "survey_meeting_paper_word")).content)
    assert "并入本条：科技部" in on_page
    assert "煤气波动" in on_page
    assert "并入本条：科技部" in in_word
    assert any("煤气波动" in word for word in in_word)


def test_merging_after_the_printing_is_said(desk):
    alone = desk.make_line(desk.other, wanted=1, consolidated=1, consolidated_reason="并入")
    survey = print_meeting_paper(desk.survey, actor=desk.administrator)
    DemandLine.objects.filter(pk=alone.pk).update(merged_into=desk.line)
    assert meeting_paper_state(survey) == "differs"


def test_an_allowance_that_nobody_says_is_said_to_be_unknown(desk):
    desk.limit(quota=None)
    assert meeting_paper_of(desk.survey).sentences[1].endswith("办法未规定津贴标准。")


def test_looking_logs_nothing_and_printing_gives_the_code(desk, client):
    client.force_login(desk.administrator)
    assert "预览件" in client.get(page(desk)).text
    assert PaperPrint.objects.count() == 0
    text = client.post(page(desk), {"paper": "a3"}).text
    paper = Paper.objects.get(kind="demand_paper")
    assert paper.check_code in text
    assert 'class="leaf running meeting a3"' in text


def test_what_changes_after_the_printing_is_said(desk, client):
    client.force_login(desk.administrator)
    client.post(page(desk))
    DemandLine.objects.filter(pk=desk.line.pk).update(consolidated=1, consolidated_reason="从紧")
    assert "上会材料打印后条目已有变动" in client.get(page(desk)).text


def test_the_word_file_is_chinese_whatever_the_screen_and_logged(desk, client):
    desk.administrator.language = "en"
    desk.administrator.save()
    client.force_login(desk.administrator)
    words = words_of(client.post(page(desk, "survey_meeting_paper_word")).content)
    assert "2026年需求普查" in words
    assert any("年津贴增减 +36,000.00 元" in word for word in words)
    assert any("高炉长寿技术难题" in word for word in words)
    paper = Paper.objects.get(kind="demand_paper")
    assert (paper.template_version[:8], paper.prints.count()) == ("shipped-", 1)


def test_the_page_and_the_word_file_name_seats_alike(desk, client):
    client.force_login(make.hr(desk.group))
    on_page = re.findall(r"<th[^>]*>([^<]*职数)</th>", client.get(page(desk)).text)
    words = words_of(client.post(page(desk, "survey_meeting_paper_word")).content)
    seats = ["核定职数", "需求职数", "汇总职数"]
    heads = [*[*seats, "增减职数"] * 2, *seats]
    assert (on_page, [word for word in words if word.endswith("职数")]) == (heads, heads)


def test_without_lines_there_is_nothing_to_print(desk, client):
    client.force_login(desk.administrator)
    desk.survey.returns.update(status=ReturnStatus.SUBMITTED)
    assert "尚无上报的条目" in client.post(page(desk), follow=True).text
    assert Paper.objects.count() == 0


def test_once_published_only_what_was_printed_before_is_printed_again(desk, client):
    client.force_login(desk.administrator)
    desk.survey.status = SurveyStatus.PUBLISHED
    desk.survey.save()
    assert "普查处于" in client.post(page(desk), follow=True).text
    assert Paper.objects.count() == 0


def test_what_was_printed_is_printed_again_after_publication(desk):
    survey = print_meeting_paper(desk.survey, actor=desk.administrator)
    survey.status = SurveyStatus.PUBLISHED
    survey.save()
    assert print_meeting_paper(survey, actor=desk.administrator).meeting_paper.prints.count() == 2


def test_the_page_costs_the_same_for_any_number_of_lines(desk, client, django_assert_num_queries):
    client.force_login(desk.administrator)
    for count in (1, 3):
        for _line in range(count):
            line = desk.make_line(desk.answer, discipline=posts.discipline())
            desk.make_line(desk.other, discipline=line.discipline, merged_into=line, consolidated_reason="并入")
        with django_assert_num_queries(23):
            client.get(page(desk))
