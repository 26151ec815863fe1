"""Named tables (常用表): columns of a list in an order, and what the sheet says around them.

A list declares those that come with the house::

    tables = (
        Table("register", _("Register as HR keeps it"), columns=("code", "unit"), labels={"unit": _("Unit")}),
    )

People keep their own, or share them (office.models.NamedTable). Neither shows a column that its reader may not see:
the List has the last word.
"""

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from office.enums import PaperSize
from office.keys import is_key
from office.listing.export import USUAL, Layout
from office.listing.lists import LISTS
from office.models import NamedTable
from office.sentences import joined

MOST_TABLES = 200  # offered in one menu
FARTHEST = 10_000  # place of a column that has none


@dataclass(frozen=True)
class Table:
    """`labels` are the words above some columns; `footer` are the words of the signature line, parted by commas."""

    key: str
    name: Any
    columns: tuple
    labels: dict = field(default_factory=dict)
    title: Any = ""
    paper: str = PaperSize.AUTO
    footer: Any = ""
    kept: NamedTable | None = None  # what somebody keeps, as against what comes with the house

    def layout(self, day):
        """Of its sheet, whose title line says as of which day it is; the usual one if nothing was chosen."""
        if not self.key:
            return USUAL
        title = _("%(title)s (as of %(date)s)") % {"title": self.title, "date": day} if self.title else ""
        name = self.name if self.kept else self.title or self.name
        return Layout(str(name), title, str(self.paper), str(self.footer))


NONE = Table("", "", ())


def of_the_house(list_class):
    return list(list_class.tables)


def kept_for(user, list_class):
    """What this person and the units above share for the list: one query."""
    if not list_class.code:
        return []
    return [_kept(row) for row in _in_sight(user, list_class)[:MOST_TABLES]]


def table_of(user, list_class, key):
    """The table with this key, NONE without a key; out of sight is 404."""
    if not key:
        return NONE
    found = next((table for table in list_class.tables if table.key == key), None)
    if found is None and list_class.code and is_key(key):
        row = _in_sight(user, list_class).filter(pk=key).first()
        found = row and _kept(row)
    if found is None:
        raise Http404
    return found


def chosen_columns(data):
    """The names of the checked columns in the order of their numbers; those without a number stay behind, as they come."""
    names = data.getlist("columns")
    return sorted(names, key=lambda name: _place(data.get(f"place_{name}", "")))


def _in_sight(user, list_class):
    tables = NamedTable.objects.visible_to(user).filter(list_code=list_class.code)
    return tables.with_keeping(user).select_related("unit")


def _kept(row):
    return Table(str(row.pk), row.name, tuple(row.columns), row.headings, row.title, row.paper, row.footer, row)


def _place(text):
    return int(text) if text.isdecimal() and len(text) < 5 else FARTHEST


def title_of(list_code):
    """What the list is called; its code if the list is no more."""
    return LISTS[list_code].title if list_code in LISTS else list_code


def labels_of(list_code):
    """{column name: label} of all columns that the list has."""
    return {column.name: column.label for column in LISTS[list_code].columns} if list_code in LISTS else {}


def columns_in_words(list_code, columns, headings):
    labels = labels_of(list_code)
    return joined(str(headings.get(name) or labels.get(name) or _("a former column")) for name in columns)
