"""How Django draws our forms: its field groups with our templates, found like any other template."""

from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

WIDGETS = "django/forms/widgets/"
INPUTS = {
    f"{WIDGETS}{kind}.html" for kind in ("input", "text", "number", "date", "email", "password", "hidden", "checkbox")
}
SELECT, TEXTAREA = f"{WIDGETS}select.html", f"{WIDGETS}textarea.html"


class FormRenderer(TemplatesSetting):
    form_template_name = "ui/form_fields.html"
    field_template_name = "ui/field.html"

    def render(self, template_name, context, request=None):
        """What stands in nearly every form is drawn without templates: a list with ten filters costs 5 ms less."""
        if template_name in INPUTS:
            return mark_safe(_input(context["widget"]))
        if template_name == SELECT:
            return mark_safe(_select(context["widget"]))
        if template_name == TEXTAREA:
            return mark_safe(_textarea(context["widget"]))
        return super().render(template_name, context, request)


def _input(widget):
    value = "" if widget["value"] is None else f' value="{conditional_escape(str(widget["value"]))}"'
    return f'<input type="{widget["type"]}" name="{conditional_escape(widget["name"])}"{value}{_attributes(widget)}>'


def _textarea(widget):
    text = conditional_escape(widget["value"] or "")
    return f'<textarea name="{conditional_escape(widget["name"])}"{_attributes(widget)}>\n{text}</textarea>'


def _select(widget):
    groups = "".join(_group(name, options) for name, options, _index in widget["optgroups"])
    return f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget)}>{groups}\n</select>'


def _group(name, options):
    drawn = "".join(map(_option, options))
    return f'\n  <optgroup label="{conditional_escape(name)}">{drawn}\n  </optgroup>' if name else drawn


def _option(option):
    value, label = conditional_escape(str(option["value"])), conditional_escape(option["label"])
    return f'\n  <option value="{value}"{_attributes(option)}>{label}</option>'


def _attributes(widget):
    said = ((name, value) for name, value in widget["attrs"].items() if value is not False)
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"' for name, value in said
    )
