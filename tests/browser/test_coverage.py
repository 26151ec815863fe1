"""The coverage map and the professional line by thumb and by keyboard."""

import datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from office.enums import Role, UnitKind
from planning.enums import ReturnStatus
from talent.models import Engineer
from tests.browser.conftest import NARROW
from tests.establishment.reviews import Sorting
from tests.factories import office, planning, posts

pytestmark = pytest.mark.django_db(transaction=True)
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LEAST = 24  # px that a thumb needs between one link and the next


@pytest.fixture
def group(base_url):
    """A company with a plant that is covered in some disciplines, and asked for in others."""
    top = office.unit(name="示例集团")
    company = office.unit(top, name="板材公司", kind=UnitKind.SUBSIDIARY)
    plant = office.unit(company, name="炼铁总厂")
    office.unit(plant, name="高炉车间", kind=UnitKind.WORKSHOP)
    answer = planning.answer(plant, planning.survey(top), ReturnStatus.SUBMITTED)
    for number in range(12):
        discipline = posts.discipline(name=f"专业领域{number}")
        if number % 3:
            posts.appointment(posts.post(plant, discipline=discipline, authorised=number % 3))
        else:
            planning.line(answer, discipline=discipline, authorised=0, wanted=1)
    posts.discipline(discipline, name="细类")
    return top


@pytest.fixture
def leader(group):
    return office.user(Role.LEADER, group)


def test_on_a_phone_the_map_scrolls_in_its_own_box_and_opens_by_thumb(open_as, page, leader):
    page.set_viewport_size(NARROW)
    open_as(leader, "/coverage/")
    box = page.locator(".scroller")
    box.evaluate("(element) => { element.scrollLeft = 300; }")
    assert page.evaluate(SIDEWAYS) == 0
    first, second = (page.locator("tbody tr").first.locator(place) for place in ("th", "td >> nth=0"))
    assert first.bounding_box()["x"] > second.bounding_box()["x"]  # it stays while the cells go by
    box.evaluate("(element) => { element.scrollLeft = 0; }")
    sizes = [link.bounding_box() for link in page.locator("td.cover a").all()]
    assert sizes and all(size["width"] >= LEAST and size["height"] >= LEAST for size in sizes)
    for name in ("板材公司", "炼铁总厂"):
        page.get_by_role("rowheader", name=name).get_by_role("link").click()
        expect(page.locator(".crumbs b", has_text=name)).to_be_visible()
        assert page.evaluate(SIDEWAYS) == 0


def test_a_reader_of_the_screen_hears_what_a_cell_is(open_as, leader):
    page = open_as(leader, "/coverage/")
    table = page.get_by_role("table", name="岗位覆盖图")
    expect(table.get_by_role("columnheader", name="专业领域1 专业线", exact=True)).to_be_visible()
    expect(table.get_by_role("row", name="板材公司").get_by_role("cell", name="满员").first).to_be_visible()
    expect(table.get_by_role("row", name="板材公司").get_by_role("cell", name="未设岗、有需求").first).to_be_visible()


def test_the_map_is_worked_by_keyboard_and_filtered_in_place(open_as, leader):
    page = open_as(leader, "/coverage/")
    page.locator("tbody th a").first.focus()
    behind = page.locator("tbody td a").first.get_attribute("href")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(behind)
    page.go_back()
    page.locator("[name=as_of]").fill("2022-01-01")
    expect(page.locator(".read-so")).to_contain_text("2022-01-01")
    expect(page.locator("tfoot td").last).to_contain_text("0")
    assert "as_of=2022-01-01" in page.url


def test_the_export_is_of_what_is_shown_after_filtering(open_as, leader):
    page = open_as(leader, "/coverage/")
    page.locator("[name=as_of]").fill("2022-01-01")
    expect(page.locator(".read-so")).to_contain_text("2022-01-01")
    page.locator("details.export summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert "2022-01-01" in download.value.suggested_filename


@pytest.mark.parametrize("query", ["", "?rows=all"])
def test_rows_before_and_after_stand_beside_each_other(open_as, base_url, query):
    """Of posts with one and with several signs below their seats, on one side or the other, and in units of long names."""
    sorting = Sorting()
    for number in range(8):
        plant = office.unit(sorting.group, name=f"设备维护检修中心第{number}检修分公司点检车间"[number:])
        post = sorting.post(plant, discipline=posts.discipline(name=f"专业领域{number}"))
        sorting.holder(post)
        sorting.add("revise", post, authorised=12)
        if number % 2:
            sorting.set_up(f"N{number}", unit=plant, discipline=post.discipline)
    Engineer.objects.filter(unit__name__contains="修中").update(retires_on=datetime.date(2027, 1, 1))
    page = open_as(sorting.administrator, reverse("overview:resorting", args=[sorting.review.pk]) + query)
    heights = [
        [row.bounding_box()["height"] for row in side.locator("tr").all()]
        for side in page.locator(".two-sides > section").all()
    ]
    assert heights[0] == heights[1]
    assert len(set(heights[0])) > 2


def test_on_a_phone_the_line_stands_one_level_below_the_other(open_as, page, leader):
    page.set_viewport_size(NARROW)
    open_as(leader, "/professional-line/")
    assert page.evaluate(SIDEWAYS) == 0
    page.locator("tbody th a", has_text="专业领域1").first.click()
    expect(page.locator(".gaps li").first).to_contain_text("集团层面：未设岗")
    places = [place.bounding_box() for place in page.locator(".rung").first.locator(".place").all()]
    assert len(places) == 3 and len({place["x"] for place in places}) == 1
    assert page.evaluate(SIDEWAYS) == 0
