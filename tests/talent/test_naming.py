import pytest

from talent import naming


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("单田芳", "shan tian fang"),
        ("仇和", "qiu he"),
        ("解缙", "xie jin"),
        ("曾国藩", "zeng guo fan"),
        ("查良镛", "zha liang yong"),
        ("朴志英", "piao zhi ying"),
        ("区伟", "ou wei"),
        ("盖聂", "ge nie"),
        ("尉迟恭", "yu chi gong"),
        ("长孙无忌", "zhang sun wu ji"),
        ("重阳", "chong yang"),
        ("任重", "ren zhong"),
        ("陈刚", "chen gang"),
        ("阿卜杜拉·买买提", "a bo du la mai mai ti"),
        ("John Smith", "john smith"),
        ("吕布", "lv bu"),
        ("", ""),
        ("?!", ""),
    ],
)
def test_names_are_read_as_names(name, spelling):
    assert naming.syllables(name) == spelling


def test_surnames_stay_together_where_letters_alone_would_mix_them():
    names = ["程亮", "陈志", "陈安", "程安"]
    assert sorted(names, key=naming.syllables) == ["陈安", "陈志", "程安", "程亮"]
    assert sorted(names, key=lambda name: naming.joined(naming.syllables(name))) != ["陈安", "陈志", "程安", "程亮"]


def test_search_forms_follow_from_the_syllables():
    assert naming.joined("yu chi gong") == "yuchigong"
    assert naming.initials("yu chi gong") == "ycg"
    assert naming.clean("  Lü  Bu-Wei ") == "lv bu wei"


def test_long_names_fit_their_columns():
    spelling = naming.syllables("阿" * 60)
    assert len(spelling) <= naming.LONGEST
    assert len(naming.initials(spelling)) == naming.INITIALS
