"""Which changes of an applied review were mistakes, and from which day on they are mended."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from establishment.forms.focus import TakesFocus
from establishment.models import PostChange
from office.clock import today
from office.forms import IN_OUR_TIME, DateInput, ReasonField, UserForm
from posts.forms.batches import form_key_field

ONE_DAY = timedelta(1)


class CorrectForm(TakesFocus, UserForm):
    """`selected` is drawn by the page, as a table."""

    begins_page = False
    selected = forms.ModelMultipleChoiceField(
        PostChange.objects.none(), error_messages={"required": _("Choose the changes that are to be taken back.")}
    )
    effective_on = forms.DateField(label=_("Takes effect on"), widget=DateInput, validators=IN_OUR_TIME)
    reason = ReasonField(rows=3)
    form_key = form_key_field()

    def __init__(self, *args, review, changes, all_chosen=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.review, self.changes, self.all_chosen = review, changes, all_chosen
        self.fields["selected"].queryset = changes
        self.initial["effective_on"] = max(today(), review.effective_on + ONE_DAY)

    @property
    def yields_focus(self):
        return "selected" in self.errors

    def get_context(self):
        context = super().get_context()
        return context | {"fields": [row for row in context["fields"] if row[0].name != "selected"]}

    @property
    def choices(self):
        """[(number, change, whether it is chosen)]"""
        chosen = self.data.getlist("selected") if self.is_bound else []
        return [
            (number, change, self.all_chosen or str(change.pk) in chosen)
            for number, change in enumerate(self.changes, 1)
        ]

    def clean_effective_on(self):
        day = self.cleaned_data["effective_on"]
        if day <= self.review.effective_on:
            raise forms.ValidationError(
                _("A correction takes effect after the review that it corrects: later than %(date)s.")
                % {"date": self.review.effective_on}
            )
        return day

    @property
    def facts(self):
        """As `correct_review` takes them."""
        given = dict(self.cleaned_data)
        return {"changes": list(given.pop("selected"))} | given
