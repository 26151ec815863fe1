from django import forms
from django.utils.translation import gettext_lazy as _

from office.clock import today
from office.forms import IN_OUR_TIME, DateInput, ReasonField, SeenField, UserForm
from office.listing import PickerField
from office.pickers import DecisionPicker, OpenUnitPicker
from posts.forms.codes import new_post_code
from rulebooks.models import Grade
from talent.pickers import DisciplinePicker

MOST_SEATS = 99
GROUND = ("starts_on", "decision", "historic", "reason")


class GroundForm(UserForm):
    """From which day on, by which decision and why. `changes` are the other fields: what the post is to be."""

    starts_on = forms.DateField(label=_("Takes effect on"), initial=today, widget=DateInput, validators=IN_OUR_TIME)
    decision = PickerField(DecisionPicker, label=_("Decision"), required=False)
    historic = forms.BooleanField(
        label=_("Historic, before decisions were recorded"),
        required=False,
        help_text=_("Instead of a decision, for what is entered later."),
    )
    reason = ReasonField()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") and cleaned.get("historic"):
            raise forms.ValidationError(_("Cite the decision, or mark the change as historic; not both."))
        return cleaned

    @property
    def ground(self):
        return {name: self.cleaned_data[name] for name in GROUND}

    @property
    def changes(self):
        return {name: value for name, value in self.cleaned_data.items() if name not in (*GROUND, "seen")}


class _OfPostForm(GroundForm):
    """Of a post that is there: it knows as of when it was made."""

    seen = SeenField()

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        self.post = post
        self.fields["seen"].initial = post.updated_at


class PostStatusForm(_OfPostForm):
    """The new status is said by the address."""


class _PlaceForm(forms.Form):
    """Where a post stands and what it is."""

    unit = PickerField(OpenUnitPicker, label=_("Unit"))
    discipline = PickerField(DisciplinePicker, label=_("Discipline"))
    grade = forms.ModelChoiceField(Grade.objects.order_by("code"), label=_("Grade"))
    authorised = forms.IntegerField(label=_("Authorised seats"), min_value=1, max_value=MOST_SEATS)
    title = forms.CharField(label=_("Post title"), max_length=120, required=False)
    duties = forms.CharField(label=_("Duties of the post"), required=False, widget=forms.Textarea({"rows": 6}))


class PostRevisionForm(_OfPostForm, _PlaceForm):
    field_order = ("unit", "discipline", "grade", "authorised", "title", "duties", *GROUND)

    def __init__(self, *args, post, **kwargs):
        facts = {name: getattr(post, name) for name in _PlaceForm.base_fields}
        super().__init__(*args, post=post, initial=facts, **kwargs)


class PostCreateForm(GroundForm, _PlaceForm):
    field_order = ("code", "unit", "discipline", "grade", "authorised", "title", "duties", *GROUND)
    code = forms.CharField(label=_("Post code"), max_length=40)

    def clean_code(self):
        return new_post_code(self.cleaned_data["code"])
