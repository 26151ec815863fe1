"""Input of a return: its cells as fields, and the lines and people that are added."""

from dataclasses import dataclass

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.forms import UserForm
from office.listing import PickerField
from planning.enums import ProblemKind, QuestionKind, Urgency
from planning.models import DemandLine, DemandReturn
from planning.pickers import CandidatePicker
from rulebooks.models import Grade
from talent.pickers import DisciplinePicker

VALUE, BASE = "v:", "b:"  # a field of the form without a script: what is typed, and over what
NOTHING = ("", "—")
LINE_INPUTS = {
    "wanted": "seats",
    "problem_kind": "choice",
    "problem": "text",
    "urgency": "choice",
    "consequence": "text",
}
LINE_OPTIONS = {"problem_kind": ProblemKind.choices, "urgency": Urgency.choices}
QUESTION_INPUTS = {
    QuestionKind.TEXT: "text",
    QuestionKind.NUMBER: "number",
    QuestionKind.CHOICE: "choice",
    QuestionKind.YES_NO: "choice",
    QuestionKind.DATE: "day",
}


@dataclass(frozen=True)
class CellField:
    """A cell as its page draws it; `unsaved` is what became of typing into it, if that was not stored."""

    cell: object
    label: str
    input: str  # seats, number, choice, text, day
    options: tuple = ()
    required: bool = False
    unsaved: object = None

    @property
    def id(self):
        return self.cell.name.replace(":", "-")

    @property
    def typed(self):
        return (self.unsaved.edit.value or "") if self.unsaved else self.cell.text

    @property
    def value_name(self):
        return f"{VALUE}{self.cell.name}"

    @property
    def base_name(self):
        return f"{BASE}{self.cell.name}"

    @property
    def state(self):
        return self.unsaved.state if self.unsaved else ""


class LineFields:
    """The fields of a return's lines, their words looked up once for all; `unsaved` is {name of a cell: answer}."""

    def __init__(self, unsaved):
        self.unsaved = unsaved
        self.labels = {name: str(capfirst(DemandLine._meta.get_field(name).verbose_name)) for name in LINE_INPUTS}
        self.options = {
            name: (NOTHING, *((value, str(label)) for value, label in options))
            for name, options in LINE_OPTIONS.items()
        }

    def of(self, cells):
        """{field of a line: CellField} of the cells of one line."""
        return {
            name: CellField(
                cell,
                self.labels[name],
                LINE_INPUTS[name],
                self.options.get(name, ()),
                unsaved=self.unsaved.get(cell.name),
            )
            for name, cell in cells.items()
        }


def question_field(cell, unsaved):
    kind = cell.question.kind
    options = [(option, option) for option in cell.question.options]
    if kind == QuestionKind.YES_NO:
        options = [("yes", _("Yes")), ("no", _("No"))]
    facts = {"required": cell.question.required, "unsaved": unsaved.get(cell.name)}
    return CellField(cell, cell.question.words, QUESTION_INPUTS[kind], (NOTHING, *options), **facts)


def remarks_field(cell, unsaved):
    label = capfirst(DemandReturn._meta.get_field("remarks").verbose_name)
    return CellField(cell, label, "text", unsaved=unsaved.get(cell.name))


class LineAddForm(UserForm):
    """A grade and discipline of which the unit has no posts yet."""

    grade = forms.ModelChoiceField(label=gettext_lazy("Grade"), queryset=Grade.objects.none(), empty_label=None)
    discipline = PickerField(DisciplinePicker, label=gettext_lazy("Discipline"))

    def __init__(self, *args, grades, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grade"].queryset = Grade.objects.filter(pk__in=[grade.pk for grade in grades]).order_by("code")


class CandidateForm(UserForm):
    engineer = PickerField(CandidatePicker, label=gettext_lazy("Person"))
