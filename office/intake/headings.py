"""Where the table of a sheet begins and ends, and which of its columns is which."""

import re
import unicodedata
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from office.intake.cells import is_blank, text_of

SEARCHED_ROWS = 20
BRACKETED = re.compile(r"\([^()]*\)$")
FOOTER = re.compile(
    r"^(填表人|填报人|制表人|制表|经办人|审核人|审核|复核人|复核|审批人|批准人|负责人|单位负责人|签字|签章|盖章|填表日期|填报日期|制表日期|日期|备注|说明|注)\s*[:：]"
    r"|^(合\s*计|总\s*计|小\s*计|共\s*计|total)\s*[:：]?$"
    r"|^(filled in by|prepared by|checked by|approved by|date|notes?)\s*[:：]",
    re.IGNORECASE,
)


def plain(heading):
    """A heading as it is compared: without spaces, line breaks, marks and letter case, brackets and letters half-width."""
    text = unicodedata.normalize("NFKC", text_of(heading)).lower()
    return re.sub(r"[\s*＊★:_·、]", "", text)


@dataclass
class Table:
    """The part of a sheet that holds rows: `places` maps a column name to its index."""

    sheet: object
    heading_row: int  # index
    headings: list  # texts
    places: dict
    unknown: list  # headings that no column has
    missing: list  # required columns that no heading has
    twins: list  # (index, index) of headings of one and the same column

    @property
    def is_complete(self):
        return not self.missing

    def cell_of(self, place):
        """A heading's cell as Excel names it: D4."""
        return xl_rowcol_to_cell(self.heading_row, place)

    def rows(self):
        """(row number as Excel counts, cells) of the rows that hold data."""
        used = sorted(set(self.places.values()))
        for number, cells in enumerate(self.sheet.rows[self.heading_row + 1 :], self.heading_row + 2):
            if any(cells[index] != "" for index in used) and not self._is_beside_the_data(cells):
                yield number, cells

    def _is_beside_the_data(self, cells):
        first = next((cell for cell in cells if not is_blank(cell)), None)
        if first is None:
            return True
        return isinstance(first, str) and bool(FOOTER.match(first.strip()))


def find_table(sheet, columns, mapping=None):
    """The Table of a sheet. `mapping` {heading as written: column name, or "" for none} goes before the columns' own headings."""
    aliases = {
        plain(alias): column.name for column in columns for alias in (column.name, column.label, *column.headings)
    }
    chosen = {plain(heading): name for heading, name in (mapping or {}).items()}
    candidates = [
        _table(sheet, index, columns, aliases, chosen) for index in range(min(SEARCHED_ROWS, len(sheet.rows)))
    ]
    return max(
        candidates, key=lambda table: (len(table.places), _filled(table) if not table.places else 0, -table.heading_row)
    )


def _filled(table):
    return sum(1 for heading in table.headings if heading)


def _table(sheet, index, columns, aliases, chosen):
    headings, places, unknown, twins = [text_of(cell) for cell in sheet.rows[index]], {}, [], []
    for place, heading in enumerate(headings):
        if not heading:
            continue
        name = _name_of(heading, aliases, chosen)
        if not name:
            unknown.append(heading)
        elif (first := places.setdefault(name, place)) != place:
            twins.append((first, place))
    missing = [column for column in columns if column.required and column.name not in places]
    return Table(sheet, index, headings, places, unknown, missing, twins)


def _name_of(heading, aliases, chosen):
    key = plain(heading)
    if key in chosen:
        return chosen[key]
    return aliases.get(key) or aliases.get(BRACKETED.sub("", key))
