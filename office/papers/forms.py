from django import forms
from django.utils.translation import gettext_lazy as _


class TemplateForm(forms.Form):
    """A Word file that takes the place of the one in use, and what is different in it."""

    file = forms.FileField(
        label=_("Word file"),
        widget=forms.ClearableFileInput({"accept": ".docx"}),
        error_messages={"empty": _("The file is empty.")},
    )
    note = forms.CharField(
        label=_("What is different"), max_length=200, help_text=_("One line; kept with the version.")
    )

    def __init__(self, *args, refusal="", **kwargs):
        super().__init__(*args, **kwargs)
        if refusal:
            self.fields["file"].error_messages["required"] = refusal
