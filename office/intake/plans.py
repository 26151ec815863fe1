"""What a file would do: the answer of ``Import.plan``, which writes nothing."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field

ERROR, WARNING = "error", "warning"
SHOWN_ROWS = 50
SHOWN_PROBLEMS = 200


@dataclass
class Problem:
    sheet: str
    row: int  # as Excel counts; 0: the sheet as a whole
    column: str  # heading as written in the file
    value: str
    reason: str
    level: str = ERROR

    def as_list(self):
        return [self.sheet, self.row or "", self.column, self.value, self.reason, self.level]


class Row(dict):
    """The values of one row by column name, and where they stand."""

    __slots__ = ("cells", "faulty", "number", "sheet")

    def __init__(self, values, sheet, number, cells):
        super().__init__(values)
        self.sheet, self.number, self.cells, self.faulty = sheet, number, cells, False


@dataclass
class Change:
    """A row that differs from what is on record under `pk`: {column name: (old, new)}."""

    row: Row
    pk: int
    fields: dict


@dataclass
class Plan:
    name: str = ""  # of the file
    new: list = field(default_factory=list)  # of Row
    changed: list = field(default_factory=list)  # of Change
    same: list = field(default_factory=list)  # of Row
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)  # sentences on the file as a whole, e.g. columns that were not read
    compared: dict = field(default_factory=dict)  # {key: (pk, {name: value})} on record when the plan was made
    tables: list = field(default_factory=list)  # of headings.Table
    unmapped: bool = False  # a person must first say which column, or which sheet, is which

    @property
    def errors(self):
        return [problem for problem in self.problems if problem.level == ERROR]

    @property
    def warnings(self):
        return [problem for problem in self.problems if problem.level == WARNING]

    @property
    def can_apply(self):
        return not self.unmapped and not self.errors and bool(self.new or self.changed)

    def counts(self):
        levels = Counter(problem.level for problem in self.problems)
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "same": len(self.same),
            "errors": levels[ERROR],
            "warnings": levels[WARNING],
        }

    def digest(self):
        """Equal for two plans that would write the same over the same."""
        sums = hashlib.sha256()
        for row in self.new:
            sums.update(repr((row.sheet, row.number, sorted(row.items(), key=str))).encode())
        for change in self.changed:
            sums.update(repr((change.pk, sorted(change.fields.items()))).encode())
        return sums.hexdigest()
