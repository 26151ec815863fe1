"""Input of the rows of a batch. Last days are written as people do: they count."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from office.clock import day_after
from office.forms import IN_OUR_TIME, CatchesUp, DateInput, ReasonField, UserForm
from office.keys import is_key
from office.listing import PickerField
from office.pickers import OpenUnitPicker
from office.sentences import joined
from posts.enums import FACTS_OF_ACT, PRESENT_ACTS, REASONS_OF_OTHER_ACTS, AppointmentMode, BatchAct, EndReason
from posts.forms.batches import form_key_field
from posts.models import AppointmentBatch, BatchRow
from posts.pickers import HolderPicker, LeaverPicker, PostPicker
from posts.rules import batches as rules
from posts.selectors import batches as selectors
from rulebooks.models import Grade
from talent.pickers import EngineerPicker

PRESENT = [(act.value, act.label) for act in PRESENT_ACTS]
MODES = [choice for choice in AppointmentMode.choices if choice[0] not in {AppointmentMode.IMPORTED}]
REASONS = [choice for choice in EndReason.choices if choice[0] not in REASONS_OF_OTHER_ACTS]
CHOOSE = ("", "—")
AS_ASKED = {"until": "last_day", "seat": "post"}  # what people are asked for instead


def day_field(label, *, required=False):
    return forms.DateField(label=label, widget=DateInput, validators=IN_OUR_TIME, required=required)


class TargetForm(UserForm):
    """Into which batch rows go: a draft that is there, or a new one."""

    batch = forms.ModelChoiceField(
        label=_("Batch"), queryset=AppointmentBatch.objects.none(), required=False, empty_label=_("A new batch")
    )
    title = forms.CharField(label=_("Title of the new batch"), max_length=120, required=False)
    unit = PickerField(OpenUnitPicker, label=_("Unit of the new batch"), required=False)
    effective_on = day_field(_("It takes effect on"))
    form_key = form_key_field()

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

    @property
    def takes_effect_on(self):
        """The day of the batch that was chosen or is to be made."""
        facts = self.cleaned_data
        return facts["batch"].effective_on if facts["batch"] else facts["effective_on"]

    def new_batch(self):
        return {name: self.cleaned_data[name] for name in ("title", "unit", "effective_on", "form_key")}


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
    reason = ReasonField(required=False)

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


# --- On appointments that are there -------------------------------------------------------------------------
class RowFields(UserForm):
    """What rows on present appointments may say; each form shows what its act knows."""

    starts_on = day_field(_("First day"))
    last_day = day_field(_("Last day of the term"))
    grade = forms.ModelChoiceField(
        label=_("Lower grade"), queryset=Grade.objects.order_by("code"), required=False, empty_label="—"
    )
    post = PickerField(PostPicker, label=_("Another post"), required=False, help_text=_("Empty: the same seat."))
    end_reason = forms.ChoiceField(label=_("End reason"), choices=[CHOOSE, *REASONS], required=False)
    reason = ReasonField(required=False)

    def ask(self, act):
        """Of what a row says only what the act knows."""
        for name in frozenset().union(*FACTS_OF_ACT.values()) - FACTS_OF_ACT[act]:
            self.fields.pop(AS_ASKED.get(name, name), None)


class ActForm(RowFields):
    """One act, chosen beforehand, with what it asks."""

    FIRST_DAY = {
        BatchAct.RENEW: (_("First day"), _("Empty: where the term ends if that lies ahead, else with the batch.")),
        BatchAct.LOWER: (_("First day"), _("Empty: with the batch.")),
        BatchAct.END: (_("First day without the post"), _("Empty: with the batch.")),
    }
    act = forms.ChoiceField(choices=PRESENT, widget=forms.HiddenInput)

    def __init__(self, *args, act, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["act"] = act
        self.ask(act)
        if act in self.FIRST_DAY:
            self.fields["starts_on"].label, self.fields["starts_on"].help_text = self.FIRST_DAY[act]

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
            "reason": facts["reason"],
        }


class PresentForm(ActForm):
    """An act on one present appointment, found by who holds it; one to come may be ended, too."""

    holder = PickerField(HolderPicker, label=_("Holder"))
    field_order = ("act", "holder")

    def __init__(self, *args, act, user, **kwargs):
        super().__init__(*args, act=act, user=user, **kwargs)
        if act == BatchAct.END:
            self.fields["holder"] = PickerField(
                LeaverPicker,
                label=_("Holder"),
                help_text=_("Also who is to begin on a day to come: that term is given up as a whole."),
            )
            self.fields["holder"].user = user


class CollectForm(TargetForm, ActForm):
    """One act for all who were chosen; each row can be changed in the batch afterwards.

    `listed` are the rows of those who stand in an open batch already, `terms` what the rules give to who is renewed.
    """

    leave_out = forms.BooleanField(
        label=_("Leave out who stands in an open batch already"), required=False, initial=True
    )
    field_order = (
        "leave_out", "act", "starts_on", "last_day", "grade", "end_reason", "reason",
        "batch", "title", "unit", "effective_on",
    )  # fmt: skip

    def __init__(self, *args, listed=(), terms=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("post", None)  # several do not move to one seat
        self.fields["reason"].help_text = _(
            "Where a condition is not met, a reason is asked for; it can be given row by row."
        )
        if listed:
            self.fields["leave_out"].help_text = _where(listed)
        else:
            del self.fields["leave_out"]
        if terms:
            self.initial["last_day"] = terms.last_day
            self.fields["last_day"].help_text = _by_the_rules(terms)


def _where(listed):
    return joined(f"{row.engineer} ({row.batch}: {row.get_act_display()})" for row in listed)


def _by_the_rules(terms):
    """How many years each grade is appointed for."""
    said = (f"{grade} {'/'.join(map(str, sorted(years)))}" for grade, years in terms.years.items())
    return gettext("Years by the rules: %(terms)s") % {"terms": joined(said)} if terms.years else ""


class RowForm(CatchesUp, RowFields):
    """A row that is there: its person, act and seat stay, its values come back."""

    post = None
    mode = forms.ChoiceField(label=_("Mode"), choices=[CHOOSE, *MODES], required=False)
    waived = forms.BooleanField(label=_("Conditions are waived"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput)
    field_order = ("mode", "starts_on", "last_day", "grade", "waived", "end_reason", "reason")

    def __init__(self, *args, row, state, **kwargs):
        initial = {
            name: getattr(row, name) for name in ("mode", "starts_on", "grade", "waived", "end_reason", "reason")
        }
        super().__init__(*args, initial=initial | {"last_day": row.last_day, "seen": state}, **kwargs)
        self.ask(row.act)

    def values(self):
        facts = dict(self.cleaned_data)  # with `seen`, which the service compares
        if "last_day" in facts:
            facts["until"] = day_after(facts.pop("last_day"))
        return facts


class RowsForm(UserForm):
    """The same for several rows at once; what is left empty stays as it is."""

    act = forms.ChoiceField(
        label=_("What is done"),
        choices=[("", _("as in each row")), *PRESENT],
        required=False,
    )
    starts_on = day_field(_("First day"))
    last_day = day_field(_("Last day of the term"))
    end_reason = forms.ChoiceField(label=_("End reason"), choices=[CHOOSE, *REASONS], required=False)
    reason = ReasonField(required=False)

    def values(self):
        facts = self.cleaned_data
        given = {
            "starts_on": facts["starts_on"],
            "until": day_after(facts["last_day"]),
            "end_reason": facts["end_reason"],
            "reason": facts["reason"],
        }
        return {name: value for name, value in given.items() if value}


class RowsField(forms.ModelMultipleChoiceField):
    """Rows to tick, each told in full: who, which post, what was done and why."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        """A key beyond all keys names no row; the database would choke on it."""
        if unknown := [key for key in value or () if not is_key(key)]:
            raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": unknown[0]})
        return super().clean(value)

    def label_from_instance(self, row):
        held = row.result or row.appointment
        days = " – ".join(f"{day:%Y-%m-%d}" for day in (row.first_day, row.last_day) if day)
        facts = (held.seat.post, row.get_act_display(), days, row.get_end_reason_display(), row.reason)
        return format_html(
            "{}. <b>{}</b> {} <small>{}</small>",
            row.position,
            row.engineer,
            row.engineer.employee_number,
            " · ".join(str(fact) for fact in facts if fact),
        )


class RevokeForm(forms.Form):
    """The batch that mends another: its title, and which rows it undoes."""

    title = forms.CharField(label=_("Title"), max_length=120)
    rows = RowsField(label=_("Rows that are revoked"), queryset=BatchRow.objects.none())
    again = forms.BooleanField(
        label=_("Put them in again, to be set right"),
        required=False,
        initial=True,
        help_text=_(
            "Each stands in the batch once more as it was, acting on the former appointment; change what was wrong."
        ),
    )
    reason = ReasonField()
    form_key = form_key_field()

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rows"].queryset = rows
