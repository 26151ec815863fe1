"""Input of the cycle's pages."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from evaluations.enums import CycleStatus
from evaluations.models import Cycle
from office.enums import ADMINISTRATOR_ROLES
from office.forms import CheckCodeField, DateInput, ReasonForm, ScanForm, UserForm, UserModelForm
from office.listing import PickerField
from office.models import Decision, User
from office.pickers import OpenUnitPicker
from rulebooks.enums import RulebookStatus
from rulebooks.models import Regime, ResultGrade


class RegimeField(forms.ModelChoiceField):
    def label_from_instance(self, regime):
        return f"{regime} · {regime.rulebook}"


class CycleForm(UserModelForm):
    """A draft cycle. Only regimes in force and units one administers."""

    regime = RegimeField(label=_("Regime"), queryset=Regime.objects.none())
    unit = PickerField(
        OpenUnitPicker, label=_("Unit"), help_text=_("Its people and those of all units below take part.")
    )

    class Meta:
        model = Cycle
        fields = ("name", "regime", "unit", "year", "as_of", "filing_ends_on")
        widgets = {"as_of": DateInput, "filing_ends_on": DateInput}
        help_texts = {
            "as_of": _("Everyone who holds a post on this day takes part."),
            "filing_ends_on": _("The last day, until midnight."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_force = Regime.objects.filter(rulebook__status=RulebookStatus.IN_FORCE).select_related("rulebook")
        self.fields["regime"].queryset = in_force
        self.fields["year"].min_value = 2000
        self.fields["year"].localize = False

    def clean_unit(self):
        unit = self.cleaned_data["unit"]
        if not self.user.holds(ADMINISTRATOR_ROLES, unit.path):
            raise ValidationError(_("You do not administer this unit."))
        return unit

    def clean(self):
        cleaned = super().clean()
        as_of, ends = cleaned.get("as_of"), cleaned.get("filing_ends_on")
        if as_of and ends and ends < as_of:
            self.add_error("filing_ends_on", _("Sheets are due on or after the day whose holders take part."))
        return cleaned

    def _post_clean(self):
        """The service writes and checks the model; the form only reads fields."""

    def validate_unique(self):
        """Left to the service, which says it in a sentence of its own."""


class SlotsForm(forms.Form):
    """Name and account of every rater slot: fields `name_<key>` and `account_<key>`."""

    def __init__(self, *args, slots, **kwargs):
        super().__init__(*args, **kwargs)
        self.slots = list(slots)
        for slot in self.slots:
            self.fields[f"name_{slot.pk}"] = forms.CharField(
                label=_("Name of slot %(number)s") % {"number": slot.number}, max_length=60, initial=slot.name
            )
            self.fields[f"account_{slot.pk}"] = forms.CharField(
                label=_("Account (sign-in name)"),
                max_length=150,
                required=False,
                initial=slot.user.username if slot.user else "",
            )

    def clean(self):
        cleaned = super().clean()
        wanted = {
            name: value.strip() for name, value in cleaned.items() if name.startswith("account_") and value.strip()
        }
        found = {user.username: user for user in User.objects.filter(username__in=wanted.values(), is_active=True)}
        for name, username in wanted.items():
            if username not in found:
                self.add_error(name, _("There is no account “%(name)s”.") % {"name": username})
        self.accounts = {name: found.get(username) for name, username in wanted.items()}
        return cleaned

    def rows(self):
        """(slot, name field, account field) for the page."""
        return [(slot, self[f"name_{slot.pk}"], self[f"account_{slot.pk}"]) for slot in self.slots]

    def values(self):
        """{slot key: (name, user or None)} for the service."""
        return {
            slot.pk: (self.cleaned_data[f"name_{slot.pk}"].strip(), self.accounts.get(f"account_{slot.pk}"))
            for slot in self.slots
        }


class GradesForm(forms.Form):
    """A grade for the people chosen on the board."""

    grade = forms.ModelChoiceField(label=_("Result grade"), queryset=ResultGrade.objects.none(), empty_label=None)
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, *args, cycle, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grade"].queryset = cycle.regime.result_grades.order_by("rank")


class DecisionForm(UserForm):
    """One of the decisions in sight."""

    decision = forms.ModelChoiceField(label=_("Decision"), queryset=Decision.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = Decision.objects.visible_to(self.user)


class OverrideForm(DecisionForm, ReasonForm):
    allowed = forms.IntegerField(label=_("Allowed number"), min_value=1, max_value=30000)
    field_order = ("allowed", "reason", "decision")


class RoutineNoteForm(forms.Form):
    noted_on = forms.DateField(label=_("Date"), widget=DateInput)
    praise = forms.ChoiceField(
        label=_("Kind"),
        choices=[("True", _("Praise")), ("False", _("Fault"))],
        widget=forms.RadioSelect,
        initial="True",
    )
    criterion_code = forms.ChoiceField(label=_("Criterion it speaks to"), required=False)
    text = forms.CharField(label=_("What was observed"), max_length=2000, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args, criteria=(), **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(criterion.code, criterion.name) for criterion in criteria]
        self.fields["criterion_code"].choices = [("", _("None in particular")), *choices]

    def clean_praise(self):
        return self.cleaned_data["praise"] == "True"


class SheetImportForm(UserForm):
    """Which cycle the score sheets of a workbook belong to."""

    cycle = forms.ModelChoiceField(label=_("Cycle"), queryset=Cycle.objects.none())

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["cycle"].queryset = Cycle.objects.visible_to(user).filter(status=CycleStatus.RATING)


class SignedScanForm(ScanForm):
    """The signed copy of a score summary."""

    code = CheckCodeField(required=False)
