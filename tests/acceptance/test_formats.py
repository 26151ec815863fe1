"""Every workbook as an old workbook and as CSV in both of its encodings says the same."""

import pytest

from office.enums import JobStatus
from tests.acceptance import screens
from tests.factories import workbooks

pytestmark = pytest.mark.django_db
FORMATS = {
    "xls": ("xls", workbooks.xls),
    "CSV in UTF-8": ("csv", lambda rows: workbooks.comma_separated(rows, "utf-8-sig")),
    "CSV in GBK": ("csv", lambda rows: workbooks.comma_separated(rows, "gbk")),
}


def rows_for(name):
    """The rows as Excel saves them: in CSV the numbers of years and seats have no decimals."""
    return [
        [int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in row]
        for row in screens.rows_of(name)
    ]


@pytest.mark.parametrize("format_name", FORMATS)
def test_another_format_fills_the_registers_and_the_workbooks_then_change_nothing(empty_group, format_name):
    ending, made = FORMATS[format_name]
    client = empty_group.administrator
    for code, name in screens.REGISTERS.items():
        job = screens.upload(client, code, made(rows_for(name)), name.replace("xlsx", ending))
        assert job.status == JobStatus.READY, (name, job.message, job.result.get("problems"))
        assert screens.confirm(client, job).status == JobStatus.DONE
    assert screens.counts() == [78, 46, 2400, 83, 95, 71, 66]
    for code, name in screens.REGISTERS.items():
        job = screens.upload(client, code, (screens.WORKBOOKS / name).read_bytes(), name)
        assert (job.result["counts"]["new"], job.result["counts"]["changed"]) == (0, 0), name


@pytest.mark.parametrize("format_name", FORMATS)
def test_another_format_of_the_units_says_the_same(empty_group, format_name):
    ending, made = FORMATS[format_name]
    content, name = made(rows_for(screens.UNITS)), screens.UNITS.replace("xlsx", ending)
    job = screens.upload(empty_group.administrator, "units", content, name)
    assert (job.status, job.result["counts"]["same"]) == (JobStatus.DONE, 78)
