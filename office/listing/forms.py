"""What people say of a named table."""

from django import forms
from django.utils.translation import gettext_lazy as _

from office.enums import PaperSize
from office.forms import UserForm
from office.selectors.tables import audiences, sharing_units


class TableKeepForm(UserForm):
    """What the export menu sends to keep its choice. The audience is a unit, or None for oneself."""

    name = forms.CharField(label=_("Name of the table"), max_length=60)
    audience = forms.ChoiceField(label=_("For"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = audiences(self.user)
        self.units = {str(unit.pk): unit for unit in sharing_units(self.user)}

    def clean_audience(self):
        return self.units.get(self.cleaned_data["audience"])


class TableForm(TableKeepForm):
    """A kept table: per column its place, empty to leave it out, and the words above it."""

    title = forms.CharField(
        label=_("Title line"),
        max_length=120,
        required=False,
        help_text=_("Above the table in Excel, with the day behind it. Empty: the title of the list."),
    )
    paper = forms.ChoiceField(label=_("Paper size"), choices=PaperSize)
    footer = forms.CharField(
        label=_("Signature line"),
        max_length=200,
        required=False,
        help_text=_(
            "Words parted by commas, e.g. “Filled in by, Checked by, Approved by, Date”. Empty: the usual ones."
        ),
    )
    order = ("name", "audience", "title", "paper", "footer")

    def __init__(self, *args, table, labels, **kwargs):
        super().__init__(*args, **kwargs)
        if table.unit_id and str(table.unit_id) not in self.units:
            self.units[str(table.unit_id)] = table.unit
            self.fields["audience"].choices = [
                *self.fields["audience"].choices,
                (str(table.unit_id), _("Everyone of %(unit)s") % {"unit": table.unit}),
            ]
        self.columns = {name: labels.get(name) or _("a former column") for name in table.columns}
        for number, (name, label) in enumerate(self.columns.items(), 1):
            self.fields[f"place_{name}"] = _place_field(label, number)
            self.fields[f"heading_{name}"] = _heading_field(label, table.headings.get(name, ""))

    def main_fields(self):
        return [self[name] for name in self.order]

    def rows(self):
        """[(label of the column, its place, the words above it)]"""
        return [(label, self[f"place_{name}"], self[f"heading_{name}"]) for name, label in self.columns.items()]

    def looks(self):
        """What the services keep of a valid form."""
        facts = self.cleaned_data
        places = {name: facts[f"place_{name}"] for name in self.columns if facts[f"place_{name}"]}
        words = {name: facts[f"heading_{name}"] for name in places if facts[f"heading_{name}"]}
        said = {name: facts[name] for name in ("title", "paper", "footer")}
        return {**said, "columns": sorted(places, key=places.get), "headings": words}


def _place_field(column, number):
    widget = forms.NumberInput({"aria-label": _("Place: %(column)s") % {"column": column}, "class": "place"})
    return forms.IntegerField(required=False, min_value=1, max_value=999, initial=number, widget=widget)


def _heading_field(column, words):
    widget = forms.TextInput({"aria-label": _("Heading: %(column)s") % {"column": column}, "placeholder": column})
    return forms.CharField(required=False, max_length=40, initial=words, widget=widget)
