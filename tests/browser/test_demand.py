"""A return filled in on screen: by keyboard, by two people, across a session that ends, and on a phone."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from office.enums import Role
from planning.enums import ProblemKind, QuestionKind
from planning.models import DemandAnswer, DemandLine, SurveyQuestion
from planning.services.filing import Edit, save_cells
from tests.browser.conftest import NARROW
from tests.browser.filing_page import FAILED_REQUESTS
from tests.factories import office, posts, rulebooks
from tests.factories import planning as make

pytestmark = pytest.mark.django_db(transaction=True)
CELLS = "**/demand/cells/"


class Draft:
    """The return of a plant with some lines and a question, not begun yet."""

    def __init__(self, lines=3):
        self.group = office.unit(name="示例集团")
        self.plant = office.unit(self.group, name="炼铁厂")
        self.filler = office.user(Role.FILLER, self.plant)
        self.answer = make.answer(self.plant)
        grade = rulebooks.grade()
        self.lines = [
            make.line(self.answer, grade=grade, discipline=posts.discipline(), wanted=None, authorised=2, held=1)
            for _number in range(lines)
        ]
        self.question = SurveyQuestion.objects.create(
            survey=self.answer.survey, position=1, words="有无停滞项目", kind=QuestionKind.YES_NO
        )

    @property
    def path(self):
        return self.answer.get_absolute_url()

    def wanted(self):
        return list(self.answer.lines.order_by("pk").values_list("wanted", flat=True))


@pytest.fixture
def draft(base_url):
    return Draft()


def cell(page, line, field="wanted"):
    return page.locator(f'[data-cell="line:{line.pk}:{field}"]')


def saved(page):
    expect(page.locator("html")).to_have_attribute("data-filing", "saved")


def open_return(open_as, draft):
    page = open_as(draft.filler, draft.path)
    saved(page)
    return page


def type_in(page, line, text, field="wanted"):
    cell(page, line, field).fill(text)
    cell(page, line, field).press("Tab")


def test_a_return_is_filled_in_by_keyboard_alone(open_as, draft):
    page = open_return(open_as, draft)
    first, second, third = draft.lines
    cell(page, first).focus()
    page.keyboard.press("=")
    expect(cell(page, second)).to_be_focused()
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    expect(cell(page, third)).to_be_focused()
    page.keyboard.insert_text("＝")
    expect(page.locator(f'[data-cell="answer:{draft.question.pk}"]')).to_be_focused()
    page.locator(f'[data-cell="answer:{draft.question.pk}"]').select_option("no")
    saved(page)
    assert draft.wanted() == [2, 4, 2]
    assert DemandAnswer.objects.get().value == "no"
    expect(page.locator("#figures .whole .figure")).to_have_text("8")


def test_what_further_seats_have_to_say_opens_with_the_number_and_is_lacking_until_said(open_as, draft):
    page = open_return(open_as, draft)
    (line, *_others) = draft.lines
    expect(cell(page, line, "problem")).to_be_hidden()
    type_in(page, line, "3")
    expect(cell(page, line, "problem")).to_be_visible()
    lacks = page.locator(f'[data-lacks="line-{line.pk}"] li')
    expect(lacks).to_have_count(4)
    cell(page, line, "problem_kind").select_option(ProblemKind.HARD)
    type_in(page, line, "炉役后期\n风险高", "problem")
    expect(lacks).to_have_count(2)
    assert DemandLine.objects.get(pk=line.pk).problem == "炉役后期\n风险高"


def test_one_button_leaves_all_unanswered_lines_as_they_are(open_as, draft):
    page = open_return(open_as, draft)
    type_in(page, draft.lines[0], "5")
    page.locator("[data-as-it-is=all]").click()
    saved(page)
    expect(page.locator("#figures .whole .figure")).to_have_text("9")
    assert draft.wanted() == [5, 2, 2]


def test_what_cannot_be_read_says_why_and_escape_brings_the_stored_value_back(open_as, draft):
    page = open_return(open_as, draft)
    line = draft.lines[0]
    type_in(page, line, "三")
    why = page.locator(f"#why-line-{line.pk}-wanted")
    expect(why).to_contain_text("不是数字")
    cell(page, line).press("Escape")
    expect(cell(page, line)).to_have_value("")
    expect(why).to_have_text("")
    saved(page)


@pytest.mark.parametrize(("choice", "kept"), [("mine", 4), ("theirs", 7)])
def test_two_people_on_one_cell_see_both_values_and_choose(open_as, draft, choice, kept):
    page = open_return(open_as, draft)
    line = draft.lines[0]
    save_cells(office.hr(draft.group), [Edit(draft.answer.pk, f"line:{line.pk}:wanted", "7", "")])
    type_in(page, line, "4")
    why = page.locator(f"#why-line-{line.pk}-wanted")
    expect(why).to_contain_text("他人已填“7”")
    assert DemandLine.objects.get(pk=line.pk).wanted == 7
    why.locator(f"[data-choose={choice}]").click()
    saved(page)
    expect(cell(page, line)).to_have_value(str(kept))
    assert DemandLine.objects.get(pk=line.pk).wanted == kept


def test_two_browsers_on_one_return_lose_nothing(open_as, draft, browser, base_url):
    page = open_return(open_as, draft)
    other = browser.new_context(storage_state=page.context.storage_state()).new_page()
    other.goto(base_url + draft.path)
    saved(other)
    type_in(page, draft.lines[0], "3")
    type_in(other, draft.lines[1], "4")
    type_in(other, draft.lines[2], "5")
    saved(page)
    saved(other)
    assert draft.wanted() == [3, 4, 5]


def test_a_session_that_ends_half_way_loses_nothing(open_as, draft, client, base_url):
    page = open_return(open_as, draft)
    page.allowed_complaints = FAILED_REQUESTS
    type_in(page, draft.lines[0], "3")
    saved(page)
    Session.objects.all().delete()
    type_in(page, draft.lines[1], "4")
    type_in(page, draft.lines[1], "写了一半的难题", "problem")
    expect(page.locator("#banner")).to_contain_text("登录已失效")
    assert draft.wanted() == [3, None, None]
    sign_in_elsewhere(page, base_url, client, draft)
    page.evaluate("dispatchEvent(new Event('focus'))")
    saved(page)
    assert draft.wanted() == [3, 4, None]
    assert DemandLine.objects.get(pk=draft.lines[1].pk).problem == "写了一半的难题"


def sign_in_elsewhere(page, base_url, client, draft):
    """In another tab of the same browser."""
    client.logout()
    client.force_login(draft.filler)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])


def test_what_was_typed_without_a_connection_survives_a_reload(open_as, draft):
    page = open_return(open_as, draft)
    page.allowed_complaints = FAILED_REQUESTS
    page.route(CELLS, lambda route: route.abort())
    type_in(page, draft.lines[0], "3")
    expect(page.locator("#queue")).to_contain_text("连接中断")
    cell(page, draft.lines[1], "wanted").fill("4")  # still being typed
    page.unroute(CELLS)
    page.reload()
    saved(page)
    expect(cell(page, draft.lines[1])).to_have_value("4")
    assert draft.wanted() == [3, 4, None]


def test_handing_in_waits_until_everything_is_saved(open_as, draft):
    page = open_return(open_as, draft)
    held = []
    page.route(CELLS, lambda route: held.append(route))
    cell(page, draft.lines[0]).fill("2")
    hand_in = page.locator("a[data-waits].btn-primary")
    hand_in.click()
    expect(page.locator("#queue")).to_contain_text("正在")
    assert page.url.endswith(draft.path)
    first_of(held, page).continue_()
    page.wait_for_url("**/hand-in/")
    assert draft.wanted()[0] == 2


def first_of(held, page, milliseconds=10_000):
    """The page says that it saves before its request has come here."""
    for _wait in range(milliseconds // 20):
        if held:
            break
        page.wait_for_timeout(20)
    return held[0]


def test_scores_and_returns_are_kept_apart(open_as, draft):
    page = open_return(open_as, draft)
    page.allowed_complaints = FAILED_REQUESTS
    page.route(CELLS, lambda route: route.abort())
    type_in(page, draft.lines[0], "3")
    expect(page.locator("#queue")).to_contain_text("连接中断")
    names = page.evaluate("async () => (await indexedDB.databases()).map((one) => one.name)")
    assert "lingyan-demand" in names
    assert "lingyan-filing" not in names


def test_a_phone_shows_a_card_a_line_without_scrolling_sideways(open_as, draft):
    DemandLine.objects.filter(pk=draft.lines[0].pk).update(wanted=4, problem="很长的难题" * 60)
    page = open_return(open_as, draft)
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    lefts = page.locator(".line").evaluate_all("lines => lines.map((line) => line.getBoundingClientRect().left)")
    assert len(set(lefts)) == 1
    page.locator(f'[data-as-it-is="{draft.lines[1].pk}"]').click()
    saved(page)
    assert draft.wanted() == [4, 2, None]
