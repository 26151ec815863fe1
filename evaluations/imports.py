"""Score sheets from HR's own workbook: a tab per rater slot, a row per person, a column per criterion."""

import unicodedata
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluations.enums import CycleStatus
from evaluations.forms import SheetImportForm
from evaluations.models import AssessmentSheet, Cycle, RaterSlot
from evaluations.rules import sheets as rules
from evaluations.selectors.cells import by_sheet, cells_of, revision
from evaluations.selectors.filing import criteria_of
from evaluations.services.scores import Edit, fill_sheets
from office.errors import DomainError
from office.intake.cells import CellType, Code, Text, Unreadable, text_of
from office.intake.imports import Column, Import
from office.intake.plans import Problem
from talent.models import Engineer


class ScoreCell(CellType):
    """A score of one criterion: a number within its maximum and decimals."""

    def __init__(self, criterion, places):
        self.criterion = _Accepts(criterion.kind, criterion.maximum, places)

    def parse(self, value):
        try:
            number = rules.parse_value(text_of(value))
        except ValueError:
            raise Unreadable(_("is not a number")) from None
        if number is not None and (reason := rules.value_refusal(number, self.criterion)):
            raise Unreadable(reason)
        return number

    def show(self, value):
        return rules.plain(value)


@dataclass(frozen=True)
class _Accepts:
    kind: str
    maximum: object
    places: int


class SheetImport(Import):
    """One row is one sheet of an open cycle. An empty cell says nothing; only draft sheets are filled in."""

    code, label, model, key = "sheets", _("score sheets"), AssessmentSheet, ("number",)
    list_url = "evaluations:cycle_list"
    form_class = SheetImportForm
    guidance = (
        _("One tab per rater slot, named like it; one row per person with employee number and name."),
        _(
            "A heading names a criterion, with its maximum in brackets if you like. A value over the maximum is an error."
        ),
        _("Sheets that are not in the file stay as they are, and so do empty cells."),
    )

    def __init__(self, params=None, **kwargs):
        super().__init__(params, **kwargs)
        self.cycle = self._cycle()
        self.slots = {str(slot.pk): slot for slot in self.cycle.slots.select_related("component")}
        self.criteria = criteria_of(self.cycle)
        self.columns = (
            Column("number", _("employee number"), ("工号", "职工编号", "员工编号"), Code(32), required=True),
            Column("name", _("name of the person"), ("姓名",), Text(60), stored=False),
            *(self._column(criterion) for criterion in self.criteria),
        )

    @classmethod
    def may_load(cls, user):
        """Raters load their own sheets, too; whether each sheet may be filled in is checked row by row."""
        return super().may_load(user) or RaterSlot.objects.filter(user=user).exists()

    @classmethod
    def params_from_words(cls, words):
        """The cycle by its name or its year if only one is open for scores, else by its number in the address."""
        word, open_cycles = words.get("cycle", ""), Cycle.objects.filter(status=CycleStatus.RATING)
        named = Q(name=word) | Q(year=word) if word.isdecimal() and len(word) < 5 else Q(name=word)
        found = list(open_cycles.filter(named).values_list("pk", flat=True)[:2])
        return super().params_from_words(words | {"cycle": found[0]} if len(found) == 1 else words)

    def _cycle(self):
        cycles = Cycle.objects.select_related("regime__standard", "unit")
        cycles = cycles.visible_to(self.actor) if self.actor else cycles
        try:
            return cycles.get(pk=self.params.get("cycle"))
        except (Cycle.DoesNotExist, ValueError, TypeError):
            raise DomainError(_("Say which cycle the score sheets belong to.")) from None

    def _column(self, criterion):
        """Known by its name; with a maximum in brackets it must be the criterion's, so the two are one heading."""
        maximum = rules.plain(criterion.maximum)
        headings = (criterion.name, f"{criterion.name}({maximum})", f"{criterion.name}({maximum}分)")
        return Column(
            criterion.code, criterion.name, headings, ScoreCell(criterion, self.cycle.regime.standard.decimals)
        )

    # --- Which tab is which slot -------------------------------------------------------------------------
    def tab_choices(self):
        return [(value, slot.name) for value, slot in self.slots.items()]

    def suggest_tab(self, title):
        wanted = _plain(title)
        return next((value for value, slot in self.slots.items() if _plain(slot.name) == wanted), "")

    def key_of(self, row):
        return self.tabs[row.sheet], row["number"]

    # --- What rows are compared with ------------------------------------------------------------------------
    def existing(self, keys, *, lock=False):
        """{(slot, employee number): (sheet, {criterion: value, and what tells a sheet that moved on})}."""
        subjects = self._subjects(keys)
        cells = by_sheet(cells_of([subject.sheet_id for subject in subjects.values()])) if subjects else {}
        return {
            key: (
                subject.sheet_id,
                {cell.code: cell.value for cell in cells[subject.sheet_id]}
                | {"number": key[1], "revision": revision(cells[subject.sheet_id]), "epoch": subject.sheet.epoch},
            )
            for key, subject in subjects.items()
        }

    def _subjects(self, keys):
        wanted = set(keys)
        rows = AssessmentSheet.objects.filter(assessment__cycle=self.cycle, slot__in={slot for slot, _number in wanted})
        if self.actor:
            rows = rows.visible_to(self.actor)
        rows = rows.select_related(
            "sheet", "slot", "component", "assessment__unit", "assessment__engineer", "assessment__cycle__unit"
        )
        found = {(str(row.slot_id), row.assessment.engineer.employee_number): row for row in rows}
        return {key: row for key, row in found.items() if key in wanted}

    def check(self, rows):
        self._check_headings()
        self.subjects = self._subjects([self.key_of(row) for row in rows])
        strangers = [row["number"] for row in rows if self.key_of(row) not in self.subjects]
        people = Engineer.objects.visible_to(self.actor) if self.actor else Engineer.objects
        known = set(people.filter(employee_number__in=strangers).values_list("employee_number", flat=True))
        for row in rows:
            subject = self.subjects.get(self.key_of(row))
            if subject is not None:
                self._check_row(row, subject)
            elif row["number"] in known:
                self.problem(row, "number", _("has no sheet in this cycle"))
            else:
                self.problem(row, "number", _("is not known"))

    def _check_row(self, row, subject):
        name = subject.assessment.engineer.name
        if row.get("name") and _plain(row["name"]) != _plain(name):
            self.problem(row, "name", _("is not the name on record: %(name)s") % {"name": name})
        if self.actor and not rules.can_file(self.actor, subject):
            self.problem(row, "number", rules.not_yours())

    def _check_headings(self):
        """A bracket that names another maximum, or a heading that no criterion has, is never passed over in silence."""
        for table in self.table_of.values():
            for heading in table.headings:
                self._check_maximum(table, heading)

    def _check_maximum(self, table, heading):
        name, bracket, rest = unicodedata.normalize("NFKC", heading).partition("(")
        criterion = next((found for found in self.criteria if _plain(found.name) == _plain(name)), None)
        written = rest.rstrip(")分 ")
        if criterion is None or not bracket or written == rules.plain(criterion.maximum):
            return
        reason = _("The maximum of “%(criterion)s” is %(maximum)s, not %(written)s.") % {
            "criterion": criterion.name,
            "maximum": rules.plain(criterion.maximum),
            "written": written,
        }
        self.problems.append(Problem(table.sheet.name, table.heading_row + 1, heading, heading, str(reason)))

    def check_against(self, row, pk, old):
        """An empty cell leaves what is there. A sheet that cannot be filled in any more is an error only if it would change."""
        for name in self.compared:
            if name != "number" and row[name] is None:
                row[name] = old.get(name)
        subject = self.subjects[self.key_of(row)]
        reason = rules.why_locked(subject.sheet, subject.assessment)
        if reason and any(row[name] != old.get(name) for name in self.compared):
            self.problem(row, "number", reason)

    # --- The act ---------------------------------------------------------------------------------------------
    def create(self, rows):
        """Sheets are created by opening the cycle, never by a file."""
        raise NotImplementedError

    def update(self, changes):
        criteria = {criterion.code: criterion.pk for criterion in self.criteria}
        versions = {cell.key: cell.base for cell in cells_of([change.pk for change in changes])}
        edits = [
            Edit(change.pk, criteria[name], self.show(name, new), versions[change.pk, criteria[name]])
            for change in changes
            for name, (_old, new) in change.fields.items()
        ]
        fill_sheets(edits, actor=self.actor)


def _plain(text):
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()
