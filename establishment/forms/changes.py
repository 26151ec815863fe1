"""Input of one change of a review, and of what becomes of a holder."""

from django import forms
from django.utils.translation import gettext_lazy as _

from establishment.enums import FIELDS_OF_KIND, NEEDED_OF_KIND, ChangeKind, Fate
from establishment.models import PostChange
from establishment.models.post_change import CONTENT
from office.forms import DateInput, UserForm
from office.listing import PickerField
from office.pickers import OpenUnitPicker
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


class FateForm(UserForm):
    fate = forms.ChoiceField(label=_("What becomes of the holder"), choices=Fate)
    post = PickerField(
        PostPicker, label=_("To the post"), required=False, help_text=_("Of who moves to a post there is.")
    )
    to_change = forms.ModelChoiceField(
        PostChange.objects.none(),
        label=_("To a post of this review"),
        required=False,
        help_text=_("Of who moves to a new post, or to a further seat of one."),
    )
    number = forms.IntegerField(label=_("Seat"), min_value=1, max_value=999, required=False)
    ends_on = forms.DateField(label=_("Ends on"), required=False, widget=DateInput)
    end_reason = forms.ChoiceField(
        label=_("End reason"),
        required=False,
        choices=[("", "—"), *((one.value, one.label) for one in EndReason if one not in REASONS_OF_OTHER_ACTS)],
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, review, **kwargs):
        super().__init__(*args, **kwargs)
        leading = review.changes.filter(kind__in=(ChangeKind.CREATE, ChangeKind.REVISE, ChangeKind.REOPEN))
        self.fields["to_change"].queryset = leading.select_related("post").order_by("position")

    def clean(self):
        cleaned = super().clean()
        fate = cleaned.get("fate")
        if fate == Fate.MOVE and not self.errors:
            self._find_the_seat(cleaned)
        elif fate == Fate.END:
            for name in ("ends_on", "end_reason"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Please fill this in."))
        return cleaned

    def _find_the_seat(self, cleaned):
        post, change, number = (cleaned.get(name) for name in ("post", "to_change", "number"))
        if bool(post) == bool(change):
            self.add_error("post", _("Say to which post: one there is, or one of this review."))
        elif not number:
            self.add_error("number", _("Please fill this in."))
        elif post:
            self.seat = Seat.objects.filter(post=post, number=number).first()
            if self.seat is None:
                self.add_error("number", _("The post has no such seat."))

    @property
    def facts(self):
        """As `set_fate` takes them."""
        given = self.cleaned_data
        facts = {"fate": given["fate"], "reason": given["reason"]}
        if given["fate"] == Fate.END:
            return facts | {"ends_on": given["ends_on"], "end_reason": given["end_reason"]}
        if given["fate"] == Fate.MOVE and given["post"]:
            return facts | {"seat": self.seat}
        if given["fate"] == Fate.MOVE:
            return facts | {"to_change": given["to_change"], "number": given["number"]}
        return facts
