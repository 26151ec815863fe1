"""Input of the pages of batches. Last days are written as people do: they count."""

from django import forms
from django.utils.translation import gettext_lazy as _

from office.clock import day_after
from office.forms import IN_OUR_TIME, DateInput, SeenField, UserForm, UserModelForm
from office.listing import PickerField
from office.pickers import DecisionPicker, OpenUnitPicker
from posts.enums import AppointmentMode, BatchAct, EndReason
from posts.models import AppointmentBatch, BatchRow
from posts.pickers import HolderPicker, PostPicker
from posts.rules import batches as rules
from posts.selectors import batches as selectors
from rulebooks.models import Grade
from talent.pickers import EngineerPicker

PRESENT_ACTS = (BatchAct.RENEW, BatchAct.EXTEND, BatchAct.LOWER, BatchAct.END)
MODES = [choice for choice in AppointmentMode.choices if choice[0] not in {AppointmentMode.IMPORTED}]
REASONS = [choice for choice in EndReason.choices if choice[0] not in {EndReason.REVOKED, EndReason.LOWERED}]
CHOOSE = ("", "—")


def day_field(label, **kwargs):
    return forms.DateField(label=label, widget=DateInput, validators=IN_OUR_TIME, **{"required": False} | kwargs)


def reason_field(**kwargs):
    return forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2}), **{"required": False} | kwargs
    )


class BatchForm(UserModelForm):
    unit = PickerField(
        OpenUnitPicker, label=_("Unit"), help_text=_("The batch is about posts of this unit and everything below it.")
    )
    seen = SeenField()

    class Meta:
        model = AppointmentBatch
        fields = ("title", "unit", "effective_on", "explanation")
        labels = {
            "title": _("Title"),
            "effective_on": _("Takes effect on"),
            "explanation": _("Explanation for the meeting"),
        }
        widgets = {"effective_on": DateInput, "explanation": forms.Textarea({"rows": 5})}
        help_texts = {"effective_on": _("Extensions count from this day on; other rows may say a day of their own.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["unit"]
            self.initial["seen"] = self.instance.updated_at
        else:
            del self.fields["seen"]

    def clean_unit(self):
        unit = self.cleaned_data["unit"]
        if not rules.can_prepare(self.user, unit):
            raise forms.ValidationError(_("You do not prepare batches for this unit."))
        return unit


class BatchDecisionForm(UserForm):
    """The decision of a meeting, or that there was none on record."""

    decision = PickerField(
        DecisionPicker,
        label=_("Decision"),
        required=False,
        help_text=_("Not on record yet? Record it under Settings › Decisions, then choose it here."),
    )
    historic = forms.BooleanField(
        label=_("Historic: done before decisions were recorded here"),
        required=False,
        help_text=_("Nothing is numbered then, and no certificate is made."),
    )

    def clean(self):
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("decision")) == cleaned["historic"]:
            raise forms.ValidationError(_("Choose the decision, or mark the batch as historic."))
        return cleaned


class TargetForm(UserForm):
    """Into which batch rows go: a draft that is there, or a new one."""

    batch = forms.ModelChoiceField(
        label=_("Batch"), queryset=AppointmentBatch.objects.none(), required=False, empty_label=_("A new batch")
    )
    title = forms.CharField(label=_("Title of the new batch"), max_length=120, required=False)
    unit = PickerField(OpenUnitPicker, label=_("Unit of the new batch"), required=False)
    effective_on = day_field(_("It takes effect on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["batch"].queryset = selectors.drafts_of(self.user)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("batch"):
            return cleaned
        for name in ("title", "unit", "effective_on"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("A new batch needs this."))
        if cleaned.get("unit") and not rules.can_prepare(self.user, cleaned["unit"]):
            self.add_error("unit", _("You do not prepare batches for this unit."))
        return cleaned


class CollectForm(TargetForm):
    """One act for all who were chosen; each row can be changed in the batch afterwards."""

    act = forms.ChoiceField(label=_("What is done"), choices=[(act.value, act.label) for act in PRESENT_ACTS])
    starts_on = day_field(
        _("First day"),
        help_text=_(
            "Of the new term, or the first day without the post. Empty: where the term ends if that lies ahead, else with the batch."
        ),
    )
    last_day = day_field(_("Last day of the term"))
    end_reason = forms.ChoiceField(label=_("End reason"), choices=[CHOOSE, *REASONS], required=False)
    reason = reason_field(
        help_text=_("Where a condition is not met, a reason is asked for; it can be given row by row.")
    )

    field_order = ("act", "starts_on", "last_day", "end_reason", "reason", "batch", "title", "unit", "effective_on")

    def values(self):
        facts = self.cleaned_data
        return {
            "starts_on": facts["starts_on"],
            "until": day_after(facts["last_day"]),
            "end_reason": facts["end_reason"],
            "reason": facts["reason"],
        }


class AppointForm(UserForm):
    """A person onto a seat."""

    engineer = PickerField(EngineerPicker, label=_("Person"))
    post = PickerField(PostPicker, label=_("Post"))
    number = forms.IntegerField(
        label=_("Seat"), min_value=1, max_value=999, required=False, help_text=_("Empty: the first that is free.")
    )
    mode = forms.ChoiceField(label=_("Mode"), choices=[CHOOSE, *MODES])
    starts_on = day_field(_("Term from"), required=True)
    last_day = day_field(_("Last day of the term"), required=True)
    waived = forms.BooleanField(
        label=_("Conditions are waived"), required=False, help_text=_("Only where the rules allow it, with its reason.")
    )
    reason = reason_field()

    def clean(self):
        cleaned = super().clean()
        if post := cleaned.get("post"):
            cleaned["seat"] = selectors.first_free_seat(post, cleaned.get("number"))
            if cleaned["seat"] is None:
                self.add_error("number", _("The post has no such seat, or none is free."))
        return cleaned

    def values(self):
        facts = self.cleaned_data
        names = ("engineer", "seat", "mode", "starts_on", "waived", "reason")
        return {name: facts[name] for name in names} | {"until": day_after(facts["last_day"])}


class FillForm(TargetForm, AppointForm):
    """A vacant seat is filled: who, and by which batch."""

    field_order = (
        "post", "number", "engineer", "mode", "starts_on", "last_day", "waived", "reason",
        "batch", "title", "unit", "effective_on",
    )  # fmt: skip


class PresentForm(UserForm):
    """Something about a present appointment: found by who holds it."""

    holder = PickerField(HolderPicker, label=_("Holder"))
    act = forms.ChoiceField(label=_("What is done"), choices=[(act.value, act.label) for act in PRESENT_ACTS])
    starts_on = day_field(
        _("First day"), help_text=_("Empty: where the term ends if that lies ahead, else with the batch.")
    )
    last_day = day_field(_("Last day of the term"))
    grade = forms.ModelChoiceField(
        label=_("Lower grade"), queryset=Grade.objects.order_by("code"), required=False, empty_label="—"
    )
    post = PickerField(PostPicker, label=_("Another post"), required=False, help_text=_("Empty: the same seat."))
    end_reason = forms.ChoiceField(label=_("End reason"), choices=[CHOOSE, *REASONS], required=False)
    reason = reason_field()

    def clean(self):
        cleaned = super().clean()
        if post := cleaned.get("post"):
            cleaned["seat"] = selectors.first_free_seat(post)
            if cleaned["seat"] is None:
                self.add_error("post", _("The post has no such seat, or none is free."))
        return cleaned

    def values(self):
        facts = self.cleaned_data
        return {
            "starts_on": facts.get("starts_on"),
            "until": day_after(facts.get("last_day")),
            "grade": facts.get("grade"),
            "seat": facts.get("seat"),
            "end_reason": facts.get("end_reason", ""),
            "reason": facts.get("reason", ""),
        }


class RowForm(PresentForm):
    """The same of a row that is there: its person and act stay, its values come back."""

    SHOWN = {
        BatchAct.APPOINT: ("mode", "starts_on", "last_day", "waived", "reason"),
        BatchAct.RENEW: ("starts_on", "last_day", "reason"),
        BatchAct.EXTEND: ("last_day", "reason"),
        BatchAct.LOWER: ("starts_on", "last_day", "grade", "reason"),
        BatchAct.END: ("starts_on", "end_reason", "reason"),
        BatchAct.REVOKE: ("reason",),
    }  # fmt: skip
    mode = forms.ChoiceField(label=_("Mode"), choices=[CHOOSE, *MODES], required=False)
    waived = forms.BooleanField(label=_("Conditions are waived"), required=False)

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, row, state, **kwargs):
        initial = {
            name: getattr(row, name) for name in ("mode", "starts_on", "grade", "waived", "end_reason", "reason")
        }
        super().__init__(*args, initial=initial | {"last_day": row.last_day, "seen": state}, **kwargs)
        self.fields = {name: self.fields[name] for name in (*self.SHOWN[row.act], "seen")}

    def clean(self):
        """Without what the form for another person asks."""
        return self.cleaned_data

    def renew(self, state):
        """Let the next saving answer to the row as it is now; what was typed stays."""
        self.data = self.data.copy()
        self.data["seen"] = state

    def values(self):
        facts = dict(self.cleaned_data)  # with `seen`, which the service compares
        if "last_day" in facts:
            facts["until"] = day_after(facts.pop("last_day"))
        return facts


class RowsForm(UserForm):
    """The same for several rows at once; what is left empty stays as it is."""

    act = forms.ChoiceField(
        label=_("What is done"),
        choices=[("", _("as in each row")), *((act.value, act.label) for act in PRESENT_ACTS)],
        required=False,
    )
    starts_on = day_field(_("First day"))
    last_day = day_field(_("Last day of the term"))
    end_reason = forms.ChoiceField(label=_("End reason"), choices=[CHOOSE, *REASONS], required=False)
    reason = reason_field()

    def values(self):
        facts = self.cleaned_data
        given = {
            "starts_on": facts["starts_on"],
            "until": day_after(facts["last_day"]),
            "end_reason": facts["end_reason"],
            "reason": facts["reason"],
        }
        return {name: value for name, value in given.items() if value}


class RevokeForm(forms.Form):
    """The batch that mends another: its title, and which rows it undoes."""

    title = forms.CharField(label=_("Title"), max_length=120)
    rows = forms.ModelMultipleChoiceField(
        label=_("Rows that are revoked"), queryset=BatchRow.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    again = forms.BooleanField(
        label=_("Put them in again, to be set right"),
        required=False,
        initial=True,
        help_text=_(
            "Each stands in the batch once more as it was, acting on the former appointment; change what was wrong."
        ),
    )
    reason = reason_field(required=True)

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rows"].queryset = BatchRow.objects.filter(pk__in=[row.pk for row in rows]).select_related(
            "engineer"
        )
