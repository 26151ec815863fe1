"""The form of a change on screen: what was typed stays whatever kind or post is chosen."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from planning.enums import ReturnStatus, SurveyStatus
from planning.models import DemandSurvey
from tests.establishment.reviews import Sorting
from tests.factories import planning

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sorting(base_url):
    return Sorting()


@pytest.fixture
def post(sorting):
    return sorting.post(title="高炉首席工程师", code="P100")


def test_a_post_that_is_chosen_says_what_it_is_and_another_kind_keeps_the_rest(open_as, page, sorting, post):
    open_as(sorting.drafter, f"{reverse('establishment:change_add', args=[sorting.review.pk])}?kind=revise")
    page.fill("[name=reason]", "新产线投产")
    page.locator("input[name=post] + .ts-wrapper input").press_sequentially("P100")
    expect(page.locator(".ts-dropdown .active")).to_have_attribute("data-value", "P100")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("Enter")
    expect(page.locator("#id_title_helptext")).to_contain_text("高炉首席工程师")
    assert page.evaluate("document.activeElement.id") == "id_post-ts-control"
    expect(page.locator("[name=reason]")).to_have_value("新产线投产")
    page.fill("[name=title]", "炉前首席工程师")
    page.get_by_role("link", name="冻结").click()
    expect(page.locator("[name=kind]")).to_have_value("freeze")
    assert page.evaluate("document.activeElement.id") == "kind-freeze"
    for name, value in {"title": "炉前首席工程师", "reason": "新产线投产", "post": "P100"}.items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)
    page.get_by_role("button", name="保存").click()
    expect(page.locator("tr[id^=change-]")).to_contain_text("P100")


def test_who_is_signed_out_meanwhile_keeps_what_was_typed(open_as, page, sorting):
    open_as(sorting.drafter, f"{reverse('establishment:change_add', args=[sorting.review.pk])}?kind=revise")
    page.fill("[name=reason]", "新产线投产")
    page.allowed_complaints = re.compile("401")
    Session.objects.all().delete()
    page.get_by_role("link", name="冻结").click()
    expect(page.locator("#messages")).to_contain_text("登录已失效")
    expect(page.locator("[name=reason]")).to_have_value("新产线投产")


def test_a_list_that_one_comes_back_to_can_be_filtered_again(open_as, page, sorting, post):
    other = sorting.post(code="P200")
    open_as(sorting.drafter, reverse("posts:post_list"))
    page.fill("form.filters [name=q]", post.code)
    expect(page.locator("#list tbody")).not_to_contain_text(other.code)
    page.go_back()
    expect(page.locator("#list tbody")).to_contain_text(other.code)
    page.fill("form.filters [name=q]", other.code)
    expect(page.locator("#list tbody")).not_to_contain_text(post.code)
    page.locator("#export > summary").click()
    with page.expect_download():
        page.get_by_role("button", name="CSV").click()


def test_the_keyboard_goes_on_where_it_was(open_as, page, sorting, post):
    """At the kind just chosen, at the first wrong field, at what was saved meanwhile."""
    adding = reverse("establishment:change_add", args=[sorting.review.pk])
    open_as(sorting.drafter, adding)
    page.keyboard.press("Enter")
    expect(page.locator("#kind-create")).to_be_focused()
    page.goto(f"{adding}?kind=revise")
    page.fill("[name=reason]", "新产线投产")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#id_post-ts-control")).to_be_focused()
    expect(page.locator(".ts-dropdown:visible")).to_have_count(0)
    change = sorting.add("revise", post, title="炉前首席工程师")
    page.goto(reverse("establishment:change_update", args=[sorting.review.pk, change.pk]))
    change.title = "另一页所写"
    change.save(update_fields=["title"])
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".meanwhile")).to_be_focused()


def test_a_unit_that_is_chosen_leaves_its_surveys(open_as, page, sorting):
    for unit, title in ((sorting.plant, "炼铁厂普查"), (sorting.other, "炼钢厂普查")):
        survey = planning.survey(sorting.group, SurveyStatus.CLOSED, title=title)
        planning.answer(unit, survey, ReturnStatus.ACCEPTED)
        DemandSurvey.objects.filter(pk=survey.pk).update(status=SurveyStatus.PUBLISHED)
    open_as(sorting.drafter, reverse("establishment:review_create"))
    page.fill("[name=title]", "厂内梳理")
    expect(page.locator("#id_survey option")).to_have_count(3)
    page.locator("input[name=unit] + .ts-wrapper input").press_sequentially(sorting.plant.code)
    expect(page.locator(".ts-dropdown .active")).to_have_attribute("data-value", sorting.plant.code)
    page.keyboard.press("Enter")
    expect(page.locator("#id_survey option")).to_have_count(2)
    expect(page.locator("#id_survey")).to_contain_text("炼铁厂普查")
    expect(page.locator("[name=title]")).to_have_value("厂内梳理")
