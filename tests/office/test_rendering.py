"""What is drawn without templates is what Django's own templates draw."""

import datetime

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from office.rendering import FormRenderer

WIDGETS = (
    forms.TextInput,
    forms.NumberInput,
    forms.DateInput,
    forms.EmailInput,
    forms.PasswordInput,
    forms.HiddenInput,
    forms.CheckboxInput,
    forms.Textarea,
)
VALUES = (None, "", "<b>\"'&", "\n 两行 ", 5, True, datetime.date(2026, 1, 2))
ATTRIBUTES = ({}, {"id": "x", "required": True, "disabled": False, "data-x": "<&>", "min": 1})


@pytest.mark.parametrize("widget", WIDGETS)
@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("attributes", ATTRIBUTES)
def test_a_widget_is_drawn_as_by_its_template(widget, value, attributes):
    drawn = [widget(attributes).render('a"b', value, renderer=one) for one in (FormRenderer(), TemplatesSetting())]
    assert drawn[0] == drawn[1]


def test_choices_are_drawn_as_by_their_template():
    choices = [("", "—"), ("组", [("1", "<甲>"), ("2", "乙")])]
    drawn = [
        forms.Select(choices=choices).render("x", "2", renderer=one) for one in (FormRenderer(), TemplatesSetting())
    ]
    assert "".join(drawn[0].split()) == "".join(drawn[1].split())
