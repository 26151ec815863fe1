"""What every form of the house starts from."""

import datetime

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from office.clock import day_after, today
from office.enums import Role
from office.listing.pickers import PickerField
from office.models import Decision, Duty, Unit, User
from office.pickers import AccountPicker, DecisionPicker, GrantUnitPicker, OpenUnitPicker
from office.rules.units import can_place_unit


class _KnowsItsUser:
    """Takes `user=`, and tells it to the pickers, which offer only what this user sees."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        for field in self.fields.values():
            if isinstance(field, PickerField):
                field.user = user


class UserForm(_KnowsItsUser, forms.Form):
    pass


class UserModelForm(_KnowsItsUser, forms.ModelForm):
    """What its instance has stays valid though it is offered no more, e.g. a unit that was merged since."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, PickerField) and self.instance.pk and name in self._meta.fields:
                field.kept = self.initial.get(name)


class ReasonField(forms.CharField):
    """Why, in a few sentences."""

    def __init__(self, *, label=_("Reason"), rows=2, max_length=500, **kwargs):
        super().__init__(label=label, max_length=max_length, widget=forms.Textarea({"rows": rows}), **kwargs)


class ReasonForm(forms.Form):
    """For acts that must say why."""

    reason = ReasonField(rows=3)


IN_OUR_TIME = (MinValueValidator(datetime.date(1900, 1, 1)), MaxValueValidator(datetime.date(2200, 1, 1)))  # of days


class DateInput(forms.DateInput):
    """The browser's own calendar; without one, a date typed as 2026-11-22."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class SeenField(forms.Field):
    """As of when a form was made, so that what somebody changed meanwhile is not overwritten: `updated_at` there and back."""

    widget = forms.HiddenInput
    default_error_messages = {"required": _("Open this page again."), "invalid": _("Open this page again.")}

    def prepare_value(self, value):
        return value.isoformat() if isinstance(value, datetime.datetime) else value

    def to_python(self, value):
        try:
            return datetime.datetime.fromisoformat(value) if value else None
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class CatchesUp:
    """A form whose hidden `seen` says what state it was made with: saving refuses a later one, once."""

    def catch_up(self, state):
        """Let the next saving answer to this state, which the refusal told of; what was typed stays."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = state


def growing_rows(form, formset, prefix, *, data, initial, empty, most, more):
    """At most `most` rows: those of `data` and `more` than were sent, without it those of `initial` and some `empty` ones."""
    factory = forms.formset_factory(
        form,
        formset=formset,
        extra=min(len(initial) + empty, most),
        max_num=most,
        absolute_max=most,
        validate_max=True,
    )
    if data is None:
        return factory(prefix=prefix, initial=initial)
    data, total = data.copy(), f"{prefix}-TOTAL_FORMS"
    count = data.get(total, "")
    if more and count.isdecimal():
        data[total] = str(min(int(count[:4]) + more, most))
    return factory(data, prefix=prefix)


class UnitForm(UserModelForm):
    """Descriptive facts of a unit; where it stands is another act."""

    class Meta:
        model = Unit
        fields = ("name", "short_name", "kind", "opened_on")
        widgets = {"opened_on": DateInput}


class UnitCreateForm(UnitForm):
    class Meta(UnitForm.Meta):
        fields = ("code", *UnitForm.Meta.fields)


class _UnitGround(forms.Form):
    """From which day on a unit is another, by which decision and why."""

    on = forms.DateField(label=_("Effective from"), widget=DateInput, initial=today, validators=IN_OUR_TIME)
    decision = PickerField(
        DecisionPicker, label=_("Decision"), required=False, help_text=_("If a meeting decided it and is on record.")
    )
    reason = ReasonField(
        rows=3,
        help_text=_("With the number of the document that says so, if there is one."),
    )


class UnitUpdateForm(UnitForm, _UnitGround):
    """What a unit is called holds from a day on; its other facts are corrected, without one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("New name effective from")
        for name in ("on", "reason"):
            self.fields[name].required = False

    def clean(self):
        cleaned = super().clean()
        if "name" in self.changed_data:
            for name in ("on", "reason"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Say from when on and why the name is another."))
        return cleaned


class UnitPlaceForm(UserForm, _UnitGround):
    field_order = ("parent",)
    parent = PickerField(OpenUnitPicker, label=_("New parent unit"))

    def clean_parent(self):
        return _administered(self.user, self.cleaned_data["parent"])


class UnitSuccessorForm(UserForm):
    """What a merger leads to depends on it: asked before the ground."""

    successor = PickerField(OpenUnitPicker, label=_("Successor"))
    on = forms.DateField(label=_("First day after the merger"), widget=DateInput, initial=today, validators=IN_OUR_TIME)

    def clean_successor(self):
        return _administered(self.user, self.cleaned_data["successor"])


class UnitMergeForm(UserForm, _UnitGround):
    on = None


class UnitCloseForm(UserForm, _UnitGround):
    on = forms.DateField(label=_("First day without the unit"), widget=DateInput, initial=today, validators=IN_OUR_TIME)


def _administered(user, unit):
    if not can_place_unit(user, unit):
        raise forms.ValidationError(_("You do not administer this unit."))
    return unit


class DecisionForm(UserModelForm):
    unit = PickerField(OpenUnitPicker, label=_("Unit"))
    minutes = forms.FileField(
        label=_("Minutes (scan)"), required=False, help_text=_("PDF or picture, at most 30 MB; may be attached later.")
    )

    class Meta:
        model = Decision
        fields = (
            "unit",
            "body",
            "body_name",
            "meeting_number",
            "held_on",
            "subject",
            "outcome",
            "attendees",
            "recused",
        )
        widgets = {
            "held_on": DateInput,
            "outcome": forms.Textarea({"rows": 4}),
            "attendees": forms.Textarea({"rows": 3}),
            "recused": forms.Textarea({"rows": 2}),
        }


class ScanForm(forms.Form):
    """A signed copy; `refusal` says why an upload did not arrive."""

    scan = forms.FileField(
        label=_("Signed scan"),
        help_text=_("PDF or picture, at most 30 MB."),
        error_messages={"empty": _("The file is empty.")},
    )

    def __init__(self, *args, refusal="", **kwargs):
        super().__init__(*args, **kwargs)
        if refusal:
            self.fields["scan"].error_messages["required"] = refusal


class CheckCodeField(forms.CharField):
    """The code at the foot of a signed copy, as somebody reads it off."""

    def __init__(self, **kwargs):
        typed = forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
        super().__init__(label=_("Check code on the signed copy"), max_length=32, widget=typed, **kwargs)


class AccountForm(UserModelForm):
    """A new account; whoever keeps the accounts of a unit only opens it together with its first duty there."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE)
    role = forms.ChoiceField(label=_("First duty"), choices=[("", "—"), *Role.choices], required=False)
    unit = PickerField(GrantUnitPicker, label=_("Unit of the duty"), required=False)

    class Meta:
        model = User
        fields = ("username", "name", "employee_number", "email")
        labels = {"username": _("User name"), "name": _("Name"), "email": _("E-mail")}
        help_texts = {"username": _("What the person types to sign in, e.g. the employee number.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.user.reaches_all_accounts:
            self.fields["role"].required = self.fields["unit"].required = True

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("role")) != bool(cleaned.get("unit")) and not {"role", "unit"} & set(self.errors):
            raise forms.ValidationError(_("A duty has both a role and a unit."))
        return cleaned


class AccountUpdateForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name", "email")
        labels = {"name": _("Name"), "email": _("E-mail")}


class DutyGrantForm(UserForm):
    person = PickerField(AccountPicker, label=_("Holder of the duty"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    unit = PickerField(GrantUnitPicker, label=_("Unit"), help_text=_("The duty holds for it and everything below it."))
    starts_on = forms.DateField(label=_("Starts on"), widget=DateInput, initial=today)
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DateInput,
        validators=IN_OUR_TIME,
        help_text=_("Empty: until it is ended. A stand-in has one."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def duty(self):
        """Unsaved: its `until` is the day after the last day."""
        facts = self.cleaned_data
        until = day_after(facts["last_day"])
        return Duty(
            user=facts["person"], role=facts["role"], unit=facts["unit"], starts_on=facts["starts_on"], until=until
        )


class DutyEndForm(forms.Form):
    on = forms.DateField(label=_("First day without the duty"), widget=DateInput, initial=today)
    reason = forms.CharField(label=_("Reason"), max_length=200)
