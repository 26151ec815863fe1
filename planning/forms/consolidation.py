"""What a subsidiary enters: numbers line by line, into which line others are merged, which returns go up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms import ReasonField
from office.keys import is_key
from planning.checks.cells import MOST_SEATS
from planning.checks.consolidation import LONGEST_KEPT, longest_reason

MOST_LINES = 200  # of one saving or merging


class SeatsField(forms.IntegerField):
    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_value=MOST_SEATS, **kwargs)


class ConsolidatedForm(forms.Form):
    """One line of the desk: its number, why it is another than the wanted one, and the state in which it was shown."""

    number = SeatsField(label=_("Consolidated number"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_KEPT, required=False)
    seen = forms.CharField(max_length=64)


def entered(data):
    """{line key: ConsolidatedForm} of all the lines that a page sends."""
    keys = [name.removeprefix("seen-") for name in data if name.startswith("seen-")]
    return {int(key): _Prefixed(data, key) for key in keys[:MOST_LINES] if is_key(key)}


class _Prefixed(ConsolidatedForm):
    def __init__(self, data, key):
        super().__init__(data, prefix=key)

    def add_prefix(self, field_name):
        return f"{field_name}-{self.prefix}"


class MergeForm(forms.Form):
    """Into which of the chosen lines the others go, how many seats it then asks for, and why."""

    target = forms.TypedChoiceField(label=_("Merge into the line of"), coerce=int, widget=forms.RadioSelect)
    number = SeatsField(
        label=_("Number of seats together"),
        help_text=_("Those that the other units keep are not among them. Left empty it is added up."),
        required=False,
    )

    def __init__(self, *args, targets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"] = ReasonField(max_length=min(map(longest_reason, targets)))
        self.fields["target"].choices = [(line.pk, str(line.demand_return.unit)) for line in targets]


def chosen_returns(data):
    """{key of a return: the code of its numbers when it was shown} of the ticked boxes, whose values are "key:code"."""
    pairs = (value.partition(":") for value in data.getlist("returns"))
    return {int(key): code for key, _colon, code in pairs if is_key(key)}


class SeparateForm(forms.Form):
    """How many seats the other line keeps, and why the merged one stands for itself again."""

    number = SeatsField(label=_("Number of seats that remain"))
    reason = ReasonField(max_length=LONGEST_KEPT)
