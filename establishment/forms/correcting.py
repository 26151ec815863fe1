"""Which changes of an applied review were mistakes, and from which day on they are mended."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from establishment.forms.focus import TakesFocus
from establishment.models import PostChange
from office.clock import today
from office.forms import IN_OUR_TIME, DateInput, ReasonField, UserForm
from office.keys import is_key
from office.scope import subtree
from posts.forms.batches import form_key_field

ONE_DAY = timedelta(1)


class ChangesField(forms.ModelMultipleChoiceField):
    def clean(self, value):
        return super().clean([key for key in value or () if is_key(key)])


class CorrectForm(TakesFocus, UserForm):
    """`selected` is drawn by the page, as a table: of posts that left the review's unit there is nothing to choose."""

    begins_page = False
    selected = ChangesField(
        PostChange.objects.none(), error_messages={"required": _("Choose the changes that are to be taken back.")}
    )
    effective_on = forms.DateField(label=_("Takes effect on"), widget=DateInput, validators=IN_OUR_TIME)
    reason = ReasonField(rows=3)
    form_key = form_key_field()

    def __init__(self, *args, review, all_chosen=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.review, self.all_chosen = review, all_chosen and not self.is_bound
        changes = review.changes.select_related("post", "result__unit").order_by("position")
        self.fields["selected"].queryset = changes.filter(subtree(review.unit.path, "result__unit__path"))
        self.initial["effective_on"] = max(today(), review.effective_on + ONE_DAY)

    @property
    def yields_focus(self):
        return "selected" in self.errors

    def get_context(self):
        context = super().get_context()
        return context | {"fields": [row for row in context["fields"] if row[0].name != "selected"]}

    @property
    def choices(self):
        """[(number in the review, change, whether it is chosen)]; two queries."""
        chosen = self.data.getlist("selected") if self.is_bound else []
        keys = self.review.changes.order_by("position").values_list("pk", flat=True)
        numbers = {key: number for number, key in enumerate(keys, 1)}
        return [
            (numbers[change.pk], change, self.all_chosen or str(change.pk) in chosen)
            for change in self.fields["selected"].queryset
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
