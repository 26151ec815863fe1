"""Rows as the bytes of a workbook, an old workbook or CSV, the way HR's files come."""

import csv
import datetime
import io

import xlsxwriter
import xlwt


def xlsx(rows, sheet="Sheet1", **more_sheets):
    """Values as they are typed in: dates become date cells. Further sheets by name."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd", "strings_to_numbers": False}) as book:
        for name, lines in {sheet: rows, **more_sheets}.items():
            page = book.add_worksheet(name)
            for index, line in enumerate(lines):
                page.write_row(index, 0, line)
    return stream.getvalue()


def xls(rows, sheet="Sheet1"):
    book, date_style = xlwt.Workbook(encoding="utf-8"), xlwt.easyxf(num_format_str="YYYY-MM-DD")
    page = book.add_sheet(sheet)
    for index, line in enumerate(rows):
        for place, value in enumerate(line):
            if value is not None:
                style = [date_style] if isinstance(value, datetime.date) else []
                page.write(index, place, value, *style)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def comma_separated(rows, encoding="utf-8-sig", delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)
