"""Typing scores into sheets: the filing protocol's one writer."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.models import AssessmentSheet, Score, Sheet
from evaluations.rules import sheets as rules
from evaluations.selectors.cells import by_sheet, cells_of, total_of
from office import audit
from office.bulk import insert_rows, update_rows
from office.errors import DomainError

NEEDED = (
    *(f"sheet__{field}" for field in ("status", "epoch", "standard", "total")),
    "slot__user",
    "slot__name",
    "component__filed_by",
    "assessment__state",
    "assessment__engineer__user",
    "assessment__engineer__name",
    "assessment__unit__path",
    "assessment__cycle__name",
    "assessment__cycle__status",
    "assessment__cycle__unit__path",
)
AROUND = ("slot", "component", "assessment__engineer", "assessment__unit", "assessment__cycle__unit")  # of a subject


@dataclass(frozen=True)
class Edit:
    """One cell as typed: the text (None: cleared) and the version it was typed over, 0 for a cell never filled."""

    sheet: int
    criterion: int
    value: str | None
    base: int

    @property
    def key(self):
        return self.sheet, self.criterion


@dataclass(frozen=True)
class Answer:
    """What became of an edit: saved, same, conflict, refused, locked or gone."""

    edit: Edit
    state: str
    version: int = 0
    theirs: str | None = None
    at: datetime | None = None
    reason: str = ""

    def as_json(self):
        facts = {"sheet": self.edit.sheet, "criterion": self.edit.criterion, "state": self.state}
        if self.state in {"saved", "same", "conflict"}:
            facts["version"] = self.version
        if self.state == "conflict":
            facts |= {"theirs": self.theirs, "at": timezone.localtime(self.at).strftime("%m-%d %H:%M")}
        return facts | ({"reason": self.reason} if self.reason else {})


@transaction.atomic
def save_cells(user, edits, epochs):
    """Save what can be saved of `edits` and answer each of them, in their order.

    `epochs` maps a sheet's key to the epoch its page showed. The sheets are locked by key, so two writers of a cell come one
    after the other, and the second one sees the first one's version. Nothing is raised: a cell that cannot be saved says why.
    """
    return _save(user, _lock_fileable(user, {edit.sheet for edit in edits}), edits, epochs)


@transaction.atomic
def fill_sheets(edits, *, actor):
    """Fill in sheets from a file whose rights were checked row by row; `actor` None is the operator's command.

    All or nothing: raises DomainError if a single cell changed since the file was compared, or cannot be saved.
    """
    keys = {edit.sheet for edit in edits}
    sheets = {sheet.pk: sheet for sheet in lock_sheets(Sheet.objects.filter(pk__in=keys, subject__isnull=False))}
    if actor and any(rules.is_about(actor, sheet.subject) for sheet in sheets.values()):
        raise DomainError(_("Nobody fills in, submits or verifies the sheet on himself or herself."))
    answers = _save(actor, sheets, edits, {key: sheet.epoch for key, sheet in sheets.items()})
    if any(answer.state not in {"saved", "same"} for answer in answers):
        raise DomainError(_("Meanwhile someone changed these sheets. Nothing was loaded; read the file again."))


def _save(user, sheets, edits, epochs):
    block = _Block(user, sheets, epochs)
    answers = [block.take(edit) for edit in edits]
    block.write()
    return answers


def lock_sheets(sheets):
    """Lock the sheets of the queryset by key, each with its subject. Only the sheet itself is locked."""
    around = [f"subject__{name}" for name in AROUND]
    return list(sheets.select_for_update(of=("self",)).select_related(*around).order_by("pk"))


def _lock_fileable(user, keys):
    """{key: sheet} of those in sight that the user may fill in, locked by key.

    Asked of the subjects: asked of the sheets, their scope would be a subquery that reads every sheet in sight.
    """
    found = (
        AssessmentSheet.objects.visible_to(user)
        .filter(sheet__in=keys)
        .select_for_update(of=("sheet",))
        .select_related("sheet", *AROUND)
        .only(*NEEDED)
        .order_by("sheet_id")
    )
    return {subject.sheet_id: subject.sheet for subject in found if rules.can_file(user, subject)}


class _Block:
    """The cells of the locked sheets while a batch of edits goes through them."""

    def __init__(self, user, sheets, epochs):
        self.user, self.sheets, self.epochs = user, sheets, epochs
        self.now = timezone.now()
        self.cells = {cell.key: cell for cell in cells_of(sheets)} if sheets else {}
        self.before = {}

    def take(self, edit):
        sheet, cell = self.sheets.get(edit.sheet), self.cells.get(edit.key)
        if sheet is None or cell is None:
            return Answer(edit, "gone", reason=_("This sheet is not yours to fill in any more."))
        try:
            value = rules.parse_value(edit.value)
        except ValueError:
            return Answer(edit, "refused", reason=_("This is not a number."))
        if value == cell.value:
            return Answer(edit, "same", cell.base)
        return self._refusal(edit, sheet, cell, value) or self._save(edit, cell, value)

    def _refusal(self, edit, sheet, cell, value):
        if reason := rules.why_locked(sheet, sheet.subject.assessment) or self._why_stale(sheet):
            return Answer(edit, "locked", reason=reason)
        if reason := "" if value is None else rules.value_refusal(value, cell):
            return Answer(edit, "refused", reason=reason)
        if edit.base != cell.base:
            return Answer(edit, "conflict", cell.base, cell.text, cell.filed_at or self.now)
        return None

    def _why_stale(self, sheet):
        if self.epochs.get(sheet.pk) == sheet.epoch:
            return ""
        return _("This sheet was submitted and reopened meanwhile. Load the page again.")

    def _save(self, edit, cell, value):
        self.before.setdefault(cell.key, cell)
        saved = cell._replace(value=value, version=cell.base + 1, filed_at=self.now)
        self.cells[cell.key] = saved
        return Answer(edit, "saved", saved.version)

    def write(self):
        if not self.before:
            return
        self._write_scores()
        self._write_totals()
        self._record_corrections()

    def _write_scores(self):
        names = ("sheet", "criterion", "value", "version", "filer", "filed_at")
        saved = (self.cells[key] for key in sorted(self.before))
        rows = ((*cell.key, cell.value, cell.version, self._filer, self.now) for cell in saved)
        insert_rows(Score, names, rows, unique=("sheet", "criterion"))

    def _write_totals(self):
        touched, cells = sorted({sheet for sheet, _criterion in self.before}), by_sheet(self.cells.values())
        update_rows(Sheet, ("total", "filer"), [(total_of(cells[key]), self._filer, key) for key in touched])

    @property
    def _filer(self):
        return self.user.pk if self.user else None

    def _record_corrections(self):
        """Draft cells are no acts; what changes after a first submission is one."""
        changes = {}
        for key, old in self.before.items():
            if self.sheets[old.sheet].epoch:
                changes.setdefault(old.sheet, {})[old.name] = [old.value, self.cells[key].value]
        if changes:
            subjects = ((self.sheets[key].subject, changed) for key, changed in changes.items())
            rows = [(subject, subject.assessment.unit, changed) for subject, changed in subjects]
            audit.record_many(actor=self.user, verb="sheet.corrected", rows=rows)
