import pytest
from django.template import Context, Template
from django.utils import translation

from office.sentences import counted, joined, labelled, listed, sentence, strung

NAMES = ("郭凤兰", "梁鑫", "刘兵")


@pytest.mark.parametrize(("language", "row"), [("zh-hans", "郭凤兰、梁鑫、刘兵"), ("en", "郭凤兰, 梁鑫, 刘兵")])
def test_names_are_joined_as_the_language_joins_them(language, row):
    with translation.override(language):
        assert joined(name for name in NAMES) == row
        assert Template("{{ names|joined }}").render(Context({"names": NAMES})) == row
        assert listed(NAMES) == row


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "专业：炼铁"), ("en", "专业: 炼铁")])
def test_a_label_stands_before_its_text_as_the_language_writes_it(language, said):
    with translation.override(language):
        assert labelled("专业", "炼铁") == said
        assert Template("{% labelled label text %}").render(Context({"label": "专业", "text": "炼铁"})) == said


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "专业（3）"), ("en", "专业 (3)")])
def test_a_heading_tells_how_many_as_the_language_writes_it(language, said):
    with translation.override(language):
        assert counted("专业", 3) == said
        assert Template("{% counted label 3 %}").render(Context({"label": "专业"})) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-hans", "不是数字。低于最小值 0；超过最大值 9"), ("en", "不是数字.低于最小值 0; 超过最大值 9")],
)
def test_clauses_stand_alone_and_in_a_row_as_the_language_writes_them(language, said):
    with translation.override(language):
        assert sentence("不是数字") + strung(["低于最小值 0", "超过最大值 9"]) == said


def test_what_is_labelled_is_drawn_as_text():
    assert "&lt;b&gt;" in Template("{% labelled '专业' text %}").render(Context({"text": "<b>"}))


def test_of_many_names_the_first_ten_are_listed():
    assert listed(["甲"] * 10) == "、".join(["甲"] * 10)
    assert listed(["甲"] * 12).startswith("、".join(["甲"] * 10))
    assert "2" in listed(["甲"] * 12)
