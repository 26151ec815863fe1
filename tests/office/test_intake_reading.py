"""Files as they come, and files as they should not come."""

import datetime
import io
import re
import zipfile

import pytest
import xlsxwriter
from django.test import override_settings
from django.utils import translation

from office.errors import DomainError
from office.intake import reading
from tests.factories import workbooks

ROWS = [
    ["工号", "姓名", "出生日期"],
    ["0101", "张三", datetime.date(1980, 5, 4)],
    ["0102", "李四", datetime.date(1979, 1, 2)],
]
TEXTS = [["工号", "姓名"], ["0101", "张三"], ["0102", "镕喆"]]


def read(content, name="表.xlsx"):
    return reading.read(io.BytesIO(content), name)


def refusal(content):
    with pytest.raises(DomainError) as caught:
        read(content)
    return str(caught.value)


@pytest.mark.parametrize("write", [workbooks.xlsx, workbooks.xls])
def test_workbooks_old_and_new_keep_text_and_dates(write):
    assert read(write(ROWS)).sheets[0].rows == ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_is_read_whatever_its_encoding_and_delimiter(encoding, delimiter):
    rows = TEXTS if encoding != "gbk" else TEXTS[:2]
    assert read(workbooks.comma_separated(rows, encoding, delimiter)).sheets[0].rows == rows


def test_lines_of_unequal_length_are_filled_up():
    assert read(b"a,b\n1\n").sheets[0].rows == [["a", "b"], ["1", ""]]


def test_failed_formulas_are_seen_and_others_arrive_as_values():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("空")
        page = book.add_worksheet("表")
        page.write_row(0, 0, ["a", "b"])
        page.write_formula(1, 0, "=1+1", None, 2)
        page.write_formula(1, 1, "=NA()", None, "#N/A")
    (sheet,) = read(stream.getvalue()).sheets
    assert (sheet.name, sheet.rows) == ("表", [["a", "b"], [2.0, "#N/A"]])
    assert type(sheet.rows[1][1]) is reading.ErrorCell


def with_formulas():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("无公式").write(0, 0, "a")
        page = book.add_worksheet("表")
        page.write_row(0, 0, ["a", "b", "c"])
        page.write_formula(1, 0, "=1+1", None, 2)
        page.write_formula(1, 1, "=NA()", None, "#N/A")
        page.write_string(1, 2, "=1+1")
        page.write_array_formula("A3:B3", "{=A2:B2}", None, 7)
    return stream.getvalue()


def marked(content):
    """[(row, column, text)] of the cells that are told to be formulas."""
    sheet = reading.read(io.BytesIO(content), "表.xlsx", formulas=False).sheets[-1]
    return [
        (row, column, str(cell))
        for row, cells in enumerate(sheet.rows)
        for column, cell in enumerate(cells)
        if type(cell) is reading.FormulaCell
    ]


FOUND = [(1, 0, "=1+1"), (1, 1, "=NA()"), (2, 0, "=A2:B2"), (2, 1, "=A2:B2")]


def test_formulas_are_named_where_only_what_was_typed_counts():
    assert marked(with_formulas()) == FOUND


def rewritten(content, change):
    """The workbook with its last sheet's text changed, as other programs would have written it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()) if name == "xl/worksheets/sheet2.xml" else text)
    return stream.getvalue()


def test_a_formula_that_fills_the_whole_sheet_is_not_opened():
    huge = rewritten(with_formulas(), lambda text: text.replace('ref="A3:B3"', 'ref="A3:XFD200000"'))
    with pytest.raises(DomainError):
        marked(huge)


def test_formulas_are_found_in_cells_that_do_not_say_where_they_are():
    assert marked(rewritten(with_formulas(), lambda text: re.sub(r'(<(?:c|row)) r="\w+"', r"\1", text))) == FOUND


def test_hidden_sheets_are_left_out():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for name in ("花名册", "草稿"):
            book.add_worksheet(name).write(0, 0, name)
        book.get_worksheet_by_name("草稿").hide()
    assert [sheet.name for sheet in read(stream.getvalue()).sheets] == ["花名册"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n", "PNG"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "HTML"),
        (b"<?xml version='1.0'?><Workbook/>", "XML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "Word"),
    ],
)
def test_another_kind_of_file_is_named(content, kind):
    assert kind in refusal(content)


@pytest.mark.parametrize(
    ("part", "kind"), [("word/document.xml", "Word"), ("xl/workbook.bin", "xlsb"), ("a.txt", "zip")]
)
def test_another_kind_of_archive_is_named(part, kind):
    assert kind in refusal(archive({part: b"x"}))


def archive(parts, compression=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def with_sheet(xml):
    """A good workbook whose only sheet is replaced."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(workbooks.xlsx([["a"]]))) as good:
        parts = {name: good.read(name) for name in good.namelist()}
    return parts | {"xl/worksheets/sheet1.xml": xml}


def test_a_zip_bomb_is_not_opened():
    assert "unpack" in english_refusal(archive(with_sheet(b" " * 60_000_000)))


def test_an_archive_that_lies_about_its_sizes_is_not_opened():
    honest = archive(with_sheet(b" " * 5_000_000))
    at = honest.rindex(b"PK\x01\x02", 0, honest.rindex(b"xl/worksheets/sheet1.xml"))
    lying = honest[: at + 24] + (1_000).to_bytes(4, "little") + honest[at + 28 :]
    assert "unpack" in english_refusal(lying)


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "AAA1", "IW1"])
def test_a_cell_at_the_far_corner_does_not_exhaust_the_memory(place):
    xml = f'<worksheet><sheetData><row r="1"><c r="{place}"><v>1</v></c></row></sheetData></worksheet>'
    assert "beyond" in english_refusal(archive(with_sheet(xml.encode())))


def test_a_far_row_of_cells_without_places_is_refused_too():
    xml = b'<worksheet><sheetData><row r="1048576"><c><v>1</v></c></row></sheetData></worksheet>'
    assert "beyond" in english_refusal(archive(with_sheet(xml)))


def test_empty_cells_that_only_carry_a_format_do_no_harm():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["a", "b"])
        page.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    assert read(stream.getvalue()).sheets[0].rows == [["a", "b"]]


def english_refusal(content):
    with translation.override("en"):
        return refusal(content)


def test_a_password_is_asked_to_be_removed():
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert "password" in english_refusal(encrypted)


def test_a_password_of_an_old_workbook_too():
    content = workbooks.xls(TEXTS)
    at = content.index(b"\xe1\x00\x02\x00\xb0\x04")  # the first record after the beginning becomes FILEPASS
    assert "password" in english_refusal(content[:at] + b"\x2f\x00" + content[at + 2 :])


def test_nothing_in_it_is_said():
    assert "empty" in english_refusal(workbooks.xlsx([]))
    assert "empty" in english_refusal(workbooks.xlsx([["", " "]]))
    assert "empty" in english_refusal(b" \n")


def test_a_damaged_workbook_is_said():
    content = workbooks.xlsx(TEXTS)
    assert "damaged" in english_refusal(content[:-40])
    assert "damaged" in english_refusal(archive(with_sheet(b"<worksheet><sheetData><row")))


@override_settings(UPLOAD_LIMIT_MB=1)
def test_too_large_a_file_is_refused_before_it_is_read():
    assert "at most 1 MB" in english_refusal(b"a," * 600_000)


@pytest.mark.parametrize("content", ["工号,姓名\n".encode("utf-32"), b"a,b\n" * 5_000 + b"c,\0d\n"])
def test_text_with_nul_characters_is_refused(content):
    with pytest.raises(DomainError, match="UTF-8"):
        reading.read(io.BytesIO(content), "a.csv")
