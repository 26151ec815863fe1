"""What tests of the filing pages do in a browser."""

import re

from playwright.sync_api import expect

from evaluations.models import Score

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
