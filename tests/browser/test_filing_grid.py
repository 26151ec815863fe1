"""HR's job by keyboard, and what lies beside the grid."""

import contextlib
from pathlib import Path

import pytest
from django.core.signals import request_finished, request_started
from django.db import connection
from playwright.sync_api import expect

from evaluations.models import Score, Sheet
from tests.browser.filing_page import COPY, PASTE, block, cell, open_grid, saved, type_in, values
from tests.factories import filing as factory

pytestmark = pytest.mark.django_db(transaction=True)
AXE = Path(__file__).parent / "vendor" / "axe.min.js"


@pytest.fixture
def filing(base_url):
    return factory.filing(3)


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
    saved(page)
    assert list(values(filing).values()) == [12]
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
