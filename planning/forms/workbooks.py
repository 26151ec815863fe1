from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms import UserForm
from planning.models import DemandSurvey
from planning.selectors.workbooks import surveys_to_load_into


class DemandLoadForm(UserForm):
    """Of which survey the returns of a file are."""

    survey = forms.ModelChoiceField(label=_("Demand survey"), queryset=DemandSurvey.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["survey"].queryset = surveys_to_load_into(self.user)
