from django import forms
from django.utils.translation import gettext_lazy as _

from office.clock import today
from office.forms import IN_OUR_TIME, DateInput, ReasonField, ScanForm
from posts.selectors.certificates import numbers_of


class DocumentForm(ScanForm):
    """Number, date and scan of the appointment document; the scan may come later, and replaces an earlier one."""

    number = forms.CharField(
        label=_("Document number"), max_length=60, help_text=_("As the office-automation system gave it.")
    )
    dated_on = forms.DateField(label=_("Date of the document"), widget=DateInput, validators=IN_OUR_TIME)

    field_order = ("number", "dated_on", "scan", "reason")

    def __init__(self, *args, batch, **kwargs):
        document = batch.document
        initial = {"number": document.number, "dated_on": batch.document_on} if document else {"dated_on": today()}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["scan"].required = bool(kwargs.get("refusal"))
        if document:
            self.fields["reason"] = ReasonField(
                required=False, help_text=_("Needed if the number or the date is corrected.")
            )
            self.order_fields(self.field_order)

    def clean_number(self):
        return " ".join(self.cleaned_data["number"].split())


class CertificateScanForm(ScanForm):
    """Signed copies; where some of the certificates were never printed here, whether these were written by hand."""

    by_hand = forms.BooleanField(
        label=_("Written by hand"),
        required=False,
    )

    def __init__(self, *args, unprinted, **kwargs):
        super().__init__(*args, **kwargs)
        if not unprinted:
            del self.fields["by_hand"]
            return
        self.fields["by_hand"].help_text = _(
            "Never printed here: %(numbers)s. Print first and have it signed; only what was written by hand needs no printing."
        ) % {"numbers": numbers_of(unprinted)}
