from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms import UserForm
from posts.models import AppointmentBatch
from posts.selectors.batches import drafts_of


class BatchLoadForm(UserForm):
    """Into which draft the rows of a file go."""

    batch = forms.ModelChoiceField(label=_("Batch"), queryset=AppointmentBatch.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["batch"].queryset = drafts_of(self.user)
