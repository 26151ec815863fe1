"""A filtered list as a workbook or CSV, row by row, so that memory does not grow with the table."""

import csv
import io
import re
import tempfile
from dataclasses import dataclass
from itertools import islice

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from office import audit
from office.clock import today
from office.enums import PaperSize

CHUNK = 2_000
LONGEST_TEXT = 32_767  # characters in a cell of Excel
A3, A4 = 8, 9
PAPERS = {PaperSize.A3: A3, PaperSize.A4: A4}
A4_WIDTH = 130  # characters; wider tables are set up for A3
ACTIVE = ("=", "+", "-", "@", "\t", "\r")  # at the beginning of a cell: a formula
SIGNED = "　" * 8  # between the words of the signature line
UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')  # for the name of a file
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True)
class Layout:
    """What a named table says of its sheet; the words are plain text, empty ones mean the usual.

    `footer` are the words of the signature line, parted by commas. CSV knows none of this.
    """

    table: str = ""  # its name, for the file and for the audit entry
    title: str = ""
    paper: str = PaperSize.AUTO
    footer: str = ""

    @property
    def signature_words(self):
        return [word.strip() for word in re.split("[,，、]", self.footer) if word.strip()]


USUAL = Layout()


class _Exported:
    """What the audit entry of an export names: the list, which is no row of any table."""

    pk = None

    def __init__(self, model, title):
        self._meta, self.title = model._meta, title

    def __str__(self):
        return self.title


def record(page, rows, count, kind, layout=USUAL):
    """Who took how many rows out, under which filters and as which table."""
    filters = "; ".join(f"{label}: {text}" for label, text in page.filterset.chosen) if page.filterset else ""
    changes = {"rows": [None, count], "format": [None, kind]}
    if filters:
        changes["filters"] = [None, filters]
    if layout.table:
        changes["table"] = [None, layout.table]
    audit.record(
        actor=page.user,
        verb="list.exported",
        target=_Exported(rows.queryset.model, str(page.title())),
        unit=next((duty.unit for duty in page.user.current_duties), None),
        changes=changes,
    )


def response(rows, *, title, kind, layout=USUAL):
    stream = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    write(rows, stream, title=title, kind=kind, layout=layout)
    stream.seek(0)
    name = filename(layout.table or title, kind)
    return FileResponse(stream, as_attachment=True, filename=name, content_type=CONTENT_TYPES[kind])


def filename(title, kind):
    return f"{UNFIT.sub(' ', title)}-{today():%Y%m%d}.{kind}"


def write(rows, stream, *, title, kind, layout=USUAL, progress=lambda done: None):
    """Write the rows of a List to a binary stream; `progress` is called with the rows done after each chunk."""
    if kind == "csv":
        write_csv(rows, stream, progress)
    else:
        write_workbook(rows, stream, layout.title or title, layout, progress)


def values(rows, progress):
    """Lists of the shown columns' values, in order, fetched in chunks."""
    fetched, done = rows.fetched().iterator(chunk_size=CHUNK), 0
    while chunk := list(islice(fetched, CHUNK)):
        readers = rows.readers(rows.objects_of(chunk))
        for row in chunk:
            yield [read(row) for read in readers]
        done += len(chunk)
        progress(done)


def write_csv(rows, stream, progress):
    """UTF-8 with a byte order mark, which Excel needs to read Chinese."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([str(column.label) for column in rows.shown])
    texts = [_plain_text(column) for column in rows.shown]
    for row in values(rows, progress):
        writer.writerow([text(value) for text, value in zip(texts, row, strict=True)])
    text.detach()


def write_workbook(rows, stream, title, layout, progress):
    """Title, headings, typed rows, then the signature line; set up to print on A4 or A3 landscape."""
    book = Workbook(
        stream,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True},
    )
    sheet = book.add_worksheet()
    _set_up(book, sheet, rows, title)
    sheet.set_paper(PAPERS.get(layout.paper) or _paper_of(rows))
    writers = [_writer(book, sheet, column) for column in rows.shown]
    number = 2
    for row in values(rows, progress):
        for index, value in enumerate(row):
            if value is not None and value != "":
                writers[index](number, index, value)
        number += 1
    sheet.write_string(number + 1, 0, SIGNED.join(_signature(layout)))
    book.close()


def _paper_of(rows):
    return A3 if sum(column.width for column in rows.shown) > A4_WIDTH else A4


def _signature(layout):
    usual = [_("Filled in by:"), _("Checked by:"), _("Date:")]
    return [_("%(word)s:") % {"word": word.rstrip(":：")} for word in layout.signature_words] or usual


def _set_up(book, sheet, rows, title):
    heading = book.add_format(
        {"bold": True, "border": 1, "bg_color": "#E8EDF2", "text_wrap": True, "valign": "vcenter"}
    )
    for index, column in enumerate(rows.shown):
        sheet.set_column(index, index, column.width)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 15, "valign": "vcenter"}))
    for index, column in enumerate(rows.shown):
        sheet.write_string(1, index, str(column.label), heading)
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(0, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(page_foot(rows.user))
    book.set_properties({"title": title, "author": rows.user.name})
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{1_048_576}"})


def page_foot(user):
    """Who took it out and when, and the number of the page, in the signs of Excel."""
    taken = _("Exported by %(name)s, %(time)s") % {
        "name": user.name.replace("&", "&&"),
        "time": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }
    return f"&L{taken}&R&P / &N"


def _writer(book, sheet, column):
    """A function (row, column, value) that writes the cell in the type of its column."""
    texts = column.texts()
    number_formats = {"money": "#,##0.00", "score": "0.00", "number": "General", "change": "+0;-0;0"}
    if column.kind in number_formats and not column.choices:
        style = book.add_format({"num_format": number_formats[column.kind]})
        return lambda row, index, value: sheet.write_number(row, index, value, style)
    if column.kind == "date":
        style = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        return lambda row, index, value: sheet.write_datetime(row, index, value, style)
    if column.kind == "datetime":
        style = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        return lambda row, index, value: sheet.write_datetime(row, index, timezone.localtime(value), style)
    return lambda row, index, value: sheet.write_string(row, index, texts(value)[:LONGEST_TEXT])


def _plain_text(column):
    """As on the page; what a spreadsheet would take for a formula is quoted."""
    texts = column.texts()
    if column.kind not in {"text", "choice"}:
        return texts
    return lambda value: _quoted(texts(value))


def _quoted(text):
    return f"'{text}" if text.startswith(ACTIVE) else text
