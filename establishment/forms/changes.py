"""Input of one change of a review, and of what becomes of a holder."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from establishment.enums import FIELDS_OF_FATE, FIELDS_OF_KIND, NEEDED_OF_KIND, ChangeKind, Fate
from establishment.models import PostChange
from establishment.models.post_change import CONTENT
from office.forms import IN_OUR_TIME, CatchesUp, DateInput, ReasonField, UserForm
from office.listing import PickerField
from office.pickers import OpenUnitPicker
from office.sentences import listed
from posts.enums import REASONS_OF_OTHER_ACTS, EndReason
from posts.models import Seat
from posts.pickers import PostPicker
from rulebooks.models import Grade
from talent.pickers import DisciplinePicker

TEXTS = ("title", "duties")


class ChangeForm(UserForm):
    """What a kind does not speak of is left alone; what is left empty stays as it is."""

    kind = forms.ChoiceField(label=_("Kind of change"), choices=ChangeKind)
    post = PickerField(PostPicker, label=_("Post"), required=False, help_text=_("Of any change but a new post."))
    code = forms.CharField(label=_("Code of the new post"), max_length=40, required=False)
    unit = PickerField(OpenUnitPicker, label=_("Unit"), required=False)
    discipline = PickerField(DisciplinePicker, label=_("Discipline"), required=False)
    grade = forms.ModelChoiceField(Grade.objects.order_by("code"), label=_("Grade"), required=False)
    authorised = forms.IntegerField(label=_("Authorised seats"), min_value=1, max_value=999, required=False)
    title = forms.CharField(label=_("Title of the post"), max_length=120, required=False)
    duties = forms.CharField(label=_("Duties of the post"), widget=forms.Textarea({"rows": 4}), required=False)
    successor = PickerField(
        PostPicker, label=_("Succeeded by"), required=False, help_text=_("Of a post that is abolished.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2}), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, change=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.change = change
        if change:
            del self.fields["post"], self.fields["code"]
            kinds = [kind for kind in ChangeKind if (kind == ChangeKind.CREATE) == (change.kind == ChangeKind.CREATE)]
            self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["reason"].required = change is None or change.line_id is None

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if not kind:
            return cleaned
        if not self.change:
            self._name_its_post(kind, cleaned)
        for name in set(CONTENT) - FIELDS_OF_KIND[kind]:
            if cleaned.get(name):
                self.add_error(name, _("This kind of change says nothing of it."))
        for name in NEEDED_OF_KIND.get(kind, ()):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Please fill this in."))
        if cleaned.get("successor") and kind != ChangeKind.ABOLISH:
            self.add_error("successor", _("Only a post that is abolished has a successor."))
        return cleaned

    def _name_its_post(self, kind, cleaned):
        wanted, other = ("code", "post") if kind == ChangeKind.CREATE else ("post", "code")
        if not cleaned.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, _("Please fill this in."))
        if cleaned.get(other):
            self.add_error(other, _("A new post has a code; any other change names its post."))

    @property
    def facts(self):
        """As the services take them; an empty text stays as it is."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return given | {name: given[name] or None for name in TEXTS}


class PlaceField(forms.ModelChoiceField):
    """Changes of the review by which seats are free; `free` says which."""

    free = {}

    def label_from_instance(self, change):
        return gettext("%(change)s (free seats: %(seats)s)") % {
            "change": change,
            "seats": listed(self.free.get(change.pk, [])),
        }


class FateForm(CatchesUp, UserForm):
    """One fate, chosen beforehand, with what it asks."""

    fate = forms.ChoiceField(choices=Fate, widget=forms.HiddenInput)
    post = PickerField(PostPicker, label=_("To the post"), required=False)
    to_change = PlaceField(
        PostChange.objects.none(),
        label=_("Or to a post of this review"),
        required=False,
        help_text=_("A new post, or one with further seats."),
    )
    number = forms.IntegerField(
        label=_("Seat"), min_value=1, max_value=999, required=False, help_text=_("Empty: the first that is free.")
    )
    ends_on = forms.DateField(
        label=_("First day without the post"), required=False, widget=DateInput, validators=IN_OUR_TIME
    )
    end_reason = forms.ChoiceField(
        label=_("End reason"),
        required=False,
        choices=[("", "—"), *((one.value, one.label) for one in EndReason if one not in REASONS_OF_OTHER_ACTS)],
    )
    reason = ReasonField(required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, fate, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["fate"], self.places = fate, places
        for name in frozenset().union(*FIELDS_OF_FATE.values()) - FIELDS_OF_FATE[fate]:
            del self.fields[name]
        if fate == Fate.MOVE:
            field = self.fields["to_change"]
            field.free = places.of_changes
            field.queryset = PostChange.objects.filter(pk__in=field.free).select_related("post").order_by("position")
        if fate == Fate.END:
            self.fields["ends_on"].required = self.fields["end_reason"].required = True

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("fate") == Fate.MOVE and not self.errors:
            self._find_the_seat(**{name: cleaned[name] for name in FIELDS_OF_FATE[Fate.MOVE]})
        return cleaned

    def _find_the_seat(self, post, to_change, number):
        if bool(post) == bool(to_change):
            self.add_error("post", _("Say to which post: one there is, or one of this review."))
        elif to_change:
            self.place = {"to_change": to_change, "number": number or self.places.of_changes[to_change.pk][0]}
        else:
            self._find_on(post, number)

    def _find_on(self, post, number):
        seat = Seat.objects.filter(post=post, number=number).first() if number else self.places.first_seat(post)
        if seat is None:
            self.add_error("number", _("The post has no such seat, or none is free."))
        self.place = {"seat": seat}

    @property
    def facts(self):
        """As `set_fate` takes them."""
        given = self.cleaned_data
        own = (
            self.place if given["fate"] == Fate.MOVE else {name: given[name] for name in FIELDS_OF_FATE[given["fate"]]}
        )
        return {"fate": given["fate"], "reason": given["reason"]} | own
