"""What the fields of a return accept, in the same way on its page and in a workbook.

`read(kind, value)` gives what is stored, or raises `Unreadable` with the sentence why not; `kind.show` turns it back.
"""

import unicodedata
from functools import cache

from django.utils.translation import gettext as _

from office.intake.cells import CellType, Choice, Date, Decimal, Integer, Text, Unreadable, YesNo, is_blank, plain_word
from office.sentences import joined
from planning.enums import ProblemKind, QuestionKind, Urgency

__all__ = ["LINE_FIELDS", "MOST_SEATS", "Unreadable", "answer_kind", "line_kinds", "read", "remarks_kind"]

MOST_SEATS = 999
LONGEST = 1_000
LINE_FIELDS = ("wanted", "problem_kind", "problem", "urgency", "consequence")


def read(kind, value):
    """What a field of the kind stores of what was typed: text, or a number or day as a workbook has it."""
    if is_blank(value):
        return kind.empty
    return kind.parse(value.strip() if isinstance(value, str) else value)


@cache
def line_kinds():
    """{field of a line that the unit fills in: what it accepts}"""
    kinds = {
        "wanted": Integer(0, MOST_SEATS),
        "problem_kind": Choice(ProblemKind),
        "problem": Prose(LONGEST),
        "urgency": Choice(Urgency),
        "consequence": Prose(LONGEST),
    }
    for kind in kinds.values():
        kind.prepare()
    return kinds


@cache
def remarks_kind():
    return Prose(2 * LONGEST)


def answer_kind(question):
    """What a question of a survey accepts; numbers, days, yes and no are kept as text: "12.5", "2026-11-22", "yes"."""
    return _ANSWERS[question.kind](question)


class Prose(Text):
    """Text in lines, as it is typed: without characters that no page shows and PostgreSQL does not store."""

    def __init__(self, longest):
        super().__init__(longest, lines=True)

    def parse(self, value):
        lines = [
            "".join(char for char in line if not unicodedata.category(char).startswith("C") or char in "\t\u200d")
            for line in super().parse(value).splitlines()
        ]
        return "\n".join(line.rstrip() for line in lines).strip()


class _Option(CellType):
    """One of the answers that the question offers, as it is written there."""

    empty = ""

    def __init__(self, options):
        self.options = {plain_word(option): option for option in options}

    def parse(self, value):
        found = self.options.get(plain_word(Text().parse(value)))
        if found is None:
            raise Unreadable(_("is not one of: %(known)s") % {"known": joined(self.options.values())})
        return found


class _Kept(CellType):
    """A value of another kind, kept as text."""

    empty = ""

    def __init__(self, kind, keep):
        self.kind, self.keep = kind, keep

    def parse(self, value):
        return self.keep(self.kind.parse(value))


class _YesNo(_Kept):
    def show(self, value):
        return {"yes": _("Yes"), "no": _("No")}.get(value, "")


_ANSWERS = {
    QuestionKind.TEXT: lambda question: Prose(LONGEST),
    QuestionKind.NUMBER: lambda question: _Kept(Decimal(places=4), lambda number: f"{number.normalize():f}"),
    QuestionKind.CHOICE: lambda question: _Option(question.options),
    QuestionKind.YES_NO: lambda question: _YesNo(YesNo(), lambda yes: "yes" if yes else "no"),
    QuestionKind.DATE: lambda question: _Kept(Date(whole=True), lambda day: day.isoformat()),
}
