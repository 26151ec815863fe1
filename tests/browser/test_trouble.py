"""A double click is one act, on every page; a file of 200 MB is refused with a sentence."""

import pytest
from playwright.sync_api import expect

from office.models import Job, User
from tests.acceptance import pages
from tests.factories import office

pytestmark = pytest.mark.django_db(transaction=True)
BUTTONS = "main form[method=post]:not([data-download]) button:not([type=button])"


@pytest.fixture
def world(base_url, settings):
    settings.AS_OF_DATE = "2026-11-01"
    return pages.build_world()


def test_a_double_click_on_any_act_sends_one_request(world, open_as, page):
    """As with a slow server the page stays, and with it the temptation to click again."""
    sent, twice, pressed = [], [], 0
    page.route("**/*", lambda route: hold(route, sent))
    for one in pages.PAGES:
        if not one.persona:
            continue
        open_as(User.objects.get(username=one.persona), one.address(world))
        for place in range(page.locator(BUTTONS).count()):
            button = page.locator(BUTTONS).nth(place)
            if not button.is_visible() or not button.is_enabled():
                continue
            sent.clear()
            pressed += 1
            button.dblclick()
            page.evaluate("() => new Promise((done) => setTimeout(done, 20))")  # what a second click would have sent
            if len(sent) > 1:
                twice.append(f"{one}: {button.inner_text()} sent {len(sent)}")
    assert not twice, "\n".join(twice)
    assert pressed > 40


def hold(route, sent):
    if route.request.method != "POST":
        return route.continue_()
    sent.append(route.request.url)
    return None if route.request.resource_type == "fetch" else route.fulfill(status=204)


def test_a_double_click_on_a_real_act_is_one_act(base_url, open_as, page):
    """With the server answering: one upload, one job."""
    group = office.unit(name="示例集团", code="01")
    open_as(office.user("group_administrator", group), "/load/disciplines/")
    content = "专业编码,专业名称,上级专业编码\n01,炼铁,\n".encode()
    page.locator("input[type=file]").set_input_files({"name": "专业.csv", "mimeType": "text/csv", "buffer": content})
    page.locator("main button.btn-primary").dblclick()
    expect(page.locator("#progress")).to_contain_text("可以导入")
    assert Job.objects.count() == 1


def test_a_file_of_200_mb_is_refused_with_a_sentence(base_url, open_as, page, tmp_path):
    large = tmp_path / "花名册.xlsx"
    with large.open("wb") as file:
        file.truncate(200 * 1_048_576)
    open_as(office.user("group_administrator", office.unit(code="01")), "/load/engineers/")
    page.locator("input[type=file]").set_input_files(large)
    page.locator("main button.btn-primary").click()
    expect(page.locator("main form")).to_contain_text("MB")
    assert not Job.objects.exists()
