"""评分汇总表 as a workbook that prints like the page."""

import io

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from rulebooks.enums import CriterionKind

A3, A4 = 8, 9
FIXED = (6, 12, 12, 22)  # widths in characters: place, number, name, unit
POINTS_WIDTH = 11


def summary_workbook(table, *, user, paper, check_code):
    """The bytes of an .xlsx: typed numbers, means, signature lines; check code, time and page in the foot of each page."""
    stream = io.BytesIO()
    book = Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    )
    _Sheet(book, table).write()
    _set_up(book, table, user, paper, check_code)
    book.close()
    return stream.getvalue()


def facts_of(table):
    """What stands under the title: cycle, slot, part with its weight, unit, number of people."""
    component = table.slot.component
    return [
        (_("Cycle"), table.slot.cycle.name),
        (_("Rater slot"), table.slot.name),
        (_("Component"), f"{component.name}（{component.weight.normalize():f}%）"),
        (_("Unit"), table.unit.name),
        (_("Number of people"), str(len(table.rows))),
    ]


def signature_lines():
    return [_("Rater (signature):"), _("Filled in by:"), _("Checked by:"), _("Date:")]


class _Sheet:
    def __init__(self, book, table):
        self.table = table
        self.sheet = book.add_worksheet(_("Score summary"))
        frame = {"border": 1, "valign": "vcenter"}
        self.heading = book.add_format(
            {**frame, "bold": True, "bg_color": "#E8EDF2", "text_wrap": True, "align": "center"}
        )
        self.text = book.add_format({**frame, "text_wrap": True})
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        places = table.slot.cycle.regime.standard.decimals
        number = {**frame, "align": "right"}
        self.points = book.add_format({**number, "num_format": f"0.{'0' * places}" if places else "0"})
        self.counted = book.add_format({**number, "num_format": "General"})
        self.mean = book.add_format({**number, "num_format": "0.00", "bold": True})
        self.last = len(FIXED) + len(table.criteria)

    def write(self):
        self._columns()
        self.sheet.merge_range(0, 0, 0, self.last, _("Score summary"), self.title)
        self.sheet.set_row(0, 30)
        self.sheet.write_string(1, 0, "　　".join(f"{label}：{value}" for label, value in facts_of(self.table)))
        for place, label in enumerate(self._headings()):
            self.sheet.write_string(2, place, label, self.heading)
        for place, row in enumerate(self.table.rows):
            self._row(3 + place, place + 1, row)
        end = 3 + len(self.table.rows)
        self._means(end)
        self.sheet.write_string(end + 2, 0, "　　　　　　　　　".join(signature_lines()))

    def _columns(self):
        for place, width in enumerate(FIXED):
            self.sheet.set_column(place, place, width)
        self.sheet.set_column(len(FIXED), self.last, POINTS_WIDTH)

    def _headings(self):
        criteria = [f"{criterion.name}\n{_maximum(criterion)}" for criterion in self.table.criteria]
        total = f"{_('Total')}\n{self.table.maximum.normalize():f}"
        return [_("No."), _("Employee number"), _("Name"), _("Unit"), *criteria, total]

    def _row(self, line, number, row):
        self.sheet.write_number(line, 0, number, self.text)
        for place, text in enumerate((row.number, row.name, row.unit), 1):
            self.sheet.write_string(line, place, text, self.text)
        for place, (criterion, value) in enumerate(zip(self.table.criteria, row.values, strict=True), len(FIXED)):
            judged = criterion.kind in {CriterionKind.JUDGED, CriterionKind.BANDED}
            self._number(line, place, value, self.points if judged else self.counted)
        self._number(line, self.last, row.total, self.mean)

    def _means(self, line):
        self.sheet.merge_range(line, 0, line, len(FIXED) - 1, _("Mean"), self.heading)
        means = [""] * (len(self.table.criteria) + 1) if self.table.empty else self.table.means
        for place, mean in enumerate(means, len(FIXED)):
            self._number(line, place, mean, self.mean)

    def _number(self, line, place, text, style):
        if text:
            self.sheet.write_number(line, place, float(text), style)
        else:
            self.sheet.write_blank(line, place, None, style)


def _maximum(criterion):
    return "" if criterion.maximum is None else f"{criterion.maximum.normalize():f}"


def _set_up(book, table, user, paper, check_code):
    sheet = book.worksheets()[0]
    sheet.set_landscape()
    sheet.set_paper(A3 if paper == "a3" else A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 2)
    sheet.freeze_panes(3, 3)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    code = _("Check code %(code)s") % {"code": check_code} if check_code else _("To be filled in by hand")
    printed = _("Printed by %(name)s, %(time)s") % {
        "name": user.name,
        "time": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }
    left, middle = (text.replace("&", "&&") for text in (code, printed))
    sheet.set_footer(f"&L{left}&C{middle}&R&P / &N")
    book.set_properties({"title": f"{table.slot} {table.unit}", "author": user.name})
