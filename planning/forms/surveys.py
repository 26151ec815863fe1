"""Input of a survey: its facts, the limits per grade, the questions; and of the acts that ask for a day or a unit."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from office.enums import UnitKind
from office.forms import (
    IN_OUR_TIME,
    CatchesUp,
    DateInput,
    ReasonField,
    SeenField,
    UserForm,
    UserModelForm,
    growing_rows,
)
from office.listing import PickerField
from office.pickers import OpenUnitPicker
from planning.checks.cells import MOST_SEATS
from planning.enums import ANSWERING_KINDS, QuestionKind
from planning.models import DemandSurvey
from planning.rules import surveys as rules
from posts.forms.batches import form_key_field
from rulebooks.models import Grade

MOST_QUESTIONS = 50
EMPTY_ROWS = 2
DAYS = ("as_of", "opens_on", "closes_on")
KINDS = [(kind.value, kind.label) for kind in UnitKind if kind in ANSWERING_KINDS]


class _SurveyForm(UserModelForm):
    """Facts that every form of a survey asks for: its days follow one another, as the model demands."""

    class Meta:
        model = DemandSurvey
        fields = ("title", *DAYS)
        labels = {
            "title": _("Title"),
            "as_of": _("Facts as of"),
            "opens_on": _("First day to answer"),
            "closes_on": _("Last day to answer"),
        }
        widgets = dict.fromkeys(DAYS, DateInput)
        help_texts = {
            "as_of": _("Authorised, held and retiring seats are those of this day; not after the first day to answer."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in DAYS:
            self.fields[name].validators += IN_OUR_TIME

    def clean(self):
        cleaned = super().clean()
        as_of, opens_on, closes_on = map(cleaned.get, DAYS)
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", _("The last day to answer is not before the first."))
        if as_of and opens_on and as_of > opens_on:
            self.add_error("as_of", _("The facts are of a day that has come when answering begins."))
        return cleaned


class _AskingForm(_SurveyForm):
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of units that answer"), choices=KINDS, widget=forms.CheckboxSelectMultiple
    )

    class Meta(_SurveyForm.Meta):
        fields = (*_SurveyForm.Meta.fields, "kinds", "guidance")
        labels = _SurveyForm.Meta.labels | {"guidance": _("Guidance for the units")}
        widgets = _SurveyForm.Meta.widgets | {"guidance": forms.Textarea({"rows": 6})}


class SurveyForm(_AskingForm):
    """A new draft."""

    field_order = ("title", "unit", "kinds", *DAYS, "guidance")
    unit = PickerField(OpenUnitPicker, label=_("Unit"), help_text=_("The units below it are asked."))
    form_key = form_key_field()

    class Meta(_AskingForm.Meta):
        fields = (*_AskingForm.Meta.fields, "unit")

    def clean_unit(self):
        unit = self.cleaned_data["unit"]
        if not rules.can_prepare(self.user, unit):
            raise forms.ValidationError(_("You do not prepare surveys for this unit."))
        return unit


class SurveyCopyForm(_SurveyForm):
    """What is not taken over from the survey that is copied."""

    form_key = form_key_field()


class SurveyUpdateForm(CatchesUp, _AskingForm):
    """A draft anew, with the most seats of each grade that a unit may ask for."""

    field_order = ("title", "kinds", *DAYS, "guidance")
    seen = SeenField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.updated_at
        most = dict(self.instance.limits.values_list("grade", "most"))
        for grade in self.grades:
            self.fields[_limit(grade)] = forms.IntegerField(
                label=grade.name,
                required=False,
                min_value=0,
                max_value=MOST_SEATS,
                initial=most.get(grade.pk),
                widget=forms.NumberInput({"class": "figure"}),
            )

    @cached_property
    def grades(self):
        return list(Grade.objects.order_by("ladder", "code"))

    @property
    def limit_fields(self):
        return [self[_limit(grade)] for grade in self.grades]

    @property
    def fact_fields(self):
        limits = {_limit(grade) for grade in self.grades}
        return [field for field in self.visible_fields() if field.name not in limits]

    @property
    def limits(self):
        """{grade: most} of those that are filled in, of a valid form."""
        given = {grade: self.cleaned_data[_limit(grade)] for grade in self.grades}
        return {grade: most for grade, most in given.items() if most is not None}

    @property
    def facts(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields}


def _limit(grade):
    return f"limit_{grade.pk}"


# --- Questions -------------------------------------------------------------------------------------------------
class QuestionForm(forms.Form):
    """One question; a row without words is none."""

    position = forms.IntegerField(
        label=_("Order"), required=False, min_value=1, max_value=999, widget=forms.NumberInput({"class": "place"})
    )
    words = forms.CharField(label=_("Question"), max_length=200, widget=forms.Textarea({"rows": 2}))
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=QuestionKind, initial=QuestionKind.TEXT, required=False)
    choices = forms.CharField(
        label=_("Answers to choose from, one a line"), required=False, widget=forms.Textarea({"rows": 2})
    )
    required = forms.BooleanField(label=_("Must be answered"), required=False, initial=True)

    def has_changed(self):
        return bool(set(self.changed_data) & {"words", "choices"})

    def clean_kind(self):
        return self.cleaned_data["kind"] or QuestionKind.TEXT

    def clean_words(self):
        return " ".join(self.cleaned_data["words"].split())

    def clean(self):
        cleaned = super().clean()
        offered = [line.strip() for line in cleaned.get("choices", "").splitlines() if line.strip()]
        cleaned["choices"] = "\n".join(dict.fromkeys(offered)) if cleaned.get("kind") == QuestionKind.CHOICE else ""
        if cleaned.get("kind") == QuestionKind.CHOICE and len(offered) < 2:
            self.add_error("choices", _("Give at least two answers, each on a line of its own."))
        return cleaned


class QuestionRows(forms.BaseFormSet):
    """Rows for the questions there are and some empty ones; a row that is emptied takes its question away."""

    def initial_form_count(self):
        return 0

    @property
    def questions(self):
        """The filled rows of a valid form set, by their numbers; those without one come last."""
        filled = [form.cleaned_data for form in self.forms if form.has_changed()]
        numbered = sorted(filled, key=lambda row: row["position"] or MOST_QUESTIONS * 100)
        return [{name: row[name] for name in ("words", "kind", "choices", "required")} for row in numbered]


def question_rows(data=None, *, questions=(), more=0):
    """The rows, filled from `data` or else from `questions`, with `more` rows than were sent."""
    initial = [{name: getattr(question, name) for name in QuestionForm.base_fields} for question in questions]
    sizes = {"empty": EMPTY_ROWS, "most": MOST_QUESTIONS, "more": more}
    return growing_rows(QuestionForm, QuestionRows, "questions", data=data, initial=initial, **sizes)


# --- Acts ------------------------------------------------------------------------------------------------------
class SurveyUnitForm(UserForm):
    unit = PickerField(OpenUnitPicker, label=_("Unit"))


class SurveyFileForm(forms.Form):
    """A file of the guidance; `refusal` says why an upload did not arrive."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Word, Excel or PowerPoint file or picture."),
        error_messages={"empty": _("The file is empty.")},
    )

    def __init__(self, *args, refusal="", **kwargs):
        super().__init__(*args, **kwargs)
        if refusal:
            self.fields["file"].error_messages["required"] = refusal


class SurveyReopenForm(forms.Form):
    closes_on = forms.DateField(label=_("New last day to answer"), widget=DateInput, validators=IN_OUR_TIME)
    reason = ReasonField()


class ReturnExtendForm(forms.Form):
    due_on = forms.DateField(label=_("New last day of this unit"), widget=DateInput, validators=IN_OUR_TIME)
    reason = ReasonField()
