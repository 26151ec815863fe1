"""A list: its columns, its order, and one page of its rows."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import escape, strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

COUNT_LIMIT = 5_000  # beyond it the page says "more than", so that a table of 100,000 rows opens as fast as a short one
_ANY_KEY = 987654321
LISTS = {}  # code -> List
CHECKBOX = (
    '<td class="select"><input type="checkbox" class="form-check-input" name="selected" value="%d" '
    'form="bulk-form" aria-label="%s"></td>'
)


@dataclass(frozen=True)
class Page:
    number: int
    size: int
    rows: list  # of escaped <tr> contents
    count: int  # of all rows, at most COUNT_LIMIT
    capped: bool  # whether there are more than `count`
    has_next: bool

    @property
    def previous(self):
        return self.number - 1

    @property
    def next(self):
        return self.number + 1

    @property
    def last(self):
        """The number of the last page, 0 if it is not known."""
        return 0 if self.capped else max(1, -(-self.count // self.size))

    @property
    def first_row(self):
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def last_row(self):
        return (self.number - 1) * self.size + len(self.rows)


@dataclass(frozen=True)
class Heading:
    label: str
    cell_class: str
    url: str  # the same list ordered by this column; empty if that is not possible
    direction: str  # "ascending", "descending" or ""


class List:
    """Subclass per noun. Columns, order and search never come from the request but through this whitelist."""

    code = ""  # under which named tables are kept: it stays when the class is renamed; without one there are none
    tables = ()  # of office.listing.tables.Table, offered to everyone
    title = ""
    empty = _("Nothing matches. Remove a filter to see more.")
    columns = ()
    order = ("pk",)
    page_size = 50
    url = ""  # name of the page of one row, taking one argument
    url_key = "pk"  # the lookup whose value that argument is
    selectable = False  # a checkbox in front of each row, for bulk actions
    cards = False  # on a phone each row is a card, in which numbers, dates and sentences stand behind their labels

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "code" in vars(cls):
            LISTS[cls.code] = cls

    def __init__(self, queryset, user, *, sort="", columns=()):
        self.queryset, self.user, self.sort = queryset, user, sort
        allowed = {column.name: column for column in self.columns_for(user)}
        self.allowed = tuple(allowed.values())
        chosen = [allowed[name] for name in dict.fromkeys(columns) if name in allowed]
        self.shown = tuple(chosen) or tuple(column for column in self.allowed if column.default)

    def columns_for(self, user):
        """The columns this person may see; override to hide some, e.g. birth dates outside HR."""
        return self.columns

    def relabel(self, labels):
        """Put other words above the columns: {column name: label}."""
        self.shown = tuple(replace(column, label=labels.get(column.name) or column.label) for column in self.shown)

    def objects(self, queryset):
        """Hook for columns whose value is a function of the object: add select_related and the like."""
        return queryset

    # --- order ---------------------------------------------------------------------------------
    @cached_property
    def sorted_by(self):
        """(column, descending) as asked for in the URL, or (None, False)."""
        name = self.sort.removeprefix("-")
        column = next((column for column in self.allowed if column.name == name and column.order), None)
        return column, bool(column) and self.sort.startswith("-")

    @cached_property
    def ordered(self):
        """The queryset in a stable order: ties are broken by primary key in the same direction."""
        column, descending = self.sorted_by
        fields = column.order if column else self.order
        fields = [_turned(field) for field in fields] if descending else list(fields)
        if fields[-1].lstrip("-") not in {"pk", "id"}:
            fields.append("-pk" if fields[-1].startswith("-") else "pk")
        return self.queryset.order_by(*fields)

    # --- rows ----------------------------------------------------------------------------------
    @cached_property
    def _keys(self):
        """Each lookup once, the primary key first and the key of the row's page second."""
        wanted = ["pk", self.url_key, *(lookup for column in self.shown for lookup in column.lookups)]
        return {lookup: index for index, lookup in enumerate(dict.fromkeys(wanted))}

    def fetched(self, start=0, stop=None):
        """Tuples of the looked-up values, primary key first."""
        return self.ordered.values_list(*self._keys)[start:stop]

    def readers(self, objects):
        """Per shown column a function from a fetched tuple to its value; `objects` maps keys to objects."""
        return [_reader(column, self._keys, objects) for column in self.shown]

    def objects_of(self, fetched):
        """The objects of fetched tuples, only if a shown column needs them: one query."""
        if not any(column.of_object for column in self.shown):
            return {}
        return self.objects(self.queryset.model._base_manager.all()).in_bulk([values[0] for values in fetched])

    # --- one page --------------------------------------------------------------------------------
    def page(self, number, *, exact=False):
        """Page `number` from 1; past the end, the last one. Counts only if one page does not show them all,
        and up to COUNT_LIMIT unless the `exact` number is asked for."""
        number = max(1, number)
        total = self.queryset.count() if exact or number * self.page_size > COUNT_LIMIT else None
        fetched = self._fetch(number, total)
        if not fetched and number > 1:
            total = self.queryset.count() if total is None else total
            number = max(1, -(-total // self.page_size))
            fetched = self._fetch(number, total)
        has_next = len(fetched) > self.page_size
        fetched = fetched[: self.page_size]
        seen = (number - 1) * self.page_size + len(fetched)
        count = seen if not has_next else self.count(COUNT_LIMIT + 1) if total is None else total
        capped = total is None and count > COUNT_LIMIT
        return Page(
            number=number,
            size=self.page_size,
            rows=self._rows(fetched),
            count=max(seen, COUNT_LIMIT) if capped else count,
            capped=capped,
            has_next=has_next,
        )

    def count(self, limit):
        """How many rows there are, counted up to `limit`."""
        return self.queryset.order_by().values("pk")[:limit].count()

    def _fetch(self, number, total):
        """The rows of a page and one more. Once their `total` is known, they are read from the nearer end."""
        start = (number - 1) * self.page_size
        stop = start + self.page_size + 1
        if total is None or start < total // 2:
            return list(self.fetched(start, stop))
        from_the_end = self.ordered.reverse().values_list(*self._keys)
        return list(from_the_end[max(0, total - stop) : max(0, total - start)])[::-1]

    def _rows(self, fetched):
        """Each row's cells as one escaped string: 400 cells cost 0.5 ms here and 5 ms in a template loop."""
        linked = any(column.link for column in self.shown)
        cells = list(
            zip(
                self.readers(self.objects_of(fetched)),
                [column.html() for column in self.shown],
                [self._opening(column) for column in self.shown],
                [column.link or (index == 0 and not linked) for index, column in enumerate(self.shown)],
                strict=True,
            )
        )
        before, after = self.row_url()
        key = self._keys[self.url_key]
        return [mark_safe(self._row(values, cells, before, after, key)) for values in fetched]

    def _opening(self, column):
        if not column.cell_class:
            return "<td>"
        label = f' data-label="{escape(column.label)}"' if self.cards else ""
        return f'<td class="{column.cell_class}"{label}>'

    def _row(self, values, cells, before, after, key):
        href = f'<a href="{before}{escape(values[key])}{after}">' if before and values[key] is not None else ""
        close = "</a>" if href else ""
        parts, name = [], ""
        for read, html, opening, link in cells:
            content = html(read(values))
            if link:
                name = name or content
                parts.append(f"{opening}{href}{content or '—'}{close}</td>")
            else:
                parts.append(f"{opening}{content}</td>")
        if self.selectable:
            name = strip_tags(name) if "<" in name else name or escape(_("Select this row"))
            parts.insert(0, CHECKBOX % (values[0], name))
        return "".join(parts)

    def row_url(self):
        """What stands before and after the key in the address of a row's page: one reverse per page, not per row."""
        if not self.url:
            return "", ""
        before, _key, after = reverse(self.url, args=[_ANY_KEY]).partition(str(_ANY_KEY))
        return before, after

    def headings(self, params):
        """The heading of each shown column; `params` is the QueryDict of the page."""
        current, descending = self.sorted_by
        params = params.copy()
        params.pop("page", None)
        params.pop("sort", None)
        base = params.urlencode()
        return [self._heading(column, column is current, descending, base) for column in self.shown]

    def _heading(self, column, current, descending, base):
        if not column.order:
            return Heading(column.label, column.cell_class, "", "")
        sort = f"-{column.name}" if current and not descending else column.name
        direction = ("descending" if descending else "ascending") if current else ""
        return Heading(column.label, column.cell_class, f"?{base}&sort={sort}" if base else f"?sort={sort}", direction)


def _turned(field):
    return field[1:] if field.startswith("-") else f"-{field}"


def _reader(column, keys, objects):
    if column.of_object:
        return lambda values: column.value(objects[values[0]])
    indexes = [keys[lookup] for lookup in column.lookups]
    if callable(column.value):
        return lambda values: column.value(*(values[index] for index in indexes))
    index = indexes[0]
    return lambda values: values[index]
