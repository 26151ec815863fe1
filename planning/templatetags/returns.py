"""The cells of a return. Ten lines have fifty of them: they are formatted, not rendered one by one."""

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

register = template.Library()

READ = '<div class="cell {}"><span class="label">{}</span><div class="value">{}</div></div>'
TYPED = (
    '<div class="cell {input}{state}"><label for="{id}">{label}{star}</label>'
    '<input type="hidden" name="{base_name}" value="{base}">{control}'
    '<p class="why" id="why-{id}" data-why>{why}</p></div>'
)
NAMED = 'id="{id}" name="{value_name}" data-cell="{name}" aria-describedby="why-{id}"'
STAR = ' <span class="required" aria-hidden="true">*</span>'
KEYBOARDS = {
    "day": 'type="date"',
    "seats": 'inputmode="numeric" maxlength="20"',
    "number": 'inputmode="decimal" maxlength="20"',
}


@register.simple_tag
def return_cell(field, fills):
    """A CellField to be typed into, or only read."""
    if not fills:
        return mark_safe(READ.format(field.input, escape(field.label), linebreaksbr(field.cell.shown) or "—"))
    facts = {
        "id": field.id,
        "name": field.cell.name,
        "value_name": field.value_name,
        "base_name": field.base_name,
        "base": escape(field.cell.text),
        "input": field.input,
        "label": escape(field.label),
        "star": STAR if field.required else "",
        "state": f" {field.state}" if field.state else "",
        "why": _why(field),
    }
    return mark_safe(TYPED.format_map(facts | {"control": _control(field, NAMED.format_map(facts))}))


def _control(field, named):
    typed = escape(field.typed)
    if field.input == "text":
        return f'<textarea {named} rows="2" maxlength="{field.cell.kind.longest}">\n{typed}</textarea>'
    if field.input != "choice":
        return f'<input {named} value="{typed}" {KEYBOARDS[field.input]}>'
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == field.typed else ""}>{escape(label)}</option>'
        for value, label in field.options
    )
    return f"<select {named}>{options}</select>"


def _why(field):
    """Both values of a conflict, or why what was typed was refused."""
    if not field.unsaved:
        return ""
    if field.state != "conflict":
        return escape(field.unsaved.reason)
    text = _("Somebody else wrote “%(theirs)s”. Saving again keeps yours.")
    return escape(text % {"theirs": field.cell.shown})
