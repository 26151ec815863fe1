"""The upload of a file to load, and the page on which its columns and sheets are told apart."""

from django import forms
from django.utils.translation import gettext_lazy as _

from office.errors import DomainError
from office.intake import safety
from office.sentences import joined


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls,.csv,.txt"}),
        error_messages={"empty": _("The file is empty.")},
    )

    def __init__(self, *args, refusal="", **kwargs):
        super().__init__(*args, **kwargs)
        if refusal:
            self.fields["file"].error_messages["required"] = refusal

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            safety.kind_of(file)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error
        return file


class MappingForm(forms.Form):
    """A choice per heading of the file, and one per sheet where sheets must be told apart."""

    def __init__(self, *args, importer, mapping, **kwargs):
        super().__init__(*args, **kwargs)
        self.importer, self.mapping = importer, mapping
        choices = [("", _("— not read —")), *((column.name, _choice(column)) for column in importer.columns)]
        for index, heading in enumerate(mapping["headings"]):
            self.fields[f"heading-{index}"] = forms.ChoiceField(
                label=heading["text"],
                choices=choices,
                required=False,
                initial=heading["column"],
                help_text=_("e.g.") + " " + joined(heading["samples"]) if heading["samples"] else "",
            )
        tabs = [("", _("— not read —")), *importer.tab_choices()]
        for index, tab in enumerate(mapping["tabs"]):
            self.fields[f"tab-{index}"] = forms.ChoiceField(
                label=tab["title"], choices=tabs, required=False, initial=tab["value"]
            )

    def clean(self):
        columns = [name for name in self.columns().values() if name]
        twice = {name for name in columns if columns.count(name) > 1}
        if twice:
            raise forms.ValidationError(_("Two headings are assigned to the same column."))
        missing = [
            str(column.label) for column in self.importer.columns if column.required and column.name not in columns
        ]
        if missing:
            raise forms.ValidationError(_("Still to be assigned: %(names)s.") % {"names": joined(missing)})
        return self.cleaned_data

    def columns(self):
        """{heading as written: column name, "" for none}."""
        return {
            heading["text"]: self.cleaned_data.get(f"heading-{index}", "")
            for index, heading in enumerate(self.mapping["headings"])
        }

    def tabs(self):
        return {
            tab["title"]: self.cleaned_data.get(f"tab-{index}", "") for index, tab in enumerate(self.mapping["tabs"])
        }


def _choice(column):
    return f"{column.label} *" if column.required else str(column.label)
