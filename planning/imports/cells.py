"""Cells of a workbook of answers that only the rest of their row tells how to read and to show."""

from office.intake.cells import CellType


class AsTyped(CellType):
    """A cell that only the rest of its row tells how to read."""

    empty = ""

    def parse(self, value):
        return value


class Answer(str):
    """What is stored of an answer, with what its question accepts: that says it in words."""

    def __new__(cls, stored, kind):
        made = super().__new__(cls, stored)
        made.kind = kind
        return made

    @property
    def words(self):
        return self.kind.show(str(self))
