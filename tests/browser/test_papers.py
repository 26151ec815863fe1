"""Papers as they come out of the printer: one page of the right size for each page on screen."""

import re

import pytest
from django.urls import reverse

from tests.browser.conftest import NARROW
from tests.establishment.reviews import Rich
from tests.factories import filing as factory

pytestmark = pytest.mark.django_db(transaction=True)
A4_LANDSCAPE, A3_LANDSCAPE, A4_PORTRAIT = (842, 595), (1191, 842), (595, 842)


def pages_of(page):
    """The sizes of the printed pages, in points."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    return [(round(float(width)), round(float(height))) for width, height in boxes]


@pytest.mark.parametrize(("paper", "sizes"), [("a4", [A4_LANDSCAPE] * 2), ("a3", [A3_LANDSCAPE])])
def test_a_summary_prints_on_its_pages(open_as, paper, sizes):
    filing = factory.filing(20)
    page = open_as(filing.hr, reverse("evaluations:summary_preview", args=[filing.slot.pk]) + f"?paper={paper}")
    assert pages_of(page) == sizes


def test_a_form_prints_on_one_page_each(open_as):
    filing = factory.filing(3)
    page = open_as(filing.hr, reverse("evaluations:form_list", args=[filing.cycle.pk]))
    assert pages_of(page) == [A4_PORTRAIT] * 3


def test_printing_opens_the_dialog_once(open_as):
    filing = factory.filing(1)
    address = reverse("evaluations:summary_preview", args=[filing.slot.pk])
    page = open_as(filing.hr, address)
    page.add_init_script("window.print = () => document.body.classList.add('asked')")
    page.locator("main .btn-primary").click()
    page.locator("body.asked").wait_for()
    page.locator(".code").wait_for()
    page.reload()
    assert page.locator("body.asked").count() == 0


@pytest.mark.parametrize("name", ["review_letters", "review_meeting_paper"])
def test_on_a_phone_the_title_of_a_sheet_is_in_view(open_as, name):
    sorting = Rich()
    sorting.carry_through()
    page = open_as(sorting.drafter, sorting.page(name))
    page.set_viewport_size(NARROW)
    box = page.locator(".leaf h2").first.bounding_box()
    assert (box["x"] >= 0, box["x"] + box["width"] <= NARROW["width"]) == (True, True)
