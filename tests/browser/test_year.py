"""A year from an empty database, as people do it: the first account, HR, the raters' sheets, the board, the result."""

import re

import pytest
from playwright.sync_api import expect

from evaluations.enums import CycleStatus
from evaluations.models import Cycle, Score, Sheet
from office.models import User
from talent.models import PastResult
from tests.acceptance import screens
from tests.factories import workbooks
from tests.factories.rulebooks import example_rulebook

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "Lead-Goose-2026"
TYPED, LOADED = "专家评委1", ("专家评委2", "专家评委3", "所在单位", "职能部门")
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def somebody(new_context):
    """A person with a browser of his or her own; what a page's console complains of fails the test."""
    complaints = []

    def sits_down():
        context = new_context()
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        return page

    yield sits_down
    assert complaints == []


# --- What anybody does ------------------------------------------------------------------------------------------
def sign_in(page, username, password):
    page.goto("/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("details.person")).to_be_visible()


def come_in_first(page, username, password):
    """With the one-time password, which has to be replaced."""
    sign_in(page, username, password)
    page.locator("input[name=oldpassword]").fill(password)
    page.locator("input[name=password1]").fill(PASSWORD)
    page.locator("input[name=password2]").fill(PASSWORD)
    main_button(page).click()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("待办")


def main_button(page):
    return page.locator("main button.btn-primary").first


def press(page, name):
    """Press a button, or follow a link that looks like one."""
    button = page.locator("main").get_by_role("button", name=name, exact=True)
    button.or_(page.locator("main").get_by_role("link", name=name, exact=True)).first.click()


def pick(page, field, code):
    """Search in a picker and take what it finds, once it is at rest: a late answer takes the focus back."""
    box = page.locator(f"input[name={field}] + .ts-wrapper")
    with page.expect_response(lambda answer: answer.url.endswith("q=")):
        box.click()
    with page.expect_response(lambda answer: answer.url.endswith(f"q={code}")):
        box.locator("input").fill(code)
    expect(box).not_to_have_class(re.compile("loading"))
    box.locator(f".option[data-value='{code}']").click()


def load(page, code, name, content=None):
    page.goto(f"/load/{code}/")
    content = content or (screens.WORKBOOKS / name).read_bytes()
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": content})
    main_button(page).click()
    press(page, "确认导入")
    expect(page.locator("#progress")).to_contain_text("文件已导入")


# --- Chapters -----------------------------------------------------------------------------------------------------
def open_account(page, username, name, role="", number=""):
    """Open an account and answer its one-time password."""
    page.goto("/accounts/new/")
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=employee_number]").fill(number)
    if role:
        page.locator("select[name=role]").select_option(role)
        pick(page, "unit", "01")
    main_button(page).click()
    return page.locator("main code").inner_text()


def open_cycle(page):
    page.goto("/cycles/new/")
    page.locator("input[name=name]").fill("2025年度考核")
    page.locator("select[name=regime]").select_option(index=1)
    pick(page, "unit", "01")
    page.locator("input[name=year]").fill("2025")
    page.locator("input[name=as_of]").fill("2025-12-31")
    page.locator("input[name=filing_ends_on]").fill("2026-11-30")
    main_button(page).click()
    press(page, "预览并启动")
    expect(page.locator("main")).to_contain_text("71 人参加")
    press(page, "启动")
    main_button(page).click()
    expect(page.locator("#progress")).to_contain_text("71 人参加")


def load_four_tabs(page, cycle):
    book = {sheet: screens.rows_of(screens.SHEETS, place) for place, sheet in enumerate((TYPED, *LOADED)) if place}
    first = LOADED[0]
    content = workbooks.xlsx(book.pop(first), first, **book)
    page.goto("/load/sheets/")
    page.locator("select[name=cycle]").select_option(str(cycle.pk))
    page.locator("input[type=file]").set_input_files({"name": screens.SHEETS, "mimeType": "", "buffer": content})
    main_button(page).click()
    press(page, "确认导入")
    expect(page.locator("#progress")).to_contain_text("文件已导入")


def tab_to(page, target):
    """Go to the target with the Tab key alone."""
    for _step in range(120):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"{target} cannot be reached with the Tab key.")


def file_by_keyboard(page, cycle):
    """From the cycle's page into the grid, the whole block from the clipboard, and submitted; no mouse."""
    page.goto(f"/cycles/{cycle.pk}/filing/")
    tab_to(page, page.locator("thead").get_by_role("link", name=TYPED))
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-filing", "saved")
    lines = ["\t".join(map(str, row)) for row in screens.rows_of(screens.SHEETS)]
    page.evaluate("(text) => navigator.clipboard.writeText(text)", "\n".join(lines))
    tab_to(page, page.locator("#grid tbody td > input:not([type=hidden])").first)
    page.keyboard.press("Control+v")
    expect(page.locator("#completion")).to_contain_text("568 / 568")
    expect(page.locator("html")).to_have_attribute("data-filing", "saved")
    page.keyboard.press("Control+Home")
    submit = page.locator("form[data-submits-sheets] button")
    for _step in range(60):
        page.keyboard.press("Shift+Tab")
        if submit.evaluate("(element) => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".consequences")).to_contain_text("71")
    tab_to(page, main_button(page))
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("71")


def submit_slot(page, slot):
    page.goto(f"/slots/{slot.pk}/")
    expect(page.locator("html")).to_have_attribute("data-filing", "saved")
    page.locator("form[data-submits-sheets] button").click()
    main_button(page).click()
    expect(page.locator("#messages")).to_contain_text("71")


def verify_slot(page, slot):
    page.goto(f"/slots/{slot.pk}/verify/")
    main_button(page).click()
    expect(page.locator("#messages")).to_contain_text("71")


def settle_pools(page, cycle):
    """Pool by pool: select those beyond the cap, give them the grade below, say why."""
    page.goto(f"/cycles/{cycle.pk}/calibrate/")
    main_button(page).click()
    expect(page.locator("table.board")).to_be_visible()
    over = page.locator("nav.pools .over")
    for left in range(6, 0, -1):
        expect(over).to_have_count(left)
        over.first.click()
        page.get_by_role("link", name="选中").click()
        page.locator("input[name=reason]").fill("按优秀比例核定")
        press(page, "核定")
    expect(over).to_have_count(0)


def record_decision(page):
    page.goto("/decisions/new/")
    pick(page, "unit", "01")
    page.locator("select[name=body]").select_option("executive_meeting")
    facts = {"meeting_number": "2026-21", "held_on": "2026-10-30", "subject": "2025年度考核等次"}
    for name, value in (facts | {"outcome": "同意。", "attendees": "秦朗、郑文静"}).items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("input[name=minutes]").set_input_files(
        {"name": "纪要.pdf", "mimeType": "application/pdf", "buffer": SCAN}
    )
    main_button(page).click()
    expect(page.locator("main")).to_contain_text("2026-21")


def publish(page, cycle):
    page.goto(f"/cycles/{cycle.pk}/decision/")
    page.locator("select[name=decision]").select_option(index=1)
    main_button(page).click()
    press(page, "预览并发布")
    main_button(page).click()
    expect(page.locator("#messages")).to_contain_text("71")


# --- The whole --------------------------------------------------------------------------------------------------------
@pytest.fixture
def empty_house(base_url, settings):
    settings.AS_OF_DATE = "2026-11-01"
    example_rulebook()
    User.objects.create_superuser("root", name="首个账号", password=PASSWORD)


def test_a_year_from_an_empty_database(empty_house, somebody):
    root, administrator, hr, checker, chief = (somebody() for _person in range(5))
    sign_in(root, "root", PASSWORD)
    load(root, "units", screens.UNITS)
    come_in_first(administrator, "qinlang", open_account(root, "qinlang", "秦朗", "group_administrator"))
    come_in_first(hr, "zhengwenjing", open_account(root, "zhengwenjing", "郑文静", "hr"))
    come_in_first(checker, "yaolixin", open_account(root, "yaolixin", "姚立新", "hr"))
    for code, name in screens.REGISTERS.items():
        load(administrator, code, name)
    assert screens.counts() == [78, 46, 2400, 83, 95, 71, 66]

    open_cycle(administrator)
    cycle = Cycle.objects.get()
    load_four_tabs(hr, cycle)
    file_by_keyboard(hr, cycle)
    for slot in cycle.slots.all():
        if slot.name != TYPED:
            submit_slot(hr, slot)
        verify_slot(checker, slot)
    assert (Score.objects.count(), Sheet.objects.exclude(verified_at=None).count()) == (2840, 355)

    settle_pools(administrator, cycle)
    record_decision(administrator)
    publish(administrator, cycle)
    cycle.refresh_from_db()
    assert (cycle.status, PastResult.objects.filter(period=2025).count()) == (CycleStatus.PUBLISHED, 71)

    read_own_result(root, chief)


def read_own_result(root, chief):
    password = open_account(root, "guofenglan", "郭凤兰", number="B101659")
    root.goto(f"/people/accounts/{User.objects.get(username='guofenglan').pk}/")
    press(root, "关联账号")
    come_in_first(chief, "guofenglan", password)
    chief.locator("main").get_by_role("link", name=re.compile("2025")).first.click()
    expect(chief.locator("main")).to_contain_text("85.38")
