"""The desk of a subsidiary on screen: what was refused stays with what was typed, whatever the filters bring."""

import pytest
from playwright.sync_api import expect

from planning.models import DemandLine
from tests.planning.desks import ConsolidationDesk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(base_url):
    return ConsolidationDesk()


@pytest.fixture
def page(open_as, desk):
    return open_as(desk.hr, f"/demand/surveys/{desk.survey.pk}/consolidation/{desk.ours.pk}/")


def rows(page):
    return page.locator("table.consolidation tbody tr")


def refuse(page, line):
    """Another number without its reason."""
    page.fill(f"#number-{line.pk}", "7")
    page.locator(f"#number-{line.pk}").press("Tab")
    expect(page.locator(f"#state-{line.pk} .error")).to_be_visible()


def test_another_number_without_its_reason_is_red_before_it_is_left(page, desk):
    line = desk.lines[0]
    number, said = page.locator(f"#number-{line.pk}"), page.locator(f"#line-{line.pk} .unexplained")
    expect(number).to_have_value("")
    assert number.get_attribute("placeholder") is None
    number.press_sequentially("7")
    expect(said).to_have_text("与需求不同，请填写理由")
    page.locator(f"#reason-{line.pk}").press_sequentially("两座高炉")
    expect(said).to_be_hidden()
    number.fill("2")
    page.fill(f"#reason-{line.pk}", "")
    expect(said).to_be_hidden()


def test_the_page_says_that_all_is_saved_after_its_rows_saved_themselves(page, desk):
    page.fill(f"#number-{desk.lines[0].pk}", "2")
    page.locator(f"#number-{desk.lines[0].pk}").press("Tab")
    expect(page.locator(f"#state-{desk.lines[0].pk} small")).to_be_visible()
    page.click("#desk-form button:first-of-type")
    expect(page.locator(".alert")).to_contain_text("已全部保存。")


@pytest.mark.parametrize(("look", "count"), [("open", 3), ("repeated", 3), ("otherwise", 1), ("merged", 1)])
def test_what_was_refused_stays_when_the_filters_bring_other_rows(page, desk, look, count):
    line = desk.lines[1]
    refuse(page, line)
    page.select_option("select[name=look]", look)
    page.wait_for_url(f"**look={look}*")
    expect(rows(page)).to_have_count(count)
    expect(page.locator(f"#number-{line.pk}")).to_have_value("7")
    page.fill(f"#reason-{line.pk}", "两座高炉")
    page.locator(f"#reason-{line.pk}").press("Tab")
    expect(page.locator(f"#state-{line.pk} .error")).to_have_count(0)
    assert DemandLine.objects.get(pk=line.pk).consolidated == 7


def test_the_desk_is_not_left_with_something_unsaved_unasked(page, desk):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    refuse(page, desk.lines[0])
    page.click("a.clear", no_wait_after=True)
    page.wait_for_timeout(300)
    assert (asked, page.input_value(f"#number-{desk.lines[0].pk}")) == (["beforeunload"], "7")
    page.fill(f"#reason-{desk.lines[0].pk}", "两座高炉")
    page.locator(f"#reason-{desk.lines[0].pk}").press("Tab")
    expect(page.locator(f"#state-{desk.lines[0].pk} .error")).to_have_count(0)
    page.click("a.clear")
    page.wait_for_load_state()
    assert asked == ["beforeunload"]


def test_the_number_of_a_merger_follows_the_chosen_line(page, desk):
    DemandLine.objects.filter(pk=desk.lines[1].pk).update(authorised=0)
    for line in desk.lines[:2]:
        page.check(f"input[name=selected][value='{line.pk}']")
    page.click("#desk-form button[formaction*=merge]")
    for line, together in ((desk.lines[0], "4"), (desk.lines[1], "3")):
        page.check(f"input[name=target][value='{line.pk}']")
        expect(page.locator("#id_number")).to_have_value(together)
