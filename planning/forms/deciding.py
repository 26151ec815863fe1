"""Input of the page that decides several lines at once."""

from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms import ReasonField, UserForm
from office.listing import PickerField
from office.pickers import DecisionPicker

MOST_SEATS = 999
MOST_BY_HAND = 50  # lines that get a number each: a page of the desk
REASON_LENGTH = 500  # of both together, at a line
OWN = "own"
HOW = (  # the field of a line that gives its number
    ("consolidated", _("As consolidated")),
    ("authorised", _("As it is now: further seats are refused, none is given up")),
)


class DecideForm(UserForm):
    """`lines` are those chosen; `how` gives each its number. With many of them there is no number for each."""

    how = forms.ChoiceField(label=_("Number decided"), widget=forms.RadioSelect, choices=HOW, initial="consolidated")
    decision = PickerField(DecisionPicker, label=_("Decision"))
    reason = ReasonField(
        required=False,
        help_text=_("Where a number is another than the consolidated one, or corrects what was decided before."),
    )
    quota_reason = ReasonField(label=_("Why beyond the quota"), required=False)

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = lines
        self.by_hand = len(lines) <= MOST_BY_HAND
        if self.by_hand:
            self.fields["how"].choices = [*HOW, (OWN, _("A number for each line"))]
            for line in lines:
                self.fields[f"number_{line.pk}"] = _number_of(line)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("how") == OWN:
            for line in self.lines:
                name = f"number_{line.pk}"
                if cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Give a number."))
        if len(cleaned.get("reason", "") + cleaned.get("quota_reason", "")) >= REASON_LENGTH:
            self.add_error("quota_reason", _("Both reasons together have less than %d characters.") % REASON_LENGTH)
        return cleaned

    @property
    def rows(self):
        """[(line, its field)]"""
        return [(line, self[f"number_{line.pk}"]) for line in self.lines] if self.by_hand else []

    @property
    def numbers(self):
        """{line key: number} of a valid form."""
        how = self.cleaned_data["how"]
        if how == OWN:
            return {line.pk: self.cleaned_data[f"number_{line.pk}"] for line in self.lines}
        return {line.pk: getattr(line, how) for line in self.lines}


def _number_of(line):
    return forms.IntegerField(
        label=f"{line.demand_return.unit} · {line}",
        min_value=0,
        max_value=MOST_SEATS,
        required=False,
        initial=line.standing,
    )
