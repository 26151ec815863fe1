"""Choices, inputs and text areas are drawn as Django's own templates draw them."""

import datetime

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from pytest_django.asserts import assertHTMLEqual

CHOICES = [("", "全部"), ("a&b", "<甲>"), (3, "三"), ("组", [("x", "己"), ("y", "庚")])]
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


@pytest.mark.parametrize("value", ["", "a&b", 3, "y", None])
@pytest.mark.parametrize("attrs", [{}, {"id": "id_x", "required": True, "disabled": False, "data-a": '"'}])
def test_choices_are_drawn_as_by_django(value, attrs):
    select = forms.Select(attrs, CHOICES)
    assertHTMLEqual(select.render("name", value), select.render("name", value, renderer=TemplatesSetting()))


def test_several_choices_are_drawn_as_by_django():
    select = forms.SelectMultiple({"class": "wide"}, CHOICES)
    chosen = ["x", "3"]
    assertHTMLEqual(select.render("name", chosen), select.render("name", chosen, renderer=TemplatesSetting()))


@pytest.mark.parametrize("kind", WIDGETS)
@pytest.mark.parametrize("value", [None, "", "<b>\"'&", "\n 两行 ", 5, True, datetime.date(2026, 1, 2)])
@pytest.mark.parametrize("attrs", [{}, {"id": "x", "required": True, "disabled": False, "data-x": "<&>", "min": 1}])
def test_what_is_typed_into_is_drawn_as_by_django(kind, value, attrs):
    widget = kind(attrs)
    assert widget.render('a"b', value) == widget.render('a"b', value, renderer=TemplatesSetting())
