"""Input of the page that decides several lines at once."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from office.forms import ReasonField, UserForm
from office.listing import PickerField
from office.pickers import DecisionPicker
from planning.checks.cells import MOST_SEATS
from planning.checks.deciding import why_not_by
from planning.selectors.desk import named

MOST_BY_HAND = 50  # lines that get a number each: a page of the desk
REASON_LENGTH = 500  # of both together, at a line
OWN = "own"
HOW = (  # the field of a line that gives its number
    ("consolidated", _("As consolidated")),
    ("authorised", _("As it is now: further seats are refused, none is given up")),
)


class DecideForm(UserForm):
    """`lines` are those chosen of the survey; `how` gives each its number. With many of them there is no number for each."""

    how = forms.ChoiceField(label=_("How to decide"), widget=forms.RadioSelect, choices=HOW, initial="consolidated")
    decision = PickerField(
        DecisionPicker,
        label=_("Decision"),
        help_text=_("Not on record yet? Record it by the button below: what is typed here is kept."),
    )
    reason = ReasonField(
        required=False,
        help_text=_("Where a number is another than the consolidated one, or corrects what was decided before."),
    )
    quota_reason = ReasonField(label=_("Why beyond the quota"), required=False)

    def __init__(self, *args, survey, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.survey, self.lines = survey, lines
        self.by_hand = len(lines) <= MOST_BY_HAND
        if self.by_hand:
            self.fields["how"].choices = [*HOW, (OWN, _("A number for each line"))]
            for line in lines:
                self.fields[f"number_{line.pk}"] = _number_of(line)
                self.fields[f"reason_{line.pk}"] = _reason_of(line)

    def clean_decision(self):
        decision = self.cleaned_data["decision"]
        if refusal := why_not_by(decision, self.survey):
            raise ValidationError(refusal)
        return decision

    def clean(self):
        cleaned = super().clean()
        if self.by_hand and "how" in cleaned:
            for line in self.lines:
                self._check_number(line, cleaned)
        further = len(cleaned.get("quota_reason", ""))
        for name in ("reason", *(f"reason_{line.pk}" for line in self.lines)):
            if len(cleaned.get(name, "")) + further >= REASON_LENGTH:
                self.add_error(name, _("Both reasons together have less than %d characters.") % REASON_LENGTH)
        return cleaned

    def _check_number(self, line, cleaned):
        """A number that was typed is taken or refused, never left aside."""
        name, how = f"number_{line.pk}", cleaned["how"]
        if name in self.errors:
            return
        if how == OWN and cleaned[name] is None:
            self.add_error(name, _("Give a number."))
        if how != OWN and cleaned[name] not in (None, line.standing, getattr(line, how)):
            self.add_error(name, _("Typed, but not chosen above: choose a number for each line, or take it back."))

    @property
    def rows(self):
        """[(line, its number, its reason)]"""
        own = ((line, self[f"number_{line.pk}"], self[f"reason_{line.pk}"]) for line in self.lines)
        return list(own) if self.by_hand else []

    @property
    def own_reasons(self):
        """{line key: reason of its own} of a valid form."""
        given = ((line.pk, self.cleaned_data.get(f"reason_{line.pk}")) for line in self.lines)
        return {key: reason for key, reason in given if reason}

    def reasons_of(self, lines, explained):
        """{line key: why it gets its number}; the common reason is that of the `explained` lines which say none of their own."""
        common = dict.fromkeys((line.pk for line in explained), self.cleaned_data["reason"])
        reasons = common | self.own_reasons
        return {line.pk: reasons.get(line.pk, "") for line in lines}

    def unsaid(self, lines):
        """Those of the lines for which no reason is given."""
        own = self.own_reasons
        return [] if self.cleaned_data["reason"] else [line for line in lines if line.pk not in own]

    @property
    def numbers(self):
        """{line key: number} of a valid form."""
        how = self.cleaned_data["how"]
        if how == OWN:
            return {line.pk: self.cleaned_data[f"number_{line.pk}"] for line in self.lines}
        return {line.pk: getattr(line, how) for line in self.lines}


def _number_of(line):
    return forms.IntegerField(
        label=named(line),
        min_value=0,
        max_value=MOST_SEATS,
        required=False,
        initial=line.standing,
    )


def _reason_of(line):
    return forms.CharField(
        label=_("Reason of its own: %(line)s") % {"line": named(line)},
        max_length=REASON_LENGTH - 1,
        required=False,
        widget=forms.TextInput({"placeholder": _("same as the common reason")}),
    )
