"""Buttons that lead to a paper, drawn where the paper may be opened."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations.rules import papers as rules
from office.templatetags.ui import link_button

register = template.Library()


@register.simple_tag(takes_context=True)
def summary_button(context, slot, unit=None):
    """From the grid to its summary; who may open it, the page itself knows for each unit."""
    user = context["user"]
    if slot.user_id != user.pk and user.roles.isdisjoint(rules.READERS):
        return ""
    address = reverse("evaluations:summary_preview", args=[slot.pk])
    return link_button(_("Print…"), f"{address}?unit={unit.pk}" if unit else address)
