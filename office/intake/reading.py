"""A workbook or CSV as sheets of rows, whatever its format; every trouble is a DomainError with a sentence."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

from office.errors import DomainError
from office.intake import safety


class ErrorCell(str):
    """A cell whose formula failed: "#N/A", "#REF!"…"""


class FormulaCell(ErrorCell):
    """A cell with a formula, where only what was typed may count: "=SUM(B2:B9)"."""


@dataclass
class Sheet:
    name: str
    rows: list  # of lists of equal length: str, float, int, bool, date, datetime, time, timedelta, ErrorCell; "" where empty

    @property
    def is_empty(self):
        return not any(cell.strip() if isinstance(cell, str) else True for row in self.rows for cell in row)


@dataclass
class Workbook:
    name: str  # as the person knows the file
    sheets: list


def read(source, name="", *, formulas=True):
    """Read a path or an open binary file. Hidden sheets are left out; sheets without a single value too.

    A formula arrives as the value that it came to when the file was saved; without `formulas` as a FormulaCell, except
    from an old .xls, of which the parser tells values alone.
    """
    if hasattr(source, "read"):
        return _read(source, name, formulas)
    path = Path(source)
    with path.open("rb") as file:
        return _read(file, name or path.name, formulas)


def _read(file, name, formulas):
    kind = safety.kind_of(file)
    sheets = _text_sheets(file) if kind == "csv" else _workbook_sheets(file, kind, formulas)
    sheets = [sheet for sheet in sheets if not sheet.is_empty]
    if not sheets:
        raise DomainError(_("There is nothing in this file: all its sheets are empty."))
    if any(len(sheet.rows) > safety.MOST_ROWS for sheet in sheets):
        raise DomainError(_("A sheet has more than %(rows)d rows. Split the file.") % {"rows": safety.MOST_ROWS})
    return Workbook(name, sheets)


def _workbook_sheets(file, kind, formulas):
    marks = [(safety.inspect_archive(file), ErrorCell)] if kind == "xlsx" else []
    if kind == "xlsx" and not formulas:
        marks.append((safety.formulas_of(file), FormulaCell))
    try:
        with load_workbook(file) as workbook:
            shown = [
                meta.name
                for meta in workbook.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
            ]
            sheets = [Sheet(name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in shown]
    except PasswordError:
        raise safety.locked() from None
    except (CalamineError, ValueError, OSError):
        raise DomainError(
            _("The file is damaged and cannot be read. Open it in Excel, save it anew and try again.")
        ) from None
    for sheet in sheets:
        for found, mark in marks:
            _mark(sheet, found.get(sheet.name, ()), mark)
    return sheets


def _mark(sheet, found, mark):
    """The parser gives failed formulas as empty cells, others as their values; they must not pass for that."""
    for row, cells in safety.by_row(found).items():
        while len(sheet.rows) <= row:
            sheet.rows.append([""] * len(sheet.rows[0] if sheet.rows else ()))
        for column, text in cells:
            sheet.rows[row].extend([""] * (column + 1 - len(sheet.rows[row])))
            sheet.rows[row][column] = mark(text)
    if found:
        _square(sheet.rows)


def _text_sheets(file):
    text = _decoded(file.read())
    first_lines = text[:10_000].splitlines()[:20]
    delimiter = max(",\t;，", key=lambda mark: sum(line.count(mark) for line in first_lines))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise DomainError(_("The CSV text cannot be divided into cells: check its quotation marks.")) from None
    if any(len(row) > safety.MOST_COLUMNS for row in rows):
        raise DomainError(_("A row has more than %(columns)d cells.") % {"columns": safety.MOST_COLUMNS})
    return [Sheet("", _square(rows))]


def _decoded(content):
    """UTF-8 with or without mark, UTF-16 with mark ("Unicode text" of Excel), else GB18030, which contains GBK."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:  # which PostgreSQL stores nowhere; UTF-32 read as UTF-16 is full of them
            return text
    raise DomainError(_("The characters of this text cannot be read. Save it as CSV UTF-8, or as a workbook."))


def _square(rows):
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return rows
