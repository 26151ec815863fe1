"""Lists: columns, filters, sorting, paging and export of any noun. docs/developers/pages.md shows how to use it."""

from office.listing.columns import Column
from office.listing.filters import ListFilterSet, PickerFilter, SearchFilter, UnitFilter
from office.listing.lists import List
from office.listing.pages import Action, ListPage
from office.listing.pickers import Picker, PickerField, PickerView
from office.listing.tables import Table

__all__ = [
    "Action",
    "Column",
    "List",
    "ListFilterSet",
    "ListPage",
    "Picker",
    "PickerField",
    "PickerFilter",
    "PickerView",
    "SearchFilter",
    "Table",
    "UnitFilter",
]
