"""The client's half of the filing protocol, point by point."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from evaluations.models import Score, Sheet
from evaluations.services.scores import Edit, save_cells
from evaluations.services.sheets import submit_sheet
from tests.browser.filing_page import (
    FAILED_REQUESTS,
    KEPT,
    PASTE,
    block,
    cell,
    grid_of,
    open_grid,
    saved,
    type_in,
    values,
)
from tests.factories import filing as factory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filing(base_url):
    return factory.filing(3)


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
    expect(page.locator("#banner")).to_contain_text("本机还保留着其他账号未发送的内容")
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
    with page.expect_event("dialog"):
        page.locator("[data-signs-out]").click()
    if answer == "accept":
        expect(page.locator("input[name=login]")).to_be_visible()
        assert page.evaluate(KEPT) == []
    else:
        assert page.evaluate(KEPT) == [["12", 0, filing.hr.pk]]
    assert len(warnings) == 1
    assert "1" in warnings[0]
