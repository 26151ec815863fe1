"""Typing into returns: the filing protocol's one writer for what units answer, and the lines and people they add."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from office import audit
from office.bulk import insert_rows, update_rows
from office.errors import DomainError
from office.locks import lock_rows
from office.sentences import sentence
from planning.checks.cells import LINE_FIELDS, Unreadable, read
from planning.enums import Part, ReturnStatus
from planning.models import DemandAnswer, DemandCandidate, DemandLine, DemandReturn
from planning.rules import returns as rules
from planning.selectors.facts import facts_of_line
from planning.selectors.filing import cells_named, grades_of, line_code
from planning.selectors.participants import filled_by
from planning.services.participants import remember
from planning.services.returns import lock_answering
from talent.models import Engineer

LINE_COLUMNS = (*LINE_FIELDS, "filed_by", "filed_at", "updated_at")


@dataclass(frozen=True)
class Edit:
    """One cell as typed: the text (None: cleared) and the stored value that its page last saw.

    `demand_return` is its key, `cell` one of "line:<key>:<field>", "answer:<key of the question>", "remarks".
    """

    demand_return: int
    cell: str
    value: str | None
    base: str | None

    @property
    def key(self):
        return self.demand_return, self.cell


@dataclass(frozen=True)
class Answer:
    """What became of an edit: saved, same, conflict, refused, locked or gone. `version` is the stored value as text."""

    edit: Edit
    state: str
    version: str = ""
    at: datetime | None = None
    reason: str = ""

    @property
    def is_stored(self):
        return self.state in {"saved", "same"}

    def as_json(self):
        facts = {"sheet": self.edit.demand_return, "criterion": self.edit.cell, "state": self.state}
        if self.is_stored or self.state == "conflict":
            facts["version"] = self.version
        if self.state == "conflict":
            facts |= {"theirs": self.version, "at": timezone.localtime(self.at).strftime("%m-%d %H:%M")}
        return facts | ({"reason": self.reason} if self.reason else {})


@transaction.atomic
def save_cells(user, edits):
    """Save what can be saved of `edits` and answer each of them, in their order; a constant number of queries.

    The returns are locked by key, so two writers of a cell come one after the other, and the second one sees the first
    one's value. Nothing is raised: a cell that cannot be saved says why.
    """
    returns = _lock_fillable(user, {edit.demand_return for edit in edits})
    block = _Block(user, cells_named(returns, {edit.key for edit in edits}))
    found = [block.take(edit) for edit in edits]
    block.write()
    return found


def _lock_fillable(user, keys):
    """{key: return} of those in sight that the user may fill in, locked by key.

    They are read once they are locked: a survey may have been closed by whoever was waited for. `filled_before` tells
    whether this person had filled in something of it already.
    """
    seen = DemandReturn.objects.visible_to(user).filter(pk__in=keys)
    lock_rows(DemandReturn, seen.values_list("pk", flat=True))
    found = seen.select_related("survey", "unit").annotate(filled_before=Q(pk__in=filled_by(user))).order_by("pk")
    return {demand_return.pk: demand_return for demand_return in found if rules.can_fill(user, demand_return)}


class _Block:
    """The cells of locked returns while a batch of edits goes through them."""

    def __init__(self, user, cells):
        self.user, self.cells = user, cells
        self.now = timezone.now()
        self.before = {}

    def take(self, edit):
        cell = self.cells.get(edit.key)
        if cell is None:
            return Answer(edit, "gone", reason=_("This is not yours to fill in any more."))
        try:
            value = read(cell.kind, edit.value)
        except Unreadable as refusal:
            return Answer(edit, "refused", reason=sentence(refusal))
        if value == cell.value:
            return Answer(edit, "same", cell.text)
        if reason := rules.why_locked(cell.demand_return):
            return Answer(edit, "locked", reason=str(reason))
        if plain(edit.base) != plain(cell.text):
            return Answer(edit, "conflict", cell.text, cell.at)
        return self._save(edit, cell, value)

    def _save(self, edit, cell, value):
        self.before.setdefault(edit.key, cell)
        saved = self.cells[edit.key] = cell.holding(value, self.now)
        return Answer(edit, "saved", saved.text)

    def write(self):
        if not self.before:
            return
        changed = [self.cells[key] for key in self.before]
        self._write_lines([cell for cell in changed if cell.line])
        rows = [(cell.demand_return.pk, cell.question.pk, cell.value) for cell in changed if cell.question]
        insert_rows(DemandAnswer, ("demand_return", "question", "value"), rows, unique=("demand_return", "question"))
        self._write_returns(changed)
        self._record_corrections()

    def _write_lines(self, cells):
        lines = {cell.line.pk: cell.line for cell in cells}
        for cell in cells:
            setattr(cell.line, cell.field, cell.value)
        rows = [
            (*(getattr(line, name) for name in LINE_FIELDS), self.user.pk, self.now, self.now, key)
            for key, line in sorted(lines.items())
        ]
        update_rows(DemandLine, LINE_COLUMNS, rows)

    def _write_returns(self, cells):
        returns = {cell.demand_return.pk: cell.demand_return for cell in cells}
        for cell in cells:
            if not (cell.line or cell.question):
                cell.demand_return.remarks = cell.value
        rows = [(demand_return.remarks, self.now, key) for key, demand_return in sorted(returns.items())]
        update_rows(DemandReturn, ("remarks", "updated_at"), rows)
        remember(self.user, Part.FILLED, *(key for key in returns if not returns[key].filled_before))

    def _record_corrections(self):
        """Draft cells are no acts; a number that changes after it was handed up once is one."""
        told = {}
        for key, old in self.before.items():
            if old.field == "wanted" and old.demand_return.submitted_at:
                change = (old.line, old.demand_return.unit, {"wanted": [old.value, self.cells[key].value]})
                told.setdefault(old.demand_return.sent_back_reason, []).append(change)
        for reason, rows in told.items():
            audit.record_many(actor=self.user, verb="demandline.corrected", rows=rows, reason=reason)


def plain(text):
    """A value as a form or a script carries it, comparable with a stored one."""
    return (text or "").replace("\r\n", "\n").strip()


# --- Lines ------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_line(demand_return, grade, discipline, *, actor):
    """A line for something that the unit has no posts of, with the facts of the survey's day.

    Raises DomainError for a grade that the rules of the unit do not know, and for one that is there already.
    """
    demand_return = lock_answering(demand_return, ReturnStatus.DRAFT)
    if grade not in grades_of(demand_return):
        raise DomainError(_("The rules of this unit know no “%(grade)s”.") % {"grade": grade})
    if demand_return.lines.filter(grade=grade, discipline=discipline).exists():
        raise DomainError(_("The return has a line for this grade and discipline already."))
    there = facts_of_line(demand_return.survey, demand_return.unit, grade, discipline)
    line = DemandLine.objects.create(
        demand_return=demand_return,
        grade=grade,
        discipline=discipline,
        authorised=there.authorised,
        held=there.held,
        retiring=there.retiring,
        filed_by=actor,
        filed_at=timezone.now(),
    )
    remember(actor, Part.FILLED, demand_return.pk)
    _record(demand_return, line, actor, "demandline.added", {"authorised": [None, line.authorised]})
    return line


@transaction.atomic
def remove_line(line, *, actor, seen):
    """Take out a line that somebody added; `seen` is the `line_code` of what was shown of it.

    Raises DomainError if somebody typed into it since, and for one that has seats: of these none are wanted, with a reason.
    """
    demand_return, line = _lock_line(line)
    if not rules.is_added(line):
        raise DomainError(_("The unit has such posts: write 0 seats and why they are not needed any more."))
    if line_code(line) != seen:
        raise DomainError(_("Somebody changed the line meanwhile. Look at what it says now, then take it out."))
    remember(actor, Part.FILLED, demand_return.pk)
    _record(demand_return, line, actor, "demandline.removed", {"wanted": [line.wanted, None]})
    line.delete()


def _record(demand_return, line, actor, verb, changes):
    """A draft is no act; what changes after it was handed up once is one."""
    if demand_return.submitted_at:
        reason = demand_return.sent_back_reason
        audit.record(actor=actor, verb=verb, target=line, unit=demand_return.unit, changes=changes, reason=reason)


def _lock_line(line):
    """(return, line) as they are now, the return locked. Raises DomainError if either does not allow changes any more."""
    demand_return = lock_answering(line.demand_return, ReturnStatus.DRAFT)
    found = demand_return.lines.select_related("grade", "discipline").filter(pk=line.pk).first()
    if found is None:
        raise DomainError(_("Somebody took this line out meanwhile."))
    return demand_return, found


# --- People -----------------------------------------------------------------------------------------------------
@transaction.atomic
def add_candidate(line, engineer, *, actor):
    """Put someone of the unit up for the seats of a line; naming one twice changes nothing."""
    demand_return, line = _lock_line(line)
    if not Engineer.objects.visible_to(actor).employed().in_unit(demand_return.unit).filter(pk=engineer.pk).exists():
        raise DomainError(
            _("%(person)s is not employed in %(unit)s: name people of the unit itself.")
            % {"person": engineer, "unit": demand_return.unit}
        )
    _candidate, named = DemandCandidate.objects.get_or_create(line=line, engineer=engineer)
    if named:
        remember(actor, Part.FILLED, demand_return.pk)
        _record(demand_return, line, actor, "demandline.candidate_named", {"candidate": [None, str(engineer)]})


@transaction.atomic
def remove_candidate(line, engineer, *, actor):
    """Take the name off the line; naming nobody who is there changes nothing."""
    demand_return, line = _lock_line(line)
    gone, _by_model = line.candidates.filter(engineer=engineer).delete()
    if gone:
        remember(actor, Part.FILLED, demand_return.pk)
        _record(demand_return, line, actor, "demandline.candidate_removed", {"candidate": [str(engineer), None]})
