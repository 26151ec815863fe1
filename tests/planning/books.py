"""A subsidiary whose plants answer a survey in workbooks, and hands that type into them."""

import io

import openpyxl
from django.utils import translation

from office.enums import Role, UnitKind
from office.intake.imports import plan_file
from planning.enums import QuestionKind
from planning.imports import DemandImport
from planning.models import SurveyQuestion
from planning.papers import workbook
from planning.papers.columns import ANSWERS, LINES
from planning.selectors.workbooks import book_of_return, book_of_survey
from tests.factories import office, rulebooks, talent
from tests.factories import planning as make

QUESTIONS = (
    ("最缺哪个专业的人才", QuestionKind.TEXT),
    ("需外聘专家几人", QuestionKind.NUMBER),
    ("何时到岗", QuestionKind.CHOICE),
    ("是否愿意共用首席", QuestionKind.YES_NO),
    ("最迟到岗日", QuestionKind.DATE),
)
PLACES = {heading.name: place for place, heading in enumerate(LINES)}
LINE_SHEETS = ("需求条目", "Demand lines")
ANSWER_PLACES = {heading.name: place for place, heading in enumerate(ANSWERS)}


class World:
    """`line` of the plant is not answered yet, `other` is; `neighbour` is another plant of the subsidiary."""

    def __init__(self):
        self.rules = rulebooks.example_rulebook()
        self.grade = rulebooks.grade()
        self.group = office.unit(name="集团", kind=UnitKind.GROUP)
        self.subsidiary = office.unit(self.group, name="板材公司", kind=UnitKind.SUBSIDIARY)
        self.plant = office.unit(self.subsidiary, name="炼铁厂", code="0101")
        self.neighbour = office.unit(self.subsidiary, name="炼钢厂", code="0102")
        self.filler = office.user(Role.FILLER, self.plant, name="韩梅")
        self.hr = office.hr(self.subsidiary)
        self.iron, self.steel = talent.discipline(name="炼铁", code="IR"), talent.discipline(name="炼钢", code="ST")
        self.survey = make.survey(self.group, title="2026年需求普查", guidance="先看现状，\n再填需求。")
        self.questions = [
            SurveyQuestion.objects.create(
                survey=self.survey, position=place, words=words, kind=kind,
                choices="今年\n明年" if kind == QuestionKind.CHOICE else "",
            )
            for place, (words, kind) in enumerate(QUESTIONS, 1)
        ]  # fmt: skip
        self.answer, self.theirs = (make.answer(unit, self.survey) for unit in (self.plant, self.neighbour))
        self.line = make.line(self.answer, grade=self.grade, discipline=self.iron, wanted=None)
        self.other = make.line(self.answer, grade=self.grade, discipline=self.steel)
        self.their_line = make.line(self.theirs, grade=self.grade, discipline=self.iron, wanted=None)
        self.zhang = talent.engineer(self.plant, name="张三")
        self.li = talent.engineer(self.plant, name="李四")

    def book(self, *, of=None, user=None, language="zh-hans"):
        """The workbook of a return (of the survey, all of it in sight), opened."""
        user, of, stream = user or self.filler, of or self.answer, io.BytesIO()
        with translation.override(language):
            made = book_of_survey(of, user) if of == self.survey else book_of_return(of, user)
            workbook.write(made, stream, user=user)
        return openpyxl.load_workbook(io.BytesIO(stream.getvalue()))

    def plan(self, book, *, user=None, only=True, name="填报.xlsx"):
        """(import, plan) of an opened workbook, or of the bytes of a file."""
        params = {"survey": self.survey.pk} | ({"return": self.answer.pk} if only else {})
        run = DemandImport(params, actor=user or self.filler)
        return run, plan_file(run, io.BytesIO(book if isinstance(book, bytes) else saved(book)), name)

    def load(self, book, **how):
        run, plan = self.plan(book, **how)
        run.apply(plan)
        return plan

    def problems(self, book, **how):
        """[(sheet, row, column, value, reason)] of what keeps the file from being loaded."""
        return [tuple(problem.as_list()[:5]) for problem in self.plan(book, **how)[1].errors]


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def first_row(page):
    """That below the headings, as Excel counts."""
    headings = {"单位编码", "Unit code"}
    return next(cells[0].row for cells in page.iter_rows(max_col=1) if cells[0].value in headings) + 1


def row_of(page, *values):
    """The number of the first row below the headings that has all of the values."""
    return next(
        cells[0].row
        for cells in page.iter_rows(min_row=first_row(page))
        if set(values) <= {cell.value for cell in cells}
    )


def put(page, row, **values):
    """Type into the cells of a row, by the names of their columns."""
    places = PLACES if page.title in LINE_SHEETS else ANSWER_PLACES
    for name, value in values.items():
        page.cell(row, places[name] + 1).value = value


def at(page, row, name, places=PLACES):
    return page.cell(row, places[name] + 1)
