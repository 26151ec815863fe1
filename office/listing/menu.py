"""The export menu of a list page: the named tables, and the columns in the order of the one that was chosen."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from office.listing import tables
from office.selectors.tables import audiences

CHOSEN, OPENED = "table", "tables"  # in the address: a table's key; that the kept tables are shown


@dataclass(frozen=True)
class Choice:
    """A column that can be exported."""

    name: str
    label: str
    chosen: bool

    @property
    def place_label(self):
        return _("Place: %(column)s") % {"column": self.label}


@dataclass(frozen=True)
class Offer:
    """A named table in the menu; `missing` are labels of its columns that this person cannot have."""

    table: tables.Table
    query: str
    current: bool
    missing: list


class ExportMenu:
    """Of a ListPage with its List. The kept tables cost one query, which is made when they are asked for."""

    def __init__(self, page, rows):
        self.page, self.rows, self.list_class = page, rows, page.list_class
        self.table = tables.table_of(page.user, self.list_class, page.params.get(CHOSEN, ""))

    @property
    def opened(self):
        return CHOSEN in self.page.params or OPENED in self.page.params

    @property
    def can_keep(self):
        return bool(self.list_class.code)

    @cached_property
    def columns(self):
        """Those of the chosen table first, in its order; then the others, unchecked."""
        allowed = {column.name: column for column in self.rows.allowed}
        names = [name for name in self.table.columns if name in allowed]
        chosen = set(names or (column.name for column in self.rows.allowed if column.default))
        return [
            Choice(name, self.table.labels.get(name) or allowed[name].label, name in chosen)
            for name in dict.fromkeys([*names, *allowed])
        ]

    @cached_property
    def offers(self):
        found = tables.of_the_house(self.list_class)
        if self.opened:
            found += tables.kept_for(self.page.user, self.list_class)
        return [self._offer(table) for table in found]

    def _offer(self, table):
        return Offer(table, self._query(table=table.key), table.key == self.table.key, self._missing(table))

    def _missing(self, table):
        known = tables.labels_of(self.list_class.code) | {one.name: one.label for one in self.list_class.columns}
        allowed = {column.name for column in self.rows.allowed}
        gone = [name for name in table.columns if name not in allowed]
        return list(dict.fromkeys(table.labels.get(name) or known.get(name) or _("a former column") for name in gone))

    @property
    def query_without_table(self):
        return self._query(tables="")

    @property
    def audiences(self):
        return audiences(self.page.user)

    @property
    def own_name(self):
        """The name to keep the choice under again, of a table that this person may change."""
        return self.table.name if self.table.kept and self.table.kept.kept else ""

    @property
    def audience(self):
        return str(self.table.kept.unit_id or "") if self.own_name else ""

    def _query(self, **chosen):
        params = self.page.params.copy()
        for name in (CHOSEN, OPENED, "page"):
            params.pop(name, None)
        for name, value in chosen.items():
            params[name] = value
        return params.urlencode()
