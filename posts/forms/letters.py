import datetime
import re
import unicodedata
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from office.clock import day_after, last_day, today
from office.forms import IN_OUR_TIME, CheckCodeField, DateInput, ScanForm, SeenField, growing_rows
from office.papers.words import plain
from posts.enums import Bound
from posts.rules.letters import MOST_GOALS

EMPTY_ROWS, LEAST_ROWS = 3, 5
TERM, OWN_DATES = "term", "dates"
MOST_YEARS = 12


# --- Drafting ---------------------------------------------------------------------------------------
class LetterPeriodForm(forms.Form):
    """Over which time letters are drafted: each term as it is, what of it lies in a calendar year, or in two days of one's own."""

    period = forms.ChoiceField(label=_("Period of the letters"))
    starts_on = forms.DateField(
        label=_("First day"),
        required=False,
        widget=DateInput,
        validators=IN_OUR_TIME,
        help_text=_("For dates of one's own."),
    )
    last_day = forms.DateField(label=_("Last day"), required=False, widget=DateInput, validators=IN_OUR_TIME)
    skip = forms.BooleanField(label=_("Leave out those for whom none can be drafted"), required=False, initial=False)

    def __init__(self, *args, appointments, **kwargs):
        super().__init__(*args, **kwargs)
        years = [(str(year), _("What lies in %(year)d") % {"year": year}) for year in years_of(appointments)]
        self.fields["period"].choices = [
            (TERM, _("The whole term of each")),
            *years,
            (OWN_DATES, _("Dates of one's own")),
        ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("period") == OWN_DATES and not {"starts_on", "last_day"} & set(self.errors):
            first, last = cleaned.get("starts_on"), cleaned.get("last_day")
            if not (first and last):
                raise forms.ValidationError(_("Give the first and the last day of the period."))
            if last < first:
                self.add_error("last_day", _("The last day is before the first."))
        return cleaned

    @property
    def bounds(self):
        """(starts_on, until) of a valid form; (None, None) for the whole term."""
        period = self.cleaned_data["period"]
        if period == TERM:
            return None, None
        if period == OWN_DATES:
            return self.cleaned_data["starts_on"], day_after(self.cleaned_data["last_day"])
        return first_of(int(period)), first_of(int(period) + 1)


def first_of(year):
    return datetime.date(year, 1, 1)


def years_of(appointments):
    """Calendar years that one of the terms touches, the past ones left out."""
    if not appointments:
        return []
    first = max(min(held.starts_on for held in appointments).year, today().year - 1)
    last = max(last_day(held.until) for held in appointments).year
    return list(range(first, last + 1))[:MOST_YEARS]


# --- Goals ------------------------------------------------------------------------------------------
def typed(text):
    """Text as it is kept: line ends of one kind, nothing invisible that comes along when it is pasted from Word."""
    return plain(re.sub(r"\r\n?|\x0b", "\n", text).replace("\t", " "))


class LineField(forms.CharField):
    """One line of plain text."""

    def to_python(self, value):
        return " ".join(typed(super().to_python(value)).split())


class FigureField(forms.DecimalField):
    """A number as people type it: full-width digits and thousands separators count."""

    widget = forms.TextInput

    def __init__(self, **kwargs):
        super().__init__(decimal_places=2, **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).replace(",", "")
        return super().to_python(value)


def _narrow():
    return forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "class": "figure"})


class GoalForm(forms.Form):
    """One row; a row left empty is no goal."""

    content = LineField(label=_("Goal"), max_length=300, widget=forms.Textarea({"rows": 2}))
    bound = forms.ChoiceField(label=_("Target asks for"), choices=Bound, initial=Bound.AT_LEAST, required=False)
    target = FigureField(label=_("Target"), max_digits=14, required=False, widget=_narrow())
    measure = LineField(label=_("Unit of measurement"), max_length=20, required=False, widget=forms.TextInput)
    weight = FigureField(
        label=_("Weight in per cent"), max_digits=5, min_value=Decimal("0.01"), max_value=100, widget=_narrow()
    )
    due_on = forms.DateField(label=_("By when"), required=False, widget=DateInput)

    def has_changed(self):
        """A bound alone makes no goal."""
        return self.changed_data not in ([], ["bound"])

    def clean_bound(self):
        return self.cleaned_data["bound"] or Bound.AT_LEAST


class GoalRows(forms.BaseFormSet):
    """Rows for the goals there are and a few empty ones; every row may be emptied, and with it the goal goes."""

    def initial_form_count(self):
        return 0

    @property
    def goals(self):
        """The filled rows of a valid form set, in their order."""
        return [form.cleaned_data for form in self.forms if form.has_changed()]


def goal_rows(data=None, *, goals=(), more=0):
    """The rows, filled from `data` or else from `goals`, with `more` rows than were sent."""
    initial = [_as_typed(goal) for goal in goals]
    sizes = {"empty": max(EMPTY_ROWS, LEAST_ROWS - len(initial)), "most": MOST_GOALS, "more": more}
    return growing_rows(GoalForm, GoalRows, "goals", data=data, initial=initial, **sizes)


def _as_typed(goal):
    facts = {name: getattr(goal, name) for name in GoalForm.base_fields}
    return facts | {name: facts[name] and f"{facts[name].normalize():f}" for name in ("target", "weight")}


class LetterForm(forms.Form):
    """What else is agreed; `seen` says as of when the form was made."""

    remarks = forms.CharField(
        label=_("Rights, duties and support agreed"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": 6}),
    )
    seen = SeenField()

    def clean_remarks(self):
        return typed(self.cleaned_data["remarks"]).strip()


# --- Scans ------------------------------------------------------------------------------------------
class LetterScanForm(ScanForm):
    """The signed copy and the code on it."""

    code = CheckCodeField(help_text=_("Letters and digits at its foot; they say which goals were signed."))


class LetterCopyForm(forms.Form):
    """From which letter the goals come; `choices` are those in sight."""

    source = forms.ChoiceField(label=_("Copy from"), widget=forms.RadioSelect)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = choices
