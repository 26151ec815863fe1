"""The client's half of the filing protocol, point by point, and HR's job by keyboard."""

import contextlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.signals import request_finished, request_started
from django.db import connection
from playwright.sync_api import expect

from evaluations.models import Score, Sheet
from evaluations.services.scores import Edit, save_cells
from evaluations.services.sheets import submit_sheet
from tests.factories import filing as factory

pytestmark = pytest.mark.django_db(transaction=True)
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
FAILED_REQUESTS = re.compile(r"Failed to load resource")
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
COPY = """() => {
  const data = new DataTransfer();
  document.activeElement.dispatchEvent(new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true}));
  return data.getData("text/plain");
}"""
KEPT = """() => new Promise((resolve) => {
  indexedDB.open("lingyan-filing", 1).onsuccess = (event) => {
    const all = event.target.result.transaction("cells").objectStore("cells").getAll();
    all.onsuccess = () => resolve(all.result.map((record) => [record.value, record.base, record.user]));
  };
})"""


@pytest.fixture
def filing(base_url):
    return factory.filing(3)


def grid_of(filing):
    return f"/slots/{filing.slot.pk}/"


def cell(page, row, column):
    return page.locator("#grid tbody tr").nth(row).locator("td > input:not([type=hidden])").nth(column)


def saved(page):
    expect(page.locator("html")).to_have_attribute("data-filing", "saved")


def open_grid(open_as, filing, user=None):
    page = open_as(user or filing.hr, grid_of(filing))
    saved(page)
    return page


def type_in(page, row, column, text, leave="Enter"):
    cell(page, row, column).focus()
    page.keyboard.type(text)
    page.keyboard.press(leave)


def block(rows):
    return "\n".join("\t".join(str(value) for value in row) for row in rows)


def values(filing):
    return {(score.sheet_id, score.criterion_id): score.value for score in Score.objects.all()}


@contextlib.contextmanager
def counted_requests(path):
    """The number of queries of each request to the path, counted in the server's thread."""
    counts = []

    def started(environ, **kwargs):
        connection.force_debug_cursor = environ["PATH_INFO"] == path
        connection.queries_log.clear()

    def finished(**kwargs):
        if connection.force_debug_cursor:
            counts.append(len(connection.queries_log))
            connection.force_debug_cursor = False

    request_started.connect(started)
    request_finished.connect(finished)
    try:
        yield counts
    finally:
        request_started.disconnect(started)
        request_finished.disconnect(finished)


# --- HR's job by keyboard ------------------------------------------------------------------------------------------------
def test_a_block_of_71_by_8_is_pasted_and_saved_by_one_request_in_12_queries(open_as, base_url):
    filing = factory.filing(71)
    page = open_grid(open_as, filing)
    rows = [[f"{maximum - (row % 5) / 2:.1f}" for _name, maximum in factory.CRITERIA] for row in range(71)]
    cell(page, 0, 0).focus()
    with counted_requests("/filing/cells/") as counts:
        page.evaluate(PASTE, block(rows))
        saved(page)
        expect(page.locator("#completion")).to_contain_text("568 / 568")
    assert len(counts) == 1
    assert counts[0] <= 12
    assert Score.objects.count() == 568
    assert Sheet.objects.filter(total__isnull=False).count() == 71


def test_keys_move_as_in_a_spreadsheet(open_as, filing):
    page = open_grid(open_as, filing)
    cell(page, 0, 0).focus()
    for key, row, column in (
        ("ArrowRight", 0, 1), ("ArrowDown", 1, 1), ("Tab", 1, 2), ("Shift+Tab", 1, 1), ("Enter", 2, 1), ("ArrowUp", 1, 1),
        ("End", 1, 7), ("Home", 1, 0), ("Control+End", 2, 7), ("Control+Home", 0, 0), ("Control+ArrowDown", 2, 0),
        ("PageUp", 0, 0), ("ArrowLeft", 0, 0), ("End", 0, 7), ("Tab", 1, 0),
    ):  # fmt: skip
        page.keyboard.press(key)
        expect(cell(page, row, column)).to_be_focused()


def test_typing_replaces_f2_changes_escape_takes_back(open_as, filing):
    page = open_grid(open_as, filing)
    type_in(page, 0, 0, "12")
    page.keyboard.press("ArrowUp")
    page.keyboard.type("15")
    page.keyboard.press("Escape")
    expect(cell(page, 0, 0)).to_have_value("12.0")
    page.keyboard.press("F2")
    page.keyboard.press("Backspace")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(cell(page, 0, 0)).to_have_value("12.5")
    saved(page)
    assert list(values(filing).values()) == [12.5]


def test_undo_redo_and_delete(open_as, filing):
    page = open_grid(open_as, filing)
    type_in(page, 0, 0, "12")
    page.keyboard.press("Control+z")
    expect(cell(page, 0, 0)).to_have_value("")
    page.keyboard.press("Control+y")
    expect(cell(page, 0, 0)).to_have_value("12.0")
    page.keyboard.press("Delete")
    expect(cell(page, 0, 0)).to_have_value("")
    saved(page)
    assert list(values(filing).values()) == [None]


def test_a_block_is_copied_for_excel(open_as, filing):
    page = open_grid(open_as, filing)
    cell(page, 0, 0).focus()
    page.evaluate(PASTE, "1\t2\r\n3\t4\r\n")
    saved(page)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    assert page.evaluate(COPY) == "1.0\t2.0\r\n3.0\t4.0"


def test_a_block_larger_than_the_grid_is_refused_with_a_sentence_and_can_be_pasted_in_part(open_as, filing):
    page = open_grid(open_as, filing)
    cell(page, 2, 6).focus()
    page.evaluate(PASTE, "1\t2\t3\n4\t5\t6")
    banner = page.locator("#banner")
    expect(banner).to_contain_text("粘贴内容有 2 行 3 列，从当前格起只放得下 1 行 2 列。尚未粘贴。")
    expect(cell(page, 2, 6)).to_have_value("")
    banner.get_by_role("button", name="粘贴放得下的部分").click()
    saved(page)
    assert sorted(values(filing).values()) == [1, 2]


def test_a_block_with_employee_numbers_finds_its_rows(open_as, filing):
    people = [subject.assessment.engineer for subject in filing.sheets()]
    page = open_grid(open_as, filing)
    cell(page, 0, 0).focus()
    rows = [
        ["工号", "姓名", "技术攻关（20）"],
        *([person.employee_number, person.name, place + 1] for place, person in enumerate(people)),
    ]
    page.evaluate(PASTE, block([rows[0], rows[3], rows[1], rows[2]]))
    saved(page)
    found = {
        score.sheet.subject.assessment.engineer_id: (score.criterion.name, score.value) for score in Score.objects.all()
    }
    assert found == {person.pk: ("技术攻关", place + 1) for place, person in enumerate(people)}


def test_a_value_over_the_maximum_is_refused_beside_the_cell_and_not_sent(open_as, filing):
    page = open_grid(open_as, filing)
    type_in(page, 0, 0, "25")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#cell-message")).to_contain_text("满分为 20。")
    expect(cell(page, 0, 0)).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#queue")).to_contain_text("1 格未保存")
    page.keyboard.press("Escape")
    expect(cell(page, 0, 0)).to_have_value("")
    saved(page)
    assert not Score.objects.exists()


def test_totals_means_and_the_meter_follow(open_as, filing):
    page = open_grid(open_as, filing)
    cell(page, 0, 0).focus()
    page.evaluate(PASTE, block([[maximum for _name, maximum in factory.CRITERIA]]))
    row = page.locator("#grid tbody tr").first
    expect(row.locator(".total")).to_have_text("100.0")
    expect(row.locator(".forecast")).to_have_text("(优秀)")
    expect(page.locator("#grid tfoot .mean").first).to_have_text("20")
    expect(page.locator("#meter")).to_contain_text(f"{filing.subsidiary.name} 0/0")


# --- The protocol -------------------------------------------------------------------------------------------------------------
def test_point_6_a_typed_value_is_kept_before_it_is_sent_and_deleted_on_the_answer(open_as, filing):
    page = open_grid(open_as, filing)
    page.allowed_complaints = FAILED_REQUESTS
    page.route("**/filing/cells/", lambda route: route.abort())
    type_in(page, 0, 0, "12")
    expect(page.locator("#queue")).to_contain_text("连接中断")
    assert page.evaluate(KEPT) == [["12", 0, filing.hr.pk]]
    page.unroute("**/filing/cells/")
    page.get_by_role("button", name="立即重试").click()
    saved(page)
    page.wait_for_timeout(100)
    assert page.evaluate(KEPT) == []


def test_point_7_changes_made_in_quick_succession_travel_together(open_as, filing):
    page = open_grid(open_as, filing)
    requests = []
    page.on("request", lambda request: request.method == "POST" and requests.append(request))
    cell(page, 0, 0).focus()
    for text in ("1", "2", "3", "4", "5", "1", "2", "3"):
        page.keyboard.type(text)
        page.keyboard.press("ArrowRight")
    saved(page)
    assert len(values(filing)) == 8
    assert len(requests) < 8


def test_point_7_two_tabs_have_one_sender(open_as, filing, base_url):
    page = open_grid(open_as, filing)
    other = page.context.new_page()
    other.goto(base_url + grid_of(filing))
    saved(other)
    held = page.evaluate("""() => new Promise((resolve) => {
      navigator.locks.request("lingyan-filing-sender", () => new Promise((release) => { window.release = release; resolve(true); }));
    })""")
    assert held
    type_in(other, 0, 0, "12")
    expect(other.locator("#queue")).to_contain_text("正在保存")
    assert not Score.objects.exists()
    page.evaluate("window.release()")
    saved(other)
    assert list(values(filing).values()) == [12]


def test_point_7_what_is_unsent_leaves_with_the_page(open_as, filing):
    page = open_grid(open_as, filing)
    type_in(page, 0, 0, "12", leave="Tab")
    page.goto("about:blank")
    page.goto(grid_of(filing))
    saved(page)
    expect(cell(page, 0, 0)).to_have_value("12.0")


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_point_8_the_server_is_asked_again_after_a_while(open_as, filing, status):
    page = open_grid(open_as, filing)
    page.allowed_complaints = FAILED_REQUESTS
    answers = iter([status])

    def answer(route):
        refused = next(answers, None)
        route.fulfill(status=refused) if refused else route.continue_()

    page.route("**/filing/cells/", answer)
    type_in(page, 0, 0, "12")
    saved(page)
    assert list(values(filing).values()) == [12]


def test_point_8_offline_values_are_kept_and_sent_on_return(open_as, filing):
    page = open_grid(open_as, filing)
    page.allowed_complaints = FAILED_REQUESTS
    page.context.set_offline(True)
    type_in(page, 0, 0, "12")
    type_in(page, 1, 0, "13")
    expect(page.locator("#queue")).to_contain_text("2 格保留在本机")
    assert not Score.objects.exists()
    page.context.set_offline(False)
    saved(page)
    assert sorted(values(filing).values()) == [12, 13]


def test_a_server_restarted_while_typing_loses_nothing_across_a_reload(open_as, filing):
    page = open_grid(open_as, filing)
    page.allowed_complaints = FAILED_REQUESTS
    page.route("**/filing/cells/", lambda route: route.abort())
    type_in(page, 0, 0, "12")
    cell(page, 1, 0).focus()
    page.keyboard.type("13")  # still in the cell when the page is loaded again
    expect(page.locator("#queue")).to_contain_text("保留在本机")
    page.unroute("**/filing/cells/")
    page.route(
        "**/filing/cells/", lambda route: route.abort() if route.request.resource_type == "ping" else route.continue_()
    )
    page.reload()
    saved(page)
    expect(cell(page, 0, 0)).to_have_value("12.0")
    expect(cell(page, 1, 0)).to_have_value("13.0")
    assert sorted(values(filing).values()) == [12, 13]


def test_point_10_a_session_that_expired_while_typing_is_resumed_from_another_tab(open_as, filing, client):
    page = open_grid(open_as, filing)
    page.allowed_complaints = FAILED_REQUESTS
    Session.objects.all().delete()
    type_in(page, 0, 0, "12")
    banner = page.locator("#banner")
    expect(banner).to_contain_text("登录已失效")
    expect(banner.get_by_role("link", name="在新标签页登录")).to_have_attribute("target", "_blank")
    assert not Score.objects.exists()
    sign_in(page, client, filing.hr)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(page)
    expect(banner).to_be_empty()
    assert list(values(filing).values()) == [12]


def sign_in(page, client, user):
    """As if the person had signed in in another tab: a new session in the same browser."""
    client.logout()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": page.evaluate("location.origin")}])


def test_point_10_another_person_is_told_and_sends_nothing(open_as, filing, client):
    page = open_grid(open_as, filing)
    page.allowed_complaints = FAILED_REQUESTS
    Session.objects.all().delete()
    type_in(page, 0, 0, "12")
    expect(page.locator("#banner")).to_contain_text("登录已失效")
    sign_in(page, client, filing.group_hr)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#banner")).to_contain_text("当前登录的是另一个账号")
    assert not Score.objects.exists()
    page.get_by_role("button", name="重新载入页面").click()
    expect(page.locator("#banner")).to_contain_text("本机还保留着其他账号未发送的分数")
    expect(cell(page, 0, 0)).to_have_value("")
    assert not Score.objects.exists()


def test_point_11_a_refused_token_is_renewed_once(open_as, filing):
    page = open_grid(open_as, filing)
    page.allowed_complaints = FAILED_REQUESTS
    page.context.clear_cookies(name="csrftoken")
    type_in(page, 0, 0, "12")
    saved(page)
    assert list(values(filing).values()) == [12]


@pytest.mark.parametrize(("key", "value"), [("1", 12), ("2", 16)])
def test_point_12_two_browsers_on_one_sheet_choose_by_key(open_as, filing, key, value):
    page = open_grid(open_as, filing)
    sheet, criterion = filing.sheets()[0].sheet, filing.criteria[0]
    save_cells(filing.group_hr, [Edit(sheet.pk, criterion.pk, "16", 0)], {sheet.pk: 0})
    type_in(page, 0, 0, "12")
    place = cell(page, 0, 0).locator("..")
    expect(place.locator(".pair")).to_contain_text("1 我的 12")
    expect(place.locator(".pair")).to_contain_text("2 对方 16")
    assert values(filing) == {(sheet.pk, criterion.pk): 16}
    cell(page, 0, 0).focus()
    page.keyboard.press(key)
    saved(page)
    expect(place.locator(".pair")).to_have_count(0)
    assert values(filing) == {(sheet.pk, criterion.pk): value}


def test_point_13_submitting_waits_for_the_queue_and_carries_the_versions(open_as, filing):
    page = open_grid(open_as, filing)
    cell(page, 0, 0).focus()
    page.evaluate(PASTE, block([[maximum for _name, maximum in factory.CRITERIA]]))
    page.get_by_role("button", name="提交…").click()
    expect(page.locator(".consequences")).to_contain_text("提交 1 份填写完整的评分表")
    page.locator("main form.paper").get_by_role("button", name="提交").click()
    expect(page.locator("#messages")).to_contain_text("已提交 1 份评分表")
    assert Sheet.objects.filter(status="submitted").count() == 1


def test_point_13_a_red_cell_keeps_from_submitting(open_as, filing):
    page = open_grid(open_as, filing)
    type_in(page, 0, 0, "25")
    page.get_by_role("button", name="提交…").click()
    expect(page.locator("#banner")).to_contain_text("请先处理红色的格再提交")


def test_a_sheet_submitted_by_someone_else_says_so_and_keeps_what_was_typed(open_as, filing):
    page = open_grid(open_as, filing)
    sheet = filing.sheets()[0].sheet
    save_cells(filing.group_hr, [Edit(sheet.pk, criterion.pk, "5", 0) for criterion in filing.criteria], {sheet.pk: 0})
    submit_sheet(sheet.pk, actor=filing.group_hr, seen=8)
    type_in(page, 0, 0, "12")
    cell(page, 0, 0).focus()
    expect(page.locator("#cell-message")).to_contain_text("评分表已提交")
    expect(cell(page, 0, 0)).to_have_value("12.0")
    assert Score.objects.get(criterion=filing.criteria[0]).value == 5


def test_point_14_without_javascript_the_grid_is_a_form(browser, base_url, client, filing):
    client.force_login(filing.hr)
    context = browser.new_context(java_script_enabled=False, base_url=base_url, locale="zh-CN")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])
    page = context.new_page()
    page.goto(grid_of(filing))
    cell(page, 0, 0).fill("12")
    cell(page, 1, 0).fill("25")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#messages")).to_contain_text("已保存 1 个分数")
    expect(page.locator(".why")).to_contain_text("满分为 20。")
    expect(cell(page, 1, 0)).to_have_value("25")
    assert list(values(filing).values()) == [12]
    context.close()


@pytest.mark.parametrize("answer", ["accept", "dismiss"])
def test_point_15_signing_out_clears_the_queue_after_a_warning(open_as, filing, answer):
    page = open_grid(open_as, filing)
    page.allowed_complaints = FAILED_REQUESTS
    page.route("**/filing/cells/", lambda route: route.abort())
    type_in(page, 0, 0, "12")
    expect(page.locator("#queue")).to_contain_text("连接中断")
    warnings = []
    page.on("dialog", lambda dialog: (warnings.append(dialog.message), getattr(dialog, answer)()))
    page.locator("details.person summary").click()
    page.locator("[data-signs-out]").click()
    if answer == "accept":
        expect(page.locator("input[name=login]")).to_be_visible()
        assert page.evaluate(KEPT) == []
    else:
        assert page.evaluate(KEPT) == [["12", 0, filing.hr.pk]]
    assert len(warnings) == 1
    assert "1" in warnings[0]


# --- Beside the grid -----------------------------------------------------------------------------------------------------------
def test_the_comment_opens_beside_the_cell(open_as, filing):
    page = open_grid(open_as, filing)
    cell(page, 0, 0).focus()
    page.keyboard.press("Alt+ArrowDown")
    aside = page.locator("#aside")
    aside.locator("textarea").fill("作风扎实")
    aside.get_by_role("button", name="保存评语").click()
    expect(aside).to_contain_text("评语已保存。")
    page.keyboard.press("Escape")
    expect(cell(page, 0, 0)).to_be_focused()
    assert Sheet.objects.get(pk=filing.sheets()[0].sheet_id).comment == "作风扎实"


def test_the_single_person_form_on_a_phone_speaks_the_same_protocol(open_as, filing, page):
    page.set_viewport_size({"width": 390, "height": 844})
    subject = filing.sheets()[0]
    page = open_as(filing.hr, f"/sheets/{subject.pk}/")
    saved(page)
    fields = page.locator(".person-cell input[data-cell]")
    fields.first.focus()
    page.keyboard.type("25")
    page.keyboard.press("Enter")
    expect(page.locator(".person-cell").first).to_contain_text("满分为 20。")
    fields.first.focus()
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(fields.nth(1)).to_be_focused()
    saved(page)
    expect(page.locator("#total")).to_have_text("12")
    assert values(filing) == {(subject.sheet_id, filing.criteria[0].pk): 12}
    page.get_by_role("link", name="下一人").click()
    expect(page.locator("h1")).to_contain_text(filing.sheets()[1].assessment.engineer.name)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    "path", ["slots/{slot}/", "cycles/{cycle}/filing/", "cycles/{cycle}/missing/", "sheets/{sheet}/", "notes/"]
)
def test_axe_finds_nothing(open_as, filing, page, path, width):
    page.set_viewport_size({"width": width, "height": 900})
    names = {"slot": filing.slot.pk, "cycle": filing.cycle.pk, "sheet": filing.sheets()[0].pk}
    page = open_as(filing.hr, "/" + path.format(**names))
    page.evaluate(AXE.read_text() + "; undefined")
    found = page.evaluate("axe.run().then((result) => result.violations.map((one) => [one.id, one.nodes[0].html]))")
    assert found == []
