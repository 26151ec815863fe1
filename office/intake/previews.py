"""A plan as what its page shows: bounded tables of new, changed and unchanged rows, and the problems as a workbook."""

import tempfile

import xlsxwriter
from django.core.files.base import File
from django.utils.translation import gettext as _

from office.intake.cells import text_of
from office.intake.plans import ERROR, SHOWN_PROBLEMS, SHOWN_ROWS
from office.intake.uploads import store

SAMPLES = 3


def preview(importer, plan):
    """JSON for the job's result."""
    present = {name for table in plan.tables for name in table.places}
    names = [column.name for column in importer.columns if column.shown and column.name in present]
    return {
        "counts": plan.counts(),
        "notes": plan.notes,
        "labels": [str(importer.column(name).label) for name in names],
        "key_label": " · ".join(str(importer.column(name).label) for name in importer.key),
        "new": [_row(importer, row, names) for row in plan.new[:SHOWN_ROWS]],
        "same": [_row(importer, row, names) for row in plan.same[:SHOWN_ROWS]],
        "changed": [change_of(importer, change) for change in plan.changed[:SHOWN_ROWS]],
        "problems": [problem.as_list() for problem in plan.problems[:SHOWN_PROBLEMS]],
        "shown_rows": SHOWN_ROWS,
        "shown_problems": SHOWN_PROBLEMS,
    }


def mapping(importer, plan):
    """JSON for the page on which a person says which column, and which sheet, is which."""
    table = plan.tables[0]
    rows = table.sheet.rows[table.heading_row + 1 : table.heading_row + 1 + SAMPLES]
    places = {place: name for name, place in table.places.items()}
    headings = [
        {
            "text": heading,
            "samples": [_plain(row[place]) for row in rows if row[place] != ""],
            "column": places.get(place, ""),
        }
        for place, heading in enumerate(table.headings)
        if heading
    ]
    tabs = getattr(importer, "tabs", {})
    return {
        "headings": headings,
        "missing": [str(column.label) for column in table.missing],
        "tabs": [{"title": title, "value": value} for title, value in tabs.items()],
    }


def _plain(value):
    return text_of(value)[:40]


def _row(importer, row, names):
    return [row.sheet, row.number, *(importer.show(name, row.get(name)) for name in names)]


def change_of(importer, change):
    """Sheet, row number, key and [label, old, new] of each field, in the words of the file."""
    fields = [
        [_label(importer, name), importer.show(name, old), importer.show(name, new)]
        for name, (old, new) in change.fields.items()
    ]
    key = " · ".join(filter(None, (str(importer.show(name, change.row.get(name))) for name in importer.key)))
    return [change.row.sheet, change.row.number, key, fields]


def _label(importer, name):
    column = importer.column_of(name)
    if column:
        return str(column.label)
    return str(importer.model._meta.get_field(name).verbose_name)


def store_problems(plan):
    """All problems as a workbook among the private files; returns its name there."""
    with tempfile.TemporaryFile() as stream:
        write_problems(plan, stream)
        stream.seek(0)
        return store(File(stream, "problems.xlsx"))


def write_problems(plan, stream):
    book = xlsxwriter.Workbook(
        stream, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page, bold = book.add_worksheet(), book.add_format({"bold": True})
    for place, width in enumerate((16, 8, 18, 24, 60, 10)):
        page.set_column(place, place, width)
    page.write_row(0, 0, [_("Sheet"), _("Row"), _("Column"), _("Value"), _("What is wrong"), _("Severity")], bold)
    page.freeze_panes(1, 0)
    for number, problem in enumerate(plan.problems, 1):
        *values, level = problem.as_list()
        page.write_row(number, 0, [*values, _("Error") if level == ERROR else _("Warning")])
    book.close()
