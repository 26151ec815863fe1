from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from office.forms import CheckCodeField, ReasonForm, ScanForm


class Receiver(TextChoices):
    """To whom a return is sent back."""

    UNIT = "unit", _("The unit, to fill it in again")
    SUBSIDIARY = "subsidiary", _("The subsidiary, to consolidate it again")


class SendBackForm(ReasonForm):
    """Why; and to whom of the `receivers`, where it is not the unit alone.

    An older page may name one who is none any more: the service says why not.
    """

    to = forms.ChoiceField(label=_("Send back to"), choices=Receiver, widget=forms.RadioSelect)
    field_order = ("to",)

    def __init__(self, *args, receivers, **kwargs):
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        to.widget.choices, to.initial = [(receiver.value, receiver.label) for receiver in receivers], receivers[0]
        if receivers == [Receiver.UNIT]:
            to.widget, to.required = forms.HiddenInput(), False

    @property
    def to_subsidiary(self):
        return self.cleaned_data.get("to") == Receiver.SUBSIDIARY


class ReturnScanForm(ScanForm):
    """The stamped copy and the code on it."""

    code = CheckCodeField(help_text=_("Letters and digits at its foot; they say which numbers were signed."))
