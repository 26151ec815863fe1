"""What every form of the house starts from."""

from django import forms
from django.utils.translation import gettext_lazy as _

from office.listing.pickers import PickerField


class _KnowsItsUser:
    """Takes `user=`, and tells it to the pickers, which offer only what this user sees."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        for field in self.fields.values():
            if isinstance(field, PickerField):
                field.user = user


class UserForm(_KnowsItsUser, forms.Form):
    pass


class UserModelForm(_KnowsItsUser, forms.ModelForm):
    pass


class ReasonForm(forms.Form):
    """For acts that must say why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}))


class DateInput(forms.DateInput):
    """The browser's own calendar; without one, a date typed as 2026-11-22."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")
