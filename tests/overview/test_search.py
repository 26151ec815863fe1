"""The search box: by the beginning of name, pinyin, initials, number or code, and only what is in sight."""

import pytest
from django.urls import reverse
from django.utils import translation

from overview.selectors.search import LIMIT, search
from tests.factories import office, posts, talent

pytestmark = pytest.mark.django_db


def found(user, text):
    return {hit.label for group in search(user, text) for hit in group.hits}


@pytest.fixture
def unit():
    return office.unit(name="炼钢厂")


@pytest.mark.parametrize("text", ["单", "单雄", "shan", "SHAN", "sxx", "B77", "b77", " 单 "])
def test_a_person_is_found_by_name_pinyin_initials_and_number(unit, text):
    talent.engineer(unit, name="单雄信", employee_number="B7700")
    assert found(office.hr(unit), text) == {"单雄信"}


def test_another_units_people_posts_and_units_are_not_found(unit):
    other = office.unit(name="炼铁厂")
    talent.engineer(other, name="单雄信")
    posts.post(other, code="炼-1")
    assert found(office.hr(unit), "单") == set()
    assert found(office.hr(unit), "炼") == {"炼钢厂"}


def test_a_post_is_found_by_its_code_and_by_its_holder(unit):
    post = posts.post(unit, code="010201-1", title="")
    posts.appointment(post, talent.engineer(unit, name="单雄信"))
    assert "010201-1" in {hit.strip() for hit in found(office.hr(unit), "0102")}
    assert {hit.strip() for hit in found(office.hr(unit), "shan")} == {"010201-1", "单雄信"}


def test_more_than_a_page_of_hits_is_said(unit):
    for _turn in range(LIMIT + 1):
        talent.engineer(unit, name="张三")
    (group,) = search(office.hr(unit), "张")
    assert (len(group.hits), group.more) == (LIMIT, True)


def test_a_unit_is_found_by_its_former_name_which_is_said(unit):
    other = office.unit(name="轧钢厂")
    for named in (unit, other):
        for day, name in (("2001-01-01", "平炉厂"), ("2011-01-01", "平炉总厂"), ("2021-01-01", named.name)):
            named.placements.create(starts_on=day, name=name)
    with translation.override("en"):
        (group,) = search(office.hr(unit), "平炉")
        assert [(hit.label, hit.detail) for hit in group.hits] == [("炼钢厂", f"{unit.code} · formerly 平炉总厂")]
        (group,) = search(office.hr(unit), "炼钢")
        assert [hit.detail for hit in group.hits] == [unit.code]


@pytest.mark.parametrize("text", ["", "   ", "'; drop table", "%", "_", "\\", "\U0010ffff"])
def test_odd_words_find_nothing_and_break_nothing(client, unit, text):
    talent.engineer(unit)
    client.force_login(office.hr(unit))
    response = client.get(reverse("overview:search"), {"q": text})
    assert response.status_code == 200
    assert "张三" not in response.content.decode()
