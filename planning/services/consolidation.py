"""A subsidiary's numbers beside the wanted ones of its units: set, taken as wanted, merged, separated, passed up."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from office import audit
from office.bulk import update_rows
from office.errors import DomainError
from office.locks import lock_rows
from planning.checks import consolidation as checks
from planning.enums import RUNNING_SURVEYS, ReturnStatus
from planning.models import DemandLine, DemandReturn, DemandSurvey
from planning.selectors.consolidation import (
    code_of_merging,
    code_of_separating,
    code_of_taking,
    consolidated_table,
    goings_of,
    lines_of,
    not_looked_at,
    returns_of,
    state_of,
    stated,
    targets_among,
)
from planning.selectors.deciding import lines_naming
from planning.selectors.merged import beside_unit
from planning.services.returns import move_all

WRITTEN = ("consolidated", "consolidated_reason", "merged_into", "merged_extra", "updated_at")


class EntryResult(StrEnum):
    SAVED = "saved"
    SAME = "same"
    CONFLICT = "conflict"
    REFUSED = "refused"


UNSAVED = frozenset({EntryResult.CONFLICT, EntryResult.REFUSED})


@dataclass(frozen=True)
class Entry:
    """What somebody entered at a line; no number opens it again. `seen` is the `state_of` the line that was shown."""

    line: int
    number: int | None
    reason: str
    seen: str


@dataclass(frozen=True)
class EntryOutcome:
    """What became of an entry, with the line as it is now; None if it is not the subsidiary's to consolidate."""

    result: EntryResult
    line: DemandLine | None = None
    sentence: str = ""


@dataclass(frozen=True)
class _Change:
    line: DemandLine
    number: int | None
    reason: str = ""
    merged_into: DemandLine | None = None

    @property
    def values(self):
        """Those of WRITTEN but the time."""
        into = self.merged_into
        return self.number, self.reason, into and into.pk, checks.further_seats(self.line) if into else 0


# --- Numbers ---------------------------------------------------------------------------------------------------
@transaction.atomic
def set_consolidated(survey, subsidiary, entries, *, actor):
    """{line key: EntryOutcome}: what is right is saved though other entries are refused. A constant number of queries.

    Raises DomainError if the survey is not running.
    """
    lines = _lock_lines(survey, subsidiary, [entry.line for entry in entries])
    concerns = {"own": lines_naming(survey, actor), "targets": targets_among(lines)}
    outcomes = {entry.line: _outcome(entry, lines.get(entry.line), **concerns) for entry in entries}
    saved = [entry for entry in entries if outcomes[entry.line].result == EntryResult.SAVED]
    changes = [_Change(lines[entry.line], entry.number, entry.reason) for entry in saved]
    _write(changes, actor=actor, verb="demandline.consolidated")
    return outcomes


def _outcome(entry, line, *, own, targets):
    if line is None:
        return EntryOutcome(EntryResult.REFUSED, None, _("The line is not yours to consolidate any more."))
    said = stated(line.wanted, entry.number, entry.reason, line.merged_into_id)
    if said in (entry.seen, state_of(line)):
        return EntryOutcome(EntryResult.SAME, line)
    if objection := checks.objection_to_entry(line, entry.number, entry.reason, own=own, targets=targets):
        return EntryOutcome(EntryResult.REFUSED, line, objection)
    if state_of(line) != entry.seen:
        return EntryOutcome(EntryResult.CONFLICT, line, checks.told_as_it_is(line))
    return EntryOutcome(EntryResult.SAVED, line)


@transaction.atomic
def take_as_wanted(survey, subsidiary, keys, *, actor, seen):
    """Consolidate lines that nobody looked at as they are wanted; answers how many. `seen` is their code when shown.

    Others of the keys are left alone, and those that concern the actor. Raises DomainError if something changed since.
    """
    keys = set(keys) - lines_naming(survey, actor)
    waiting = not_looked_at(lines_of(returns_of(survey, subsidiary))).values_list("pk", flat=True)
    lines = _lock_lines(survey, subsidiary, [key for key in waiting if key in keys]).values()
    taken = [line for line in lines if line.consolidated is None and not checks.objection_to_setting(line)]
    _refuse_unseen(code_of_taking(taken), seen)
    _write([_Change(line, line.wanted) for line in taken], actor=actor, verb="demandline.taken_as_wanted")
    return len(taken)


# --- Duplicates ------------------------------------------------------------------------------------------------
@transaction.atomic
def merge_lines(survey, subsidiary, target, merged, *, actor, number, reason, seen):
    """Let one line ask for the further seats of others: it gets the number, those keep what is authorised. Takes keys.

    `seen` is the code of all of them when they were shown. Raises DomainError for lines that do not go together or concern
    the actor, for what was merged or passed up already, and if something changed since.
    """
    lines = _lock_lines(survey, subsidiary, [target, *merged])
    _refuse_foreign(lines, [target, *merged])
    _refuse_own(survey, lines, actor)
    into, others = lines[target], [lines[key] for key in merged]
    _refuse(checks.objections_to_merging(into, others, targets=targets_among(merged)))
    _refuse_unseen(code_of_merging(lines.values()), seen)
    _refuse_unexplained(into, number, reason)
    _refuse(filter(None, [checks.objection_to_length(into, reason)]))
    why = checks.reason_of_merged(into, reason)
    _write([_Change(into, number, reason)], actor=actor, verb="demandline.took_others_in")
    _write([_Change(one, one.authorised, why, into) for one in others], actor=actor, verb="demandline.merged")


@transaction.atomic
def separate_line(survey, subsidiary, line, *, actor, number, reason, seen):
    """Let a merged line stand for itself again, to be looked at anew; `number` is what the other one keeps. Takes a key.

    `seen` is the code of the two when they were shown. The subsidiary of either does it, since the unit of one may have
    moved to another subsidiary. Raises DomainError if it is not merged (any more) or concerns the actor, once one of the
    two was passed up, and if something changed since.
    """
    target = DemandLine.objects.filter(pk=line).values_list("merged_into", flat=True).first()
    lines = _lock(survey, DemandLine.objects.filter(pk__in=[line, target], demand_return__survey=survey))
    if not returns_of(survey, subsidiary).filter(lines__in=lines).exists():
        raise DomainError(_("The line is not yours to consolidate any more."))
    apart, into = lines.get(line), lines.get(target)
    if apart is None or into is None or apart.merged_into_id != target:
        raise DomainError(_("The line is not merged with another one any more."))
    _refuse_own(survey, lines, actor)
    _refuse(filter(None, map(checks.objection_to_status, (apart, into))))
    _refuse_unseen(code_of_separating(apart), seen)
    _refuse_unexplained(into, number, reason)
    _write([_Change(into, number, reason)], actor=actor, verb="demandline.let_others_go")
    _write([_Change(apart, None)], actor=actor, verb="demandline.separated", reason=reason)


# --- Up --------------------------------------------------------------------------------------------------------
@transaction.atomic
def pass_up(survey, subsidiary, shown, *, actor):
    """Pass returns up to who decides; answers how many. `shown` is {key of a return: its `code` when it was confirmed}.

    Raises DomainError with a sentence per return that lacks something, and if somebody changed a number since.
    """
    returns = returns_of(survey, subsidiary)
    chosen = returns.filter(pk__in=shown)
    lock_rows(DemandReturn, chosen.values_list("pk", flat=True))
    lock_rows(DemandLine, DemandLine.objects.filter(demand_return__in=chosen).values_list("pk", flat=True))
    _refuse_standing_still(survey)
    going = {key: one for key, one in goings_of(returns).items() if key in shown}
    if not going or going.keys() != shown.keys():
        raise DomainError(_("Returns that you chose are not here any more. Look at what is there now."))
    if any(one.code != shown[key] for key, one in going.items()):
        raise DomainError(_("Somebody changed numbers meanwhile. Look at what is there now."))
    _refuse(lack for one in going.values() for lack in checks.lacks_of_passing(one, going.keys()))
    passed = [one.demand_return for one in going.values()]
    move_all(passed, ReturnStatus.CONSOLIDATED, actor=actor, verb="demandreturn.passed_up")
    return len(passed)


@transaction.atomic
def log_printing(survey, subsidiary, *, actor):
    """Note that the consolidated table was printed for signature; answers the table.

    No number changes before the transaction ends: what else is drawn with it adds up.
    """
    lock_rows(DemandReturn, returns_of(survey, subsidiary).values_list("pk", flat=True))
    table = consolidated_table(returns_of(survey, subsidiary))
    changes = {"check_code": [None, table.check_code]}
    audit.record(actor=actor, verb="consolidation.printed", target=survey, unit=subsidiary, changes=changes)
    return table


# --- Locked, refused, written -----------------------------------------------------------------------------------
def _lock_lines(survey, subsidiary, keys):
    """{key: line} of those that the subsidiary consolidates, locked with their returns and read afterwards."""
    return _lock(survey, DemandLine.objects.filter(pk__in=keys, demand_return__in=returns_of(survey, subsidiary)))


def _lock(survey, lines):
    found = dict(lines.values_list("pk", "demand_return"))
    lock_rows(DemandReturn, found.values())
    lock_rows(DemandLine, found)
    _refuse_standing_still(survey)
    told = DemandLine.objects.select_related(
        "demand_return__unit", "grade", "discipline", "merged_into__demand_return__unit"
    )
    return {line.pk: line for line in told.filter(pk__in=found)}


def _refuse_standing_still(survey):
    status = DemandSurvey.objects.values_list("status", flat=True).get(pk=survey.pk)
    if status not in RUNNING_SURVEYS:
        survey.status = status
        raise DomainError(_("The survey is in the status “%(status)s”.") % {"status": survey.get_status_display()})


def _refuse_unseen(code, seen):
    if code != seen:
        raise DomainError(_("Somebody changed numbers meanwhile. Look at what is there now."))


def _refuse_foreign(lines, keys):
    if not lines.keys() >= set(keys):
        raise DomainError(_("One of the lines is not yours to consolidate: only lines of one subsidiary go together."))


def _refuse_own(survey, lines, actor):
    own = lines_naming(survey, actor)
    _refuse(checks.objection_of_own(line) for key, line in lines.items() if key in own)


def _refuse_unexplained(line, number, reason):
    objection = checks.objection_to_number(line, number, reason)
    if objection or number is None or not reason:
        raise DomainError(objection or _("Enter the number, and say why."))


def _refuse(sentences):
    if sentences := list(dict.fromkeys(sentences)):
        raise DomainError(sentences[0], reasons=sentences[1:])


def _write(changes, *, actor, verb, reason=""):
    """The numbers with their reasons, and an entry in the audit trail for each; a statement per thousand."""
    now = timezone.now()
    update_rows(
        DemandLine,
        WRITTEN,
        ((*change.values, now, change.line.pk) for change in changes),
    )
    audit.record_each(actor=actor, verb=verb, rows=(_recorded(change, reason) for change in changes))


def _recorded(change, reason):
    line = change.line
    told = {"consolidated": [line.consolidated, change.number]}
    if line.merged_into or change.merged_into:
        told["merged_into"] = [beside_unit(line.merged_into), beside_unit(change.merged_into)]
    return line, line.demand_return.unit, told, reason or change.reason
