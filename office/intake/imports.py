"""What an import is: columns, a key, what is on record, and how it is written. See the example in ``office.intake``."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from office import audit
from office.clock import today
from office.enums import HR_ROLES
from office.errors import DomainError
from office.intake import reading
from office.intake.cells import CellType, read_column, text_of
from office.intake.headings import find_table
from office.intake.plans import WARNING, Change, Plan, Problem, Row
from office.sentences import joined


@dataclass(frozen=True)
class Column:
    """A column of the file. `name` is the model's field unless `stored` is False (read, checked, not written)."""

    name: str
    label: str
    headings: tuple
    type: CellType
    required: bool = False  # the column must be there; unless `may_be_empty`, so must every value
    may_be_empty: bool = False
    stored: bool = True
    shown: bool = True  # in the preview's tables


def no_report(percent, message=""):
    """Progress that nobody watches."""


class LoadedFile:
    """What the audit entry of an import names: the file, which is no row of any table."""

    pk = None

    def __init__(self, model, name):
        self._meta, self.name = model._meta, name

    def __str__(self):
        return self.name


class Import:
    """Subclasses declare what follows and implement `existing`, `create` and `update`; ModelImport does so for one model."""

    do_not_call_in_templates = True  # pages list the classes themselves
    code = ""
    label = ""
    model = None  # what it is about, for the audit trail
    columns = ()
    columns_of = {}  # {field: column} of fields that a column of another name says
    key = ()  # column names that identify a row
    roles = HR_ROLES  # who may load it
    list_url = ""  # URL name of the list that shows the result
    guidance = ()  # sentences above the upload
    form_class = None  # a UserForm for what else must be said, e.g. the cycle
    formulas = True  # whether a formula counts as what it came to; else its cell is refused

    def __init__(self, params=None, *, actor=None, on=None):
        self.params, self.actor, self.on = params or {}, actor, on or today()
        self.plan_made = None

    # --- What subclasses may refine --------------------------------------------------------------
    @classmethod
    def may_load(cls, user):
        return bool(user.roles & cls.roles)

    @classmethod
    def params_of(cls, cleaned):
        """The JSON of a valid form of `form_class`."""
        return {
            name: getattr(value, "pk", None) or str(value) for name, value in cleaned.items() if value not in (None, "")
        }

    @classmethod
    def params_from_words(cls, words):
        """The same JSON from what is typed at a command line, e.g. {"cycle": "2025"}. Raises DomainError."""
        return dict(words)

    def fits(self, table):
        """Whether a sheet whose headings were found is read at all."""
        return table.is_complete

    def tab_choices(self):
        """[(value, label)] of what a sheet of the file can be, if each must be told; see `params["tabs"]`."""
        return []

    def suggest_tab(self, title):
        """The value of `tab_choices` that a sheet's title speaks of, or ""."""
        return ""

    def prepare(self):
        """Fetch what rows are compared with: a constant number of queries."""

    def complete(self, row):
        """Set what follows from the row's own values, e.g. a name's pinyin. Called for rows without problems; no queries."""

    def check(self, rows):
        """Look at the rows without problems together and report through `self.problem`; `self.rows` are all. No queries in a loop."""

    def check_against(self, row, pk, old):
        """Look at a row beside what is on record (`pk` None, `old` {} for a new one); no queries."""

    def existing(self, keys, *, lock=False):
        """{key: (pk, {name: value})} of what is on record for the keys, with the names in `self.compared`."""
        raise NotImplementedError

    def create(self, rows):
        """Write new rows in bulk, with their audit entries."""
        raise NotImplementedError

    def update(self, changes):
        """Write changed rows in bulk, with their audit entries."""
        raise NotImplementedError

    def key_of(self, row):
        return row[self.key[0]] if len(self.key) == 1 else tuple(row[name] for name in self.key)

    def key_cell(self, row):
        """The column at which a key that stands twice is reported."""
        return self.key[-1]

    def done_url(self):
        """The page of what was loaded, if it is not the list."""
        return ""

    def upload_url(self):
        """Where the corrected file is uploaded."""
        return reverse("office:import_upload", args=[self.code])

    # --- What subclasses call ---------------------------------------------------------------------
    def problem(self, row, name, reason, level="error"):
        """Report what is wrong in a row's column (or with the row, name ""). An error keeps the whole file from being loaded."""
        place = self.table_of[row.sheet].places.get(name)
        heading, value = "", ""
        if place is not None:
            heading, value = self.table_of[row.sheet].headings[place], text_of(row.cells[place])
        else:
            heading = str(self.column(name).label) if name in self.columns_by_name else ""
        self.problems.append(Problem(row.sheet, row.number, heading, value, str(reason), level))
        row.faulty = row.faulty or level != WARNING

    def warn(self, row, name, reason):
        self.problem(row, name, reason, WARNING)

    def column(self, name):
        return self.columns_by_name[name]

    def column_of(self, field):
        """The column that says the field, or None."""
        return self.columns_by_name.get(self.columns_of.get(field, field))

    def show(self, name, value):
        """A value of a column as text."""
        column = self.column_of(name)
        return column.type.show(value) if column else "" if value is None else str(value)

    # --- The plan ----------------------------------------------------------------------------------
    def plan(self, workbook, report=no_report):
        """Read, check and compare; writes nothing. `report(percent, message)` is told how far it is."""
        self.columns_by_name = {column.name: column for column in self.columns}
        self.problems, self.table_of = [], {}
        plan = self.plan_made = Plan(workbook.name, problems=self.problems)
        self._choose_tables(workbook, plan)
        if plan.unmapped:
            return plan
        self._check_headings_differ(plan.tables)
        report(5, _("Reading the cells"))
        for column in self.columns:
            column.type.prepare()
        self.prepare()
        rows = self._rows_of(plan.tables, report)
        report(55, _("Checking the rows"))
        self._check(rows)
        report(75, _("Comparing with what is on record"))
        self._compare(plan, rows)
        plan.problems.sort(key=lambda problem: (problem.level, problem.sheet, problem.row))
        report(100)
        return plan

    def _choose_tables(self, workbook, plan):
        """Every sheet whose headings fit is read; a file without one must be mapped by a person."""
        mapping, tabs = self.params.get("columns", {}), self.params.get("tabs", {})
        sheets = workbook.sheets
        if self.tab_choices():
            self.tabs = {sheet.name: tabs.get(sheet.name, self.suggest_tab(sheet.name)) for sheet in sheets}
            plan.unmapped = not any(self.tabs.values()) or any(
                not value and name not in tabs for name, value in self.tabs.items()
            )
            sheets = [sheet for sheet in sheets if self.tabs[sheet.name]] or sheets
        tables = [find_table(sheet, self.columns, mapping) for sheet in sheets]
        fitting = [table for table in tables if self.fits(table)]
        if not fitting:
            fitting, plan.unmapped = [max(tables, key=lambda table: len(table.places))], True
        plan.tables = fitting
        self.table_of = {table.sheet.name: table for table in fitting}
        plan.notes = [note for note in (self._ignored_columns(fitting), _ignored_sheets(workbook, fitting)) if note]

    def _check_headings_differ(self, tables):
        """Two columns for one thing may say two things, and nobody could tell which of them counts."""
        for table in tables:
            for first, second in table.twins:
                cells = {"first": table.cell_of(first), "second": table.cell_of(second)}
                reason = _("The headings in %(first)s and %(second)s mean the same: keep one of the columns.") % cells
                heading = table.headings[second]
                self.problems.append(Problem(table.sheet.name, table.heading_row + 1, heading, "", reason))

    def _ignored_columns(self, tables):
        headings = dict.fromkeys(heading for table in tables for heading in table.unknown)
        return _("Columns that are not read: %(names)s.") % {"names": joined(headings)} if headings else ""

    def _rows_of(self, tables, report):
        present = {name for table in tables for name in table.places}
        self.compared = tuple(column.name for column in self.columns if column.stored and column.name in present)
        rows = []
        for table in tables:
            rows += self._read_table(table, report)
        return rows

    def _read_table(self, table, report):
        numbered = list(table.rows())
        if not numbered:
            self.problems.append(
                Problem(table.sheet.name, 0, "", "", _("There are headings, but no rows below them."), "error")
            )
            return []
        names = list(table.places)
        values, faulty = [], set()
        for done, name in enumerate(names):
            values.append(self._read_place(table, numbered, name, faulty))
            report(5 + 50 * (done + 1) // len(names))
        rows = []
        for index, ((number, cells), row_values) in enumerate(zip(numbered, zip(*values, strict=True), strict=True)):
            row = Row(zip(names, row_values, strict=True), table.sheet.name, number, cells)
            row.faulty = index in faulty
            rows.append(row)
        return rows

    def _read_place(self, table, numbered, name, faulty):
        """The values of one column; its unreadable and missing cells are reported and their rows noted in `faulty`."""
        column, place = self.columns_by_name[name], table.places[name]
        values, faults = read_column(column.type, [cells[place] for _number, cells in numbered])
        if column.required and not column.may_be_empty:
            empty = column.type.empty
            faults |= {
                index: _("is empty") for index, value in enumerate(values) if value == empty and index not in faults
            }
        for index, reason in faults.items():
            number, cells = numbered[index]
            self.problems.append(
                Problem(table.sheet.name, number, table.headings[place], text_of(cells[place]), reason)
            )
        faulty.update(faults)
        return values

    def _check(self, rows):
        self.rows = rows
        sound = [row for row in rows if not row.faulty]
        for row in sound:
            self.complete(row)
        self._check_keys(row for row in rows if all(row.get(name) not in (None, "") for name in self.key))
        self.check([row for row in sound if not row.faulty])

    def _check_keys(self, rows):
        """A key that stands in two rows is reported at both."""
        first, reported = {}, set()
        for row in rows:
            key = self.key_of(row)
            other = first.setdefault(key, row)
            if other is row:
                continue
            self._report_twin(row, other)
            if key not in reported:
                reported.add(key)
                self._report_twin(other, row)

    def _report_twin(self, row, other):
        where = {"row": other.number, "sheet": other.sheet}
        if row.sheet == other.sheet:
            self.problem(row, self.key_cell(row), _("stands in row %(row)d too") % where)
        else:
            self.problem(row, self.key_cell(row), _("stands in row %(row)d of the sheet %(sheet)s too") % where)

    def _compare(self, plan, rows):
        keyed = {self.key_of(row): row for row in rows if not row.faulty}
        plan.compared = self.existing(list(keyed))
        compared = self.compared
        for key, row in keyed.items():
            found = plan.compared.get(key)
            pk, old = found or (None, {})
            self.check_against(row, pk, old)
            if row.faulty:  # what is on record may lie out of sight: it is not shown
                continue
            if found is None:
                plan.new.append(row)
                continue
            fields = {name: (old[name], row[name]) for name in compared if old[name] != row[name]}
            if fields:
                plan.changed.append(Change(row, pk, fields))
            else:
                plan.same.append(row)

    # --- The act -------------------------------------------------------------------------------------
    @transaction.atomic
    def apply(self, plan):
        """Write a plan made by this very object: all of it or nothing.

        Refused with a sentence if the plan has errors, or if what it was compared with has changed meanwhile.
        """
        if plan.unmapped or plan.errors:
            raise DomainError(_("This file has errors; nothing was loaded."))
        rows = [*plan.new, *(change.row for change in plan.changed), *plan.same]
        if self.existing([self.key_of(row) for row in rows], lock=True) != plan.compared:
            raise outdated()
        try:
            with transaction.atomic():
                if plan.new:
                    self.create(plan.new)
                if plan.changed:
                    self.update(plan.changed)
        except IntegrityError as error:
            raise outdated() from error
        self._record(plan)

    def _record(self, plan):
        if not (plan.new or plan.changed):
            return
        counts = plan.counts()
        audit.record(
            actor=self.actor,
            verb="file.loaded",
            target=LoadedFile(self.model, plan.name),
            unit=next((duty.unit for duty in self.actor.current_duties), None) if self.actor else None,
            changes={name: [None, counts[name]] for name in ("new", "changed", "same")},
        )


def outdated():
    return DomainError(
        _("Meanwhile someone changed what this file was compared with. Nothing was loaded; read the file again.")
    )


def _ignored_sheets(workbook, tables):
    used = {table.sheet.name for table in tables}
    left = [sheet.name for sheet in workbook.sheets if sheet.name not in used]
    return _("Sheets that are not read: %(names)s.") % {"names": joined(left)} if left else ""


def plan_file(importer, source, name="", report=no_report):
    """Read a path or open binary file and plan it."""
    report(1, _("Opening the file"))
    return importer.plan(reading.read(source, name, formulas=importer.formulas), report)
