"""What a return asks to be filled in, cell by cell, and all that its page shows beside."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from office.check_codes import digest
from office.keys import key_of
from planning.checks.cells import LINE_FIELDS, answer_kind, line_kinds, remarks_kind
from planning.models import DemandAnswer, DemandLine, DemandReturn, SurveyQuestion
from rulebooks.selectors import RulesOn


# --- Cells ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Cell:
    """One thing that the unit fills in: a field of a line, the answer to a question, or the remarks."""

    name: str
    demand_return: DemandReturn
    kind: object  # of office.intake.cells
    value: object
    at: datetime  # when it was last changed
    line: DemandLine | None = None
    field: str = ""
    question: SurveyQuestion | None = None

    @property
    def text(self):
        """The stored value as forms and scripts carry it."""
        return "" if self.value is None else str(self.value)

    @property
    def shown(self):
        """The same in words."""
        return self.kind.show(self.value)

    def holding(self, value, at):
        return replace(self, value=value, at=at)


def line_cells(demand_return, line):
    """{field: Cell} of a line."""
    at = line.filed_at or demand_return.updated_at
    return {
        name: Cell(f"line:{line.pk}:{name}", demand_return, kind, getattr(line, name), at, line=line, field=name)
        for name, kind in line_kinds().items()
    }


def question_cell(demand_return, question, value):
    kind = answer_kind(question)
    return Cell(f"answer:{question.pk}", demand_return, kind, value, demand_return.updated_at, question=question)


def remarks_cell(demand_return):
    return Cell("remarks", demand_return, remarks_kind(), demand_return.remarks, demand_return.updated_at)


def line_code(line):
    """Stands for what was typed into a line and who is put up for it: the form that takes it out carries it."""
    named = sorted(line.candidates.values_list("engineer", flat=True))
    return digest([*(getattr(line, name) for name in LINE_FIELDS), *named])


def cells_named(returns, keys):
    """{(return key, name): Cell} of the cells that are there among `keys`, of {key: return}; three queries."""
    lines = _lines_named(returns, keys)
    surveys = defaultdict(list)
    for question in SurveyQuestion.objects.filter(
        survey__in={demand_return.survey_id for demand_return in returns.values()}
    ):
        surveys[question.survey_id].append(question)
    given = _given(returns)
    found = [
        *(cell for line in lines for cell in line_cells(returns[line.demand_return_id], line).values()),
        *(
            question_cell(demand_return, question, given.get((demand_return.pk, question.pk), ""))
            for demand_return in returns.values()
            for question in surveys[demand_return.survey_id]
        ),
        *map(remarks_cell, returns.values()),
    ]
    return {key: cell for cell in found if (key := (cell.demand_return.pk, cell.name)) in keys}


def _lines_named(returns, keys):
    named = {key for _answer, name in keys if (key := _line_named(name)) is not None}
    return DemandLine.objects.filter(demand_return__in=returns, pk__in=named).select_related("grade", "discipline")


def _line_named(name):
    """The key in "line:<key>:<field>", or None."""
    noun, _colon, rest = name.partition(":")
    key, _colon, name = rest.partition(":")
    return key_of(key) if noun == "line" and name in LINE_FIELDS else None


def _given(returns):
    """{(return key, question key): value}"""
    rows = DemandAnswer.objects.filter(demand_return__in=returns).values_list("demand_return", "question", "value")
    return {(demand_return, question): value for demand_return, question, value in rows}


# --- What may be asked for ----------------------------------------------------------------------------------------
def grades_of(demand_return):
    """The grades that the rules of the unit know on the survey's day, the highest first."""
    return [rule.grade for rule in RulesOn(demand_return.survey.as_of).grade_rules(demand_return.unit)]
