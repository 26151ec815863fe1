"""The workbook in which one unit or many answer a survey: facts locked, what is asked for validated, row by row for large ones."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from office.sentences import joined
from planning.checks.cells import LONGEST, MOST_SEATS, answer_kind
from planning.enums import ProblemKind, QuestionKind, Urgency
from planning.models import DemandSurvey
from planning.papers.columns import ANSWERS, CANDIDATES_PARTED_BY, FACTS, KEYS, LINES

EMPTY_ROWS = 50  # for lines that a unit adds
A3 = 8
DIGITS_OF_EXCEL = 15
LINE_HEIGHT, TALLEST = 15, 400  # points
ACTIVE = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula
CONTENT = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
MAY = {"format_columns": True, "format_rows": True, "autofilter": True}  # in a protected sheet


@dataclass
class ReturnBook:
    """What a workbook tells: of returns with their unit, lines with their grade, discipline and candidates."""

    survey: DemandSurvey
    returns: list
    lines: Iterable
    questions: list
    given: dict  # {(return key, question key): value}
    last: dict  # {(unit key, grade key, discipline key): (wanted, decided)} of the survey before
    qualified: dict  # {line key: number}
    disciplines: list
    grades: dict  # {key: word}
    open_keys: frozenset = field(default_factory=frozenset)  # of the returns that may be filled in now

    @property
    def of_one(self):
        return self.returns[0] if len(self.returns) == 1 else None


def write(book, stream, *, user):
    """Write a ReturnBook to a binary stream."""
    made = Workbook(stream, CONTENT)
    styles, lists = _Styles(made), _Lists(book)
    for sheet in (_Lines(made, styles, book, lists), _Answers(made, styles, book, lists)):
        sheet.write()
        _set_up(sheet.page, user)
    lists.write(made)
    made.set_properties({"title": book.survey.title, "author": user.name})
    made.close()


class _Styles:
    """Formats by what a cell is: made once, and a second time for texts that begin like a formula."""

    LOOKS = {
        "title": {"bold": True, "font_size": 16, "valign": "vcenter"},
        "note": {"text_wrap": True, "valign": "top"},
        "heading": {"bold": True, "bg_color": "#E8EDF2", "align": "center", "valign": "vcenter"},
        "fact": {"bg_color": "#F3F4F6"},
        "input": {"locked": False, "bg_color": "#FFFBE6"},
        "number": {"locked": False, "bg_color": "#FFFBE6", "align": "right"},
        "date": {"locked": False, "bg_color": "#FFFBE6", "align": "left", "num_format": "yyyy-mm-dd"},
    }

    def __init__(self, made):
        self.made, self.kept = made, {}

    def get(self, look, text="", *, locked=False):
        key = (look, text.startswith(ACTIVE), locked)
        if key not in self.kept:
            framed = {} if look in {"title", "note"} else {"border": 1, "border_color": "#C8CED6", "text_wrap": True}
            facts = framed | {"valign": "vcenter"} | self.LOOKS[look] | ({"quote_prefix": True} if key[1] else {})
            facts |= {"locked": True, "bg_color": "#F3F4F6"} if locked else {}
            self.kept[key] = self.made.add_format(facts)
        return self.kept[key]


class _Lists:
    """What there is to choose from, each in a column of a hidden sheet."""

    def __init__(self, book):
        self.columns = {
            "discipline_code": [discipline.code for discipline in book.disciplines],
            "discipline_name": [discipline.name for discipline in book.disciplines],
            "grade": list(book.grades.values()),
            "problem_kind": [str(kind.label) for kind in ProblemKind],
            "urgency": [str(urgency.label) for urgency in Urgency],
            QuestionKind.YES_NO: [_("Yes"), _("No")],
        }
        self.columns |= {
            question.pk: question.options for question in book.questions if question.kind == QuestionKind.CHOICE
        }
        self.title = _("Lists to choose from")

    def rule(self, name):
        """The validation of cells that hold one of a list."""
        column, values = list(self.columns).index(name), self.columns[name]
        ends = (xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True) for row in (0, max(len(values), 1) - 1))
        return {
            "validate": "list",
            "source": f"='{self.title}'!{':'.join(ends)}",
            "error_title": _("Not in the list"),
            "error_message": _("Choose from the list."),
        }

    def write(self, made):
        page = made.add_worksheet(self.title)
        longest = max(map(len, self.columns.values()))
        for row in range(longest):
            for place, values in enumerate(self.columns.values()):
                if row < len(values):
                    page.write_string(row, place, values[row])
        page.hide()


class _Sheet:
    """A page with a title, notes, headings and rows, whose locked cells are protected without a password."""

    title, columns = "", ()

    def __init__(self, made, styles, book, lists):
        self.page = made.add_worksheet(self.title)
        self.styles, self.book, self.lists = styles, book, lists
        self.places = {column.name: place for place, column in enumerate(self.columns)}
        self.last_shown = max(place for place, column in enumerate(self.columns) if column.shown)
        self.row = -1

    def _next(self):
        self.row += 1
        return self.row

    def write(self):
        for place, column in enumerate(self.columns):
            self.page.set_column(place, place, column.width, None, {} if column.shown else {"hidden": True})
        self._head()
        self._headings()
        self.first = self.row + 1
        self._body()
        self._validate()
        self.page.freeze_panes(self.first, self.frozen)
        self.page.repeat_rows(self.first - 1)
        self.page.autofilter(self.first - 1, 0, max(self.row, self.first), self.last_shown)
        self.page.protect("", MAY)

    def _note(self, text, look="note", height=None):
        row = self._next()
        self.page.set_row(row, height or self._height(text))
        self.page.merge_range(row, 0, row, self.last_shown, text, self.styles.get(look, text))

    def _height(self, text):
        """Merged cells do not grow by themselves; a Chinese character is two columns wide."""
        width = sum(column.width for column in self.columns if column.shown)
        lines = sum(1 + 2 * len(line) // width for line in text.splitlines() or [""])
        return min(LINE_HEIGHT * lines + 3, TALLEST)

    def _headings(self):
        row = self._next()
        self.page.set_row(row, 34)
        for place, column in enumerate(self.columns):
            self.page.write_string(row, place, str(column), self.styles.get("heading"))

    def _put(self, row, name, value, look="fact", *, locked=False):
        place = self.places[name]
        if value is None or value == "":
            self.page.write_blank(row, place, None, self.styles.get(look, locked=locked))
        elif isinstance(value, datetime.date):
            self.page.write_datetime(row, place, value, self.styles.get(look, locked=locked))
        elif isinstance(value, str):
            self.page.write_string(row, place, value, self.styles.get(look, value, locked=locked))
        else:
            self.page.write_number(row, place, value, self.styles.get(look, locked=locked))

    def _put_unit(self, row, demand_return):
        self._put(row, "unit_code", demand_return.unit.code)
        self._put(row, "unit_name", demand_return.unit.name)
        self._put(row, "return_number", str(demand_return.pk))

    def _check(self, name, rule, first=None, end=None):
        """Validate the cells of a column from one row to another, of the table without them."""
        first, end = self.first if first is None else first, self.row if end is None else end
        if end >= first:
            self.page.data_validation(first, self.places[name], end, self.places[name], rule)


class _Lines(_Sheet):
    columns = LINES
    frozen = len(("unit_code", "unit_name", *KEYS))

    @property
    def title(self):
        return _("Demand lines")

    def _head(self):
        survey, demand_return = self.book.survey, self.book.of_one
        self._note(_("%(survey)s: return form") % {"survey": survey}, "title", 30)
        facts = [
            (_("Unit"), f"{demand_return.unit} ({demand_return.unit.code})" if demand_return else str(survey.unit)),
            (_("Facts as of"), survey.as_of),
            (_("Last day to answer"), demand_return.answered_by if demand_return else survey.closes_on),
            (_("Written at"), f"{timezone.localtime():%Y-%m-%d %H:%M}"),
        ]
        self._note("　　".join(f"{label}：{value}" for label, value in facts))
        self._note(survey.guidance or _("The survey has no further guidance."))
        self._note(
            _(
                "Fill in the yellow cells; grey ones are on record and are not read back. Seats wanted are all seats of the "
                "line, those there already included. Lines that you add go into the empty rows below, with discipline and "
                "grade. Name inside candidates by employee number and name, several of them parted by 、 or a new line."
            )
        )

    def _body(self):
        returns = {demand_return.pk: demand_return for demand_return in self.book.returns}
        for line in self.book.lines:
            self._line(self._next(), line, returns[line.demand_return_id])
        self.first_empty = self.row + 1
        if self.book.open_keys:
            for _empty in range(EMPTY_ROWS):
                self._empty(self._next())

    def _line(self, row, line, demand_return):
        self._put_unit(row, demand_return)
        self._put(row, "discipline_code", line.discipline.code)
        self._put(row, "discipline_name", line.discipline.name)
        self._put(row, "grade", self.book.grades.get(line.grade_id, str(line.grade)))
        for name in FACTS:
            self._put(row, name, getattr(line, name))
        self._put(row, "qualified", self.book.qualified.get(line.pk, line.qualified))
        wanted, decided = self.book.last.get((demand_return.unit_id, line.grade_id, line.discipline_id), (None, None))
        self._put(row, "last_wanted", wanted)
        self._put(row, "last_decided", decided)
        self._put(row, "as_filed", line.filed_at.isoformat() if line.filed_at else "")
        self._inputs(row, line, locked=demand_return.pk not in self.book.open_keys)

    def _inputs(self, row, line, *, locked):
        people = (candidate.engineer for candidate in line.candidates.all())
        self._put(row, "wanted", line.wanted, "number", locked=locked)
        self._put(row, "problem_kind", line.get_problem_kind_display(), "input", locked=locked)
        self._put(row, "problem", line.problem, "input", locked=locked)
        self._put(row, "urgency", line.get_urgency_display(), "input", locked=locked)
        self._put(row, "consequence", line.consequence, "input", locked=locked)
        named = CANDIDATES_PARTED_BY.join(f"{person.employee_number} {person.name}" for person in people)
        self._put(row, "candidates", named, "input", locked=locked)

    def _empty(self, row):
        """Of one unit's workbook it is known whose line is added."""
        typed = {"wanted", "problem_kind", "problem", "urgency", "consequence", "candidates", *KEYS}
        typed |= set() if self.book.of_one else {"unit_code", "unit_name"}
        for column in LINES:
            look = "number" if column.name == "wanted" else "input" if column.name in typed else "fact"
            self._put(row, column.name, None, look)

    def _validate(self):
        seats = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": MOST_SEATS}
        told = {"limit": MOST_SEATS}
        self._check("wanted", seats | {"error_message": _("A whole number from 0 to %(limit)d.") % told})
        longest = {"validate": "length", "criteria": "<=", "value": LONGEST}
        for name in ("problem", "consequence"):
            self._check(name, longest | {"error_message": _("At most %(limit)d characters.") % {"limit": LONGEST}})
        for name in ("problem_kind", "urgency"):
            self._check(name, self.lists.rule(name))
        for name in KEYS:
            self._check(name, self.lists.rule(name), first=self.first_empty)


class _Answers(_Sheet):
    """Question by question, so that the answers of many units to one stand below each other; last the remarks."""

    columns = ANSWERS
    frozen = 2

    @property
    def title(self):
        return _("Questions and remarks")

    def _head(self):
        self._note(_("%(survey)s: questions and remarks") % {"survey": self.book.survey}, "title", 30)

    def _body(self):
        self.blocks = {}
        for question in self.book.questions:
            first = self.row + 1
            for demand_return in self.book.returns:
                self._answer(self._next(), demand_return, question)
            self.blocks[question] = first, self.row
        for demand_return in self.book.returns:
            self._remarks(self._next(), demand_return)

    def _answer(self, row, demand_return, question):
        self._put_unit(row, demand_return)
        self._put(row, "question_number", question.position)
        self._put(row, "question", question.words)
        self._put(row, "how", _how(question))
        value, look = _typed(question, self.book.given.get((demand_return.pk, question.pk), ""))
        self._put(row, "answer", value, look, locked=demand_return.pk not in self.book.open_keys)

    def _remarks(self, row, demand_return):
        self._put_unit(row, demand_return)
        self._put(row, "question_number", None)
        self._put(row, "question", remarks_words())
        self._put(row, "how", _("What else is to be said; may stay empty"))
        self._put(row, "answer", demand_return.remarks, "input", locked=demand_return.pk not in self.book.open_keys)

    def _validate(self):
        for question, (first, end) in self.blocks.items():
            if rule := self._rule(question):
                self._check("answer", rule, first, end)

    def _rule(self, question):
        if question.kind == QuestionKind.CHOICE:
            return self.lists.rule(question.pk)
        if question.kind == QuestionKind.YES_NO:
            return self.lists.rule(QuestionKind.YES_NO)
        rules = {
            QuestionKind.TEXT: {"validate": "length", "criteria": "<=", "value": LONGEST},
            QuestionKind.NUMBER: {"validate": "decimal", "criteria": "between", "minimum": -1e14, "maximum": 1e14},
            QuestionKind.DATE: {"validate": "date", "criteria": ">=", "value": datetime.date(1900, 1, 1)},
        }
        return rules[question.kind] | {"error_message": _how(question)}


def remarks_words():
    """What stands in place of a question for a return's remarks."""
    return _("Remarks")


def _how(question):
    hints = {
        QuestionKind.TEXT: _("Text of at most %(limit)d characters") % {"limit": LONGEST},
        QuestionKind.NUMBER: _("A number"),
        QuestionKind.CHOICE: _("One of: %(options)s") % {"options": joined(question.options)},
        QuestionKind.YES_NO: _("Yes or no"),
        QuestionKind.DATE: _("A day, e.g. 2026-11-22"),
    }
    return hints[question.kind] if question.required else _("%(hint)s; may stay empty") % {"hint": hints[question.kind]}


def _typed(question, value):
    """(value, look) as Excel has it: numbers and days are typed."""
    if value and question.kind == QuestionKind.NUMBER and len(value) <= DIGITS_OF_EXCEL:
        return float(value), "number"
    if question.kind == QuestionKind.DATE:
        return datetime.date.fromisoformat(value) if value else "", "date"
    return answer_kind(question).show(value), "input"


def _set_up(page, user):
    page.set_landscape()
    page.set_paper(A3)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    taken = _("Exported by %(name)s, %(time)s") % {
        "name": user.name.replace("&", "&&"),
        "time": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }
    page.set_footer(f"&L{taken}&R&P / &N")
