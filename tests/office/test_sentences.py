import pytest
from django.template import Context, Template
from django.utils import translation

from office.sentences import joined, listed

NAMES = ("郭凤兰", "梁鑫", "刘兵")


@pytest.mark.parametrize(("language", "row"), [("zh-hans", "郭凤兰、梁鑫、刘兵"), ("en", "郭凤兰, 梁鑫, 刘兵")])
def test_names_are_joined_as_the_language_joins_them(language, row):
    with translation.override(language):
        assert joined(name for name in NAMES) == row
        assert Template("{{ names|joined }}").render(Context({"names": NAMES})) == row
        assert listed(NAMES) == row


def test_of_many_names_the_first_ten_are_listed():
    assert listed(["甲"] * 10) == "、".join(["甲"] * 10)
    assert listed(["甲"] * 12).startswith("、".join(["甲"] * 10))
    assert "2" in listed(["甲"] * 12)
