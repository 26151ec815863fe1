"""Pickers by keyboard: what Enter takes is what was searched for, never what stood there before."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def group(base_url):
    group = office.unit(name="示例集团", code="01")
    for code, name in (("0101", "示例板材厂"), ("0102", "示例炼铁厂"), ("0103", "板材研究所")):
        office.unit(group, name=name, code=code)
    return group


@pytest.fixture
def picker(group, open_as, page):
    """The unit of a decision, which is the group's as yet."""
    open_as(office.hr(group), f"{reverse('office:decision_create')}?unit={group.code}")
    expect(value_of(page)).to_have_value("01")
    return page.locator("input[name=unit] + .ts-wrapper input")


def value_of(page):
    return page.locator("input[name=unit]")


def search(page, picker, words):
    picker.focus()
    with page.expect_response(lambda answer: answer.url.endswith("q=")):
        pass
    with page.expect_response(lambda answer: "q=" in answer.url and not answer.url.endswith("q=")):
        page.keyboard.type(words)
    expect(page.locator(".ts-wrapper.loading")).to_have_count(0)


@pytest.mark.parametrize(("words", "chosen"), [("板材", "0101"), ("示例", "01"), ("0102", "0102"), ("示例炼", "0102")])
def test_enter_takes_the_first_answer_to_what_is_typed(picker, page, words, chosen):
    search(page, picker, words)
    expect(page.locator(".ts-dropdown .active")).to_have_attribute("data-value", chosen)
    page.keyboard.press("Enter")
    expect(value_of(page)).to_have_value(chosen)


def test_what_does_not_answer_is_not_offered(picker, page):
    search(page, picker, "板材")
    codes = page.locator(".ts-dropdown .option").evaluate_all("options => options.map(one => one.dataset.value)")
    assert codes == ["0101", "0103"]


def test_arrows_go_on_from_the_first_answer(picker, page):
    search(page, picker, "板材")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(value_of(page)).to_have_value("0103")


def test_enter_before_the_answer_came_takes_nothing(picker, page):
    picker.focus()
    expect(page.locator(".ts-dropdown .option")).to_have_count(4)
    page.keyboard.type("板材")
    page.keyboard.press("Enter")
    expect(page.locator(".ts-dropdown .active")).to_have_attribute("data-value", "0101")
    assert value_of(page).input_value() == "01"
    page.keyboard.press("Enter")
    expect(value_of(page)).to_have_value("0101")


def test_enter_on_a_list_that_was_only_opened_keeps_what_is_chosen(picker, page):
    picker.focus()
    expect(page.locator(".ts-dropdown .option")).to_have_count(4)
    page.keyboard.press("Enter")
    expect(value_of(page)).to_have_value("01")
