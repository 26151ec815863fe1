"""Choosing one of many thousands: a field that is searched on the server and, without JavaScript, takes a typed code.

A noun's app declares the picker once, gives it a URL and uses it in forms and filters::

    # talent/pickers.py
    class EngineerPicker(Picker):
        model = Engineer
        url_name = "talent:engineer_pick"
        code = "employee_number"                 # what is submitted and what a person may type; unique
        search = ("employee_number", "name", "pinyin")
        details = ("unit__name",)                # shown behind the label to tell namesakes apart

    # talent/urls.py
    path("engineers/pick", PickerView.as_view(picker=EngineerPicker), name="engineer_pick")

    # posts/forms.py
    class AppointForm(UserForm):                 # office.forms.UserForm(user=request.user)
        engineer = PickerField(EngineerPicker)

    # posts/filters.py
    engineer = PickerFilter(EngineerPicker, label=_("Engineer"))

Only what ``visible_to(user)`` returns can be found, shown or submitted. A form whose field takes only what stands in a unit says
so by ``field.within``, and no other is offered.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from office.keys import key_of
from office.models import Unit
from office.prefixes import begins_any
from office.scope import any_subtree

LIMIT = 20


class Picker:
    model = None
    url_name = ""
    code = "code"
    label = "name"
    search = ("code", "name")
    details = ()
    order = ()  # of what is offered; else by code
    unit_path = ""  # the lookup of the path of the unit in which it stands

    @classmethod
    def objects(cls, user):
        """Override to narrow what can be chosen, e.g. to units that are still open."""
        return cls.model.objects.visible_to(user)

    @classmethod
    def valid(cls, user, kept=None):
        """What may be submitted: what is offered, and the one in sight that stands there already."""
        offered = cls.objects(user)
        return offered | cls.model.objects.visible_to(user).filter(pk=kept) if kept else offered

    @classmethod
    def found(cls, user, words, within=None):
        """At most 20 options, in their order, whose searched fields begin with the words: those `within` a Unit only."""
        rows = cls.objects(user).order_by(*(cls.order or (cls.code,))).values_list(cls.code, cls.label, *cls.details)
        if words:
            rows = rows.filter(cls.matches(words))
        if within and cls.unit_path:
            rows = rows.filter(any_subtree([within.path], cls.unit_path))
        return [cls.option(*row) for row in rows[:LIMIT]]

    @classmethod
    def matches(cls, words):
        """Beginnings only, which an index answers; override for short tables."""
        return begins_any(cls.search, words)

    @classmethod
    def option(cls, code, label, *details):
        return {
            "value": str(code),
            "text": str(label),
            "note": " · ".join(str(part) for part in (code, *details) if part),
        }

    @classmethod
    def option_of(cls, user, code, kept=None):
        row = cls.valid(user, kept).filter(**{cls.code: code}).values_list(cls.code, cls.label, *cls.details).first()
        return cls.option(*row) if row else None


class PickerWidget(forms.TextInput):
    """A text input; pages.js turns it into a searching one."""

    def __init__(self, picker, attrs=None):
        super().__init__({"autocomplete": "off", "class": "picker", **(attrs or {})})
        self.picker, self.user, self.kept, self.within = picker, None, None, None

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        option = self.picker.option_of(self.user, value, self.kept) if value and self.user else None
        query = {"within": self.within.pk} if self.within else None
        context["widget"]["attrs"] |= {"data-picker": reverse(self.picker.url_name, query=query)}
        if option:
            context["widget"]["attrs"] |= {"data-picked": option["text"], "data-picked-note": option["note"]}
        return context


class PickerField(forms.Field):
    """Its value is an object in sight of the user. `field.user` is set by UserForm and ListFilterSet."""

    default_error_messages = {
        "unknown": _("“%(code)s” was not found. Choose from the list or type the whole code."),
    }

    def __init__(self, picker, **kwargs):
        super().__init__(widget=PickerWidget(picker), **kwargs)
        self.picker = picker

    @property
    def user(self):
        return self.widget.user

    @user.setter
    def user(self, user):
        self.widget.user = user

    @property
    def kept(self):
        """The key of what the edited object has already."""
        return self.widget.kept

    @kept.setter
    def kept(self, key):
        self.widget.kept = key

    @property
    def within(self):
        """The Unit in which alone is looked; whether what is typed stands there is for the form to say."""
        return self.widget.within

    @within.setter
    def within(self, unit):
        self.widget.within = unit

    def prepare_value(self, value):
        """A primary key or object given as initial is shown by its code."""
        if isinstance(value, self.picker.model):
            return getattr(value, self.picker.code)
        if isinstance(value, int):
            return (
                self.picker.valid(self.user, self.kept)
                .filter(pk=value)
                .values_list(self.picker.code, flat=True)
                .first()
            )
        return value

    def to_python(self, value):
        code = str(value or "").strip()
        if not code:
            return None
        found = self.picker.valid(self.user, self.kept).filter(**{self.picker.code: code}).first()
        if found is None:
            raise ValidationError(self.error_messages["unknown"], code="unknown", params={"code": code})
        return found

    def has_changed(self, initial, data):
        return str(self.prepare_value(initial) or "") != str(data or "")


class PickerView(View):
    """GET ?q=… answers {"options": [{value, text, note}]}; &within=… looks in the unit with that key only."""

    http_method_names = ["get"]
    answers_json = True
    picker = None

    def get(self, request):
        words = request.GET.get("q", "").strip()[:50]
        within = request.GET.get("within")
        within = get_object_or_404(Unit, pk=key_of(within)) if within else None
        return JsonResponse({"options": self.picker.found(request.user, words, within)})
