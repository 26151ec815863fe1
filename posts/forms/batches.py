"""Input of the pages of a batch itself; that of its rows is in `batch_rows`."""

import secrets

from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms import CatchesUp, DateInput, SeenField, UserForm, UserModelForm
from office.listing import PickerField
from office.pickers import DecisionPicker, OpenUnitPicker
from posts.models import AppointmentBatch
from posts.rules import batches as rules


def new_key():
    return secrets.token_hex(16)


def form_key_field():
    """What tells a form that is sent a second time from a second form."""
    return forms.CharField(widget=forms.HiddenInput, max_length=32, required=False, initial=new_key)


class DraftForm(CatchesUp, UserModelForm):
    """Of what is drafted for a meeting: a new one is made once per form; later its unit stays, and a change answers `seen`."""

    seen = SeenField()
    form_key = form_key_field()

    class Meta:
        fields = ("title", "unit", "effective_on", "explanation")
        labels = {
            "title": _("Title"),
            "effective_on": _("Takes effect on"),
            "explanation": _("Explanation for the meeting"),
        }
        widgets = {"effective_on": DateInput, "explanation": forms.Textarea({"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["unit"], self.fields["form_key"]
            self.initial["seen"] = self.instance.updated_at
        else:
            del self.fields["seen"]


class BatchForm(DraftForm):
    unit = PickerField(
        OpenUnitPicker, label=_("Unit"), help_text=_("The batch is about posts of this unit and everything below it.")
    )

    class Meta(DraftForm.Meta):
        model = AppointmentBatch
        help_texts = {"effective_on": _("Extensions count from this day on; other rows may say a day of their own.")}

    def clean_unit(self):
        unit = self.cleaned_data["unit"]
        if not rules.can_prepare(self.user, unit):
            raise forms.ValidationError(_("You do not prepare batches for this unit."))
        return unit


class BatchDecisionForm(CatchesUp, UserForm):
    """The decision of a meeting, or that there was none on record."""

    decision = PickerField(DecisionPicker, label=_("Decision"), required=False)
    historic = forms.BooleanField(
        label=_("Historic: done before decisions were recorded here"),
        required=False,
        help_text=_("Nothing is numbered then, and no certificate is made."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("decision")) == cleaned["historic"]:
            raise forms.ValidationError(_("Choose the decision, or mark the batch as historic."))
        return cleaned
