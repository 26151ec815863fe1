"""What is typed into a return, field by field: what is kept of it, and the sentence where it cannot be."""

import datetime

import pytest
from django.utils import translation

from planning.checks import cells
from planning.enums import QuestionKind
from planning.models import SurveyQuestion


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("wanted", "12", 12),
        ("wanted", " ３ ", 3),
        ("wanted", 4.0, 4),
        ("wanted", "", None),
        ("wanted", None, None),
        ("problem_kind", "难点", "hard"),
        ("problem_kind", "Bottleneck", "blocked"),
        ("problem_kind", "painful", "painful"),
        ("urgency", "", ""),
        ("problem", " 高炉长寿 \r\n炉役后期\t\x00\u202e ", "高炉长寿\n炉役后期"),
        ("consequence", 2026.0, "2026"),
    ],
)
def test_fields_of_a_line_keep_what_was_meant(field, typed, kept):
    assert cells.read(cells.line_kinds()[field], typed) == kept


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("wanted", "-1", "低于最小值 0"),
        ("wanted", "1000", "超过最大值 999"),
        ("wanted", "1.5", "小数超过 0 位"),
        ("wanted", "三", "不是数字"),
        *(("wanted", typed, "不是数字") for typed in (True, "1e2", "²", "٣", "1,2", "3人")),
        ("problem_kind", "烦点", "不在可选范围：难点、堵点、痛点"),
        ("problem", "长" * 1001, "有 1001 个字符，最多 1000 个"),
    ],
)
def test_fields_of_a_line_say_why_not(field, typed, why):
    with pytest.raises(cells.Unreadable) as refusal:
        cells.read(cells.line_kinds()[field], typed)
    assert str(refusal.value) == why


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "shown"),
    [
        (QuestionKind.TEXT, "缺专家", "缺专家", "缺专家"),
        (QuestionKind.NUMBER, "1,200.50", "1200.5", "1200.5"),
        (QuestionKind.NUMBER, 100.0, "100", "100"),
        (QuestionKind.CHOICE, "Ａ 方案", "A方案", "A方案"),
        (QuestionKind.YES_NO, "否", "no", "否"),
        (QuestionKind.YES_NO, "Yes", "yes", "是"),
        (QuestionKind.DATE, "2026.3.1", "2026-03-01", "2026-03-01"),
        (QuestionKind.DATE, datetime.date(2026, 3, 1), "2026-03-01", "2026-03-01"),
        (QuestionKind.DATE, " ", "", ""),
        (QuestionKind.YES_NO, "", "", ""),
    ],
)
def test_answers_are_kept_as_text_of_their_kind(kind, typed, kept, shown):
    reader = cells.answer_kind(SurveyQuestion(kind=kind, choices="A方案\nB方案"))
    assert cells.read(reader, typed) == kept
    assert reader.show(kept) == shown


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (QuestionKind.NUMBER, "许多"),
        (QuestionKind.CHOICE, "C方案"),
        (QuestionKind.YES_NO, "也许"),
        (QuestionKind.DATE, "2026-13-01"),
        (QuestionKind.DATE, "2026-03"),
    ],
)
def test_an_answer_of_another_kind_is_refused(kind, typed):
    with pytest.raises(cells.Unreadable):
        cells.read(cells.answer_kind(SurveyQuestion(kind=kind, choices="A方案\nB方案")), typed)


def test_remarks_have_room_for_more():
    assert cells.read(cells.remarks_kind(), "注" * 2000) == "注" * 2000
    with pytest.raises(cells.Unreadable):
        cells.read(cells.remarks_kind(), "注" * 2001)


def test_words_of_every_language_are_understood_whichever_is_spoken():
    with translation.override("en"):
        assert cells.read(cells.line_kinds()["urgency"], "急需") == "now"
