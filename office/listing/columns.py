"""One column of a list: where its value comes from and how it is written on a page, in Excel and in CSV."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from office.numbers import signed

RIGHT_ALIGNED = frozenset({"number", "change", "money", "score"})


@dataclass(frozen=True)
class Column:
    """`value` is a lookup ("unit__name"), or a function of the values named in `needs`, or, without `needs`,
    a function of the object, which costs the page one more query.

    kind: text, number, change (a number, on the page with its sign), money (yuan, two decimals), score (two decimals), date,
    datetime, yesno, choice.
    `choices` is the enum of a choice; with `colours` (keyed by its values) it is drawn as a status word.
    `sort` is the lookup to order by; left out, it is the lookup of the value; False means not sortable.
    `default=False` keeps the column off the page but offers it in exports. `wraps` is for sentences, which are broken into
    lines on the page.
    """

    name: str
    label: Any
    value: str | Callable = ""
    needs: tuple = ()
    sort: Any = None
    kind: str = "text"
    choices: Any = None
    colours: Any = None
    link: bool = False
    default: bool = True
    wraps: bool = False
    width: int = 14  # of the Excel column, in characters

    @cached_property
    def lookups(self):
        """What the query must fetch for this column."""
        if callable(self.value):
            return tuple(self.needs)
        return (self.value or self.name,)

    @property
    def of_object(self):
        return callable(self.value) and not self.needs

    @cached_property
    def order(self):
        """The lookups to order by, empty if the column cannot be sorted."""
        if self.sort is None:
            return () if callable(self.value) else self.lookups
        if self.sort is False:
            return ()
        return (self.sort,) if isinstance(self.sort, str) else tuple(self.sort)

    @property
    def cell_class(self):
        if self.wraps:
            return "wrap"
        return "num" if self.kind in RIGHT_ALIGNED else "date" if self.kind in {"date", "datetime"} else ""

    def texts(self):
        """A function from a value to its plain text, with the labels of the choices looked up once."""
        if self.choices:
            labels = {value: str(label) for value, label in self.choices.choices}
            return lambda value: labels.get(value, "" if value is None else str(value))
        return {
            "money": _money,
            "score": _score,
            "date": _date,
            "datetime": _datetime,
            "yesno": _yes_or_no,
        }.get(self.kind, _text)

    def html(self):
        """A function from a value to the escaped content of its table cell."""
        text = signed if self.kind == "change" else self.texts()
        if not self.colours:
            return lambda value: _escaped(text(value))
        words = {
            value: format_html('<span class="status status-{}">{}</span>', self.colours.get(value, "secondary"), label)
            for value, label in self.choices.choices
        }
        return lambda value: words.get(value) or _escaped(text(value))


def _escaped(text):
    """As Django's conditional_escape, without its looking out for lazy texts in each of 400 cells."""
    return text if isinstance(text, SafeString) else escape(text)


def _text(value):
    return "" if value is None else str(value)


def _money(value):
    return "" if value is None else f"{value:,.2f}"


def _score(value):
    return "" if value is None else f"{value:.2f}"


def _date(value):
    return "" if value is None else value.isoformat()[:10]


def _datetime(value):
    if value is None:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime.datetime) and timezone.is_aware(value) else value
    return f"{local:%Y-%m-%d %H:%M}"


def _yes_or_no(value):
    return "" if value is None else _("Yes") if value else _("No")
