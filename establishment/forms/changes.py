"""Input of one change of a review, and of what becomes of a holder."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from establishment.checks.facts import outlasts_term
from establishment.checks.ground import Ground
from establishment.enums import FIELDS_OF_FATE, FIELDS_OF_KIND, NEEDED_OF_KIND, ChangeKind, Fate
from establishment.forms.focus import TakesFocus
from establishment.models import PostChange
from establishment.models.post_change import CONTENT
from establishment.pickers import PICKERS_OF_KIND, ReceivingPostPicker, StandingPostPicker
from office.forms import IN_OUR_TIME, CatchesUp, DateInput, ReasonField, UserForm
from office.listing import PickerField
from office.pickers import OpenUnitPicker
from office.sentences import listed
from posts.enums import REASONS_OF_OTHER_ACTS, STANDING_POSTS, EndReason, PostStatus
from posts.forms.codes import new_post_code
from posts.forms.post_changes import MOST_SEATS
from posts.models import Post, Seat
from rulebooks.models import Grade
from talent.pickers import DisciplinePicker

TEXTS = ("title", "duties")
SUCCESSORS = ("successor", "successor_change")
LONGEST_OVERDUE = timedelta(366)  # from the day of the review on, for who holds a seat though the term is over


class NewPostField(forms.ModelChoiceField):
    """Posts that the review sets up."""

    def label_from_instance(self, change):
        return " · ".join(filter(None, (change.code, change.title, str(change.unit or ""))))


class ChangeForm(TakesFocus, CatchesUp, UserForm):
    """One kind of change, chosen beforehand, with what it may say; what is left empty stays as it is."""

    kind = forms.ChoiceField(widget=forms.HiddenInput)
    post = PickerField(StandingPostPicker, label=_("Post"))
    code = forms.CharField(label=_("Code of the new post"), max_length=40)
    unit = PickerField(OpenUnitPicker, label=_("Unit"))
    discipline = PickerField(DisciplinePicker, label=_("Discipline"), required=False)
    grade = forms.ModelChoiceField(Grade.objects.order_by("code"), label=_("Grade"))
    authorised = forms.IntegerField(label=_("Authorised seats"), min_value=1, max_value=MOST_SEATS, required=False)
    title = forms.CharField(label=_("Title of the post"), max_length=120, required=False)
    duties = forms.CharField(label=_("Duties of the post"), widget=forms.Textarea({"rows": 4}), required=False)
    successor = PickerField(StandingPostPicker, label=_("Succeeded by"), required=False)
    successor_change = NewPostField(
        PostChange.objects.none(), label=_("Or by a new post of this review"), required=False
    )
    reason = ReasonField(required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, kind, review, change=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["kind"], self.kind, self.review, self.change = kind, kind, review, change
        self.fields["kind"].choices = [(kind.value, kind.label)]
        for name in {*CONTENT, "post", "code", *SUCCESSORS} - self._asked(kind, change):
            del self.fields[name]
        if "post" in self.fields:
            self.fields["post"] = PickerField(PICKERS_OF_KIND[kind], label=_("Post"))
            self.fields["post"].user = self.user
        for name in {"post", "unit"} & set(self.fields):
            self.fields[name].within = review.unit
        for name in NEEDED_OF_KIND.get(kind, ()):
            self.fields[name].required = True
        if kind == ChangeKind.ABOLISH:
            new = review.changes.filter(kind=ChangeKind.CREATE).select_related("unit").order_by("position")
            self.fields["successor_change"].queryset = new
        if kind != ChangeKind.CREATE:
            post = change.post if change else self._chosen_post()
            self._hint(post if post and review.unit.covers(post.unit.path) else None)
        if "post" in self.fields and kind != ChangeKind.ABOLISH:
            self._hint_anew()
        self.fields["reason"].required = change is None or change.line_id is None

    @staticmethod
    def _asked(kind, change):
        own = {"code"} if kind == ChangeKind.CREATE else set() if change else {"post"}
        return FIELDS_OF_KIND[kind] | own | (set(SUCCESSORS) if kind == ChangeKind.ABOLISH else set())

    def _chosen_post(self):
        """The post whose code stands in the form, or None."""
        code = str(self["post"].value() or "").strip()
        seen = Post.objects.visible_to(self.user).select_related("unit", "discipline", "grade")
        return seen.filter(code=code).first() if code else None

    def _hint(self, post):
        """What the post is now, where it is known, and that nothing has to be said."""
        for name in set(CONTENT) & set(self.fields):
            self.fields[name].help_text = self._present(name, post)

    def _present(self, name, post):
        required = self.fields[name].required
        if post is None:
            choose = gettext("Choose the post to see what it is at present.") if "post" in self.fields else ""
            return choose if required else gettext("Empty: it stays as it is.")
        value = {"value": getattr(post, name) or "—"}
        if required:
            return gettext("At present: %(value)s.") % value
        return gettext("At present: %(value)s. Empty: it stays as it is.") % value

    def _hint_anew(self):
        """The hints follow when another post is chosen."""
        hints = [f"#{self[name].id_for_label}_helptext" for name in CONTENT if name in self.fields]
        following = {"hx-trigger": "change", "hx-swap": "none", "hx-select-oob": ",".join(hints)}
        self.fields["post"].widget.attrs |= {"hx-post": ""} | following

    def clean_code(self):
        return new_post_code(self.cleaned_data["code"])

    def clean_post(self):
        post = _within(self.review, self.cleaned_data["post"])
        self._refuse_unfit(post)
        return post

    def _refuse_unfit(self, post):
        fits = PICKERS_OF_KIND[self.kind].objects(self.user).filter(pk=post.pk).exists()
        if not fits and not self._is_put_back(post):
            raise forms.ValidationError(gettext("The post is %(status)s.") % {"status": post.get_status_display()})

    def _is_put_back(self, post):
        """A post that was frozen before the corrected review abolished it becomes frozen again."""
        return self.kind == ChangeKind.FREEZE and post.pk in Ground(self.review).abolished_by_corrected

    def clean_successor(self):
        post = self.cleaned_data["successor"]
        if post and post.status not in STANDING_POSTS:
            raise forms.ValidationError(gettext("The post is %(status)s.") % {"status": post.get_status_display()})
        return post

    def clean_unit(self):
        unit = self.cleaned_data["unit"]
        if not self.review.unit.covers(unit.path):
            raise forms.ValidationError(
                gettext("%(unit)s does not stand below the unit of the review.") % {"unit": unit}
            )
        return unit

    def clean(self):
        cleaned = super().clean()
        if all(cleaned.get(name) for name in SUCCESSORS):
            self.add_error("successor", gettext("A post has one successor."))
        post = self.change.post if self.change else cleaned.get("post")
        if self.change and post and self.kind != self.change.kind:
            self._refuse_unfit(post)
        if post and not self.errors and self.review.unit.covers(post.unit.path):
            self._refuse_the_same(post)
        return cleaned

    def _refuse_the_same(self, post):
        """A change that leaves the post as it is, and a post that succeeds itself."""
        if self.kind == ChangeKind.ABOLISH and self.cleaned_data["successor"] == post:
            self.add_error("successor", gettext("A post does not succeed itself."))
        elif self.kind == ChangeKind.MOVE and self.cleaned_data["unit"] == post.unit:
            self.add_error("unit", gettext("The post stands there already."))
        elif self.kind == ChangeKind.REGRADE and self.cleaned_data["grade"] == post.grade:
            self.add_error("grade", gettext("The post is of this grade already."))
        elif self.kind == ChangeKind.REVISE and not self._says_something(post):
            raise forms.ValidationError(gettext("Nothing would change: say what is to be different."))

    def _says_something(self, post):
        said = {name: self.cleaned_data[name] for name in CONTENT if name in self.fields}
        return any(value and value != getattr(post, name) for name, value in said.items())

    @property
    def facts(self):
        """As the services take them; an empty text stays as it is."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return given | {name: given[name] or None for name in TEXTS if name in given}


def _within(review, post):
    if not review.unit.covers(post.unit.path):
        raise forms.ValidationError(_("The post does not stand below the unit of the review."))
    return post


class PlaceField(forms.ModelChoiceField):
    """Changes of the review by which seats are free; `free` says which."""

    free = {}

    def label_from_instance(self, change):
        return gettext("%(change)s (free seats: %(seats)s)") % {
            "change": change,
            "seats": listed(self.free.get(change.pk, [])),
        }


class FateForm(TakesFocus, CatchesUp, UserForm):
    """One fate, chosen beforehand, with what it asks."""

    fate = forms.ChoiceField(choices=Fate, widget=forms.HiddenInput)
    post = PickerField(ReceivingPostPicker, label=_("To the post"), required=False)
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
            self.fields["post"].within = places.review.unit
            field = self.fields["to_change"]
            field.free = places.of_changes
            field.queryset = PostChange.objects.filter(pk__in=field.free).select_related("post").order_by("position")
        if fate == Fate.END:
            self.fields["ends_on"].required = self.fields["end_reason"].required = True

    def clean_post(self):
        post = self.cleaned_data["post"]
        if post and _within(self.places.review, post).status == PostStatus.ABOLISHED:
            raise forms.ValidationError(_("The post is %(status)s.") % {"status": post.get_status_display()})
        return post

    def clean_ends_on(self):
        """A running term ends the appointment, whose day may still change; of one that is over nothing else does."""
        day, last = self.cleaned_data["ends_on"], self.places.review.effective_on + LONGEST_OVERDUE
        if day > last and outlasts_term(self.places.held, self.places.review):
            raise forms.ValidationError(
                _("The term was over on %(over)s: the appointment ends by %(last)s at the latest.")
                % {"over": self.places.held.last_day, "last": last}
            )
        return day

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("fate") == Fate.MOVE and not self.errors:
            self._find_the_seat(**self._newly_chosen(**{name: cleaned[name] for name in FIELDS_OF_FATE[Fate.MOVE]}))
        return cleaned

    def _newly_chosen(self, **place):
        """Where one of both posts was saved before, the other one takes its place: neither the post nor its seat counts then."""
        newly = {"post", "to_change"}.intersection(self.changed_data)
        if not (place["post"] and place["to_change"]) or len(newly) != 1:
            return place
        left = dict.fromkeys({"post", "to_change"} - newly)
        return place | left | ({} if "number" in self.changed_data else {"number": None})

    def _find_the_seat(self, post, to_change, number):
        if post and to_change:
            self.add_error(
                "to_change", _("Two posts are chosen. Clear one: the post there is, or the one of this review.")
            )
        elif not (post or to_change):
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
