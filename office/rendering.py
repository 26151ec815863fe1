"""How Django draws our forms: its field groups with our templates, found like any other template."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    form_template_name = "ui/form_fields.html"
    field_template_name = "ui/field.html"
