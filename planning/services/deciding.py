"""Entering what a body decided on the lines before it. Posts stay as they are: decided numbers wait for the post review."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from office import audit
from office.bulk import update_rows
from office.errors import DomainError
from office.locks import lock_rows
from planning.checks.deciding import why_not_by
from planning.enums import AT_THE_TOP, RUNNING_SURVEYS
from planning.models import DemandLine, DemandReturn
from planning.selectors.deciding import outcome_of, own_lines
from planning.selectors.desk import NAMED_AT_ONCE, named, named_of_keys
from planning.services.surveys import lock_in

VERB = "demandline.decided"
WRITTEN = ("decided", "decided_reason", "decision", "updated_at")


@transaction.atomic
def decide_lines(survey, numbers, *, decision, actor, seen, reason="", quota_reason="", own_reasons=None):
    """Write {line key: number of seats} under a decision; lines merged into these are decided with them. Returns how many changed.

    A number that was decided before is corrected by deciding again, with a reason. `reason` is kept at the lines that need
    one and have none in `own_reasons` {line key: reason}, `quota_reason` at those beyond their quota. `seen` is the code of
    the outcome that was shown. Raises DomainError for a survey that is not running, a decision of another unit, lines that
    are not at the top or merged, or into which one was merged that is not, the actor's own, a number without its reason,
    seats beyond a quota without theirs, and if something changed since it was shown.
    """
    survey = lock_in(survey, *RUNNING_SURVEYS)
    if refusal := why_not_by(decision, survey):
        raise DomainError(refusal)
    _lock(survey, numbers)
    outcome = outcome_of(survey, numbers, decision)
    _refuse_others(numbers, outcome)
    _refuse_own(survey, outcome, actor)
    if outcome.code != seen:
        raise DomainError(_("Something was changed meanwhile. Look at what is there now."))
    merged = _merged_into(outcome)
    _refuse_sent_back(merged)
    reasons = Reasons(outcome, reason, quota_reason, own_reasons or {})
    _refuse_unexplained(outcome, reasons)
    _write(outcome, actor, reasons)
    _decide_merged(merged, outcome, actor)
    return len(outcome.changing)


class Reasons:
    """Why each line of an outcome gets its number; nothing is said of lines to which it does not apply."""

    def __init__(self, outcome, common, of_quota, own):
        self.common, self.of_quota, self.own = common.strip(), of_quota.strip(), own
        self.beyond, self.explained = outcome.keys_beyond, {line.pk for line in outcome.to_explain}

    def of_number(self, line):
        return self.own.get(line.pk, "").strip() or (self.common if line.pk in self.explained else "")

    def of(self, line):
        return "；".join(filter(None, [self.of_number(line), self.of_quota if line.pk in self.beyond else ""]))


def _lock(survey, numbers):
    """The returns, then the lines, with those merged into them: whoever sends a return back waits."""
    lines = DemandLine.objects.filter(demand_return__survey=survey)
    if len(numbers) <= NAMED_AT_ONCE:
        lines = lines.filter(Q(pk__in=numbers) | Q(merged_into__in=numbers))
    touched = [
        (key, demand_return)
        for key, into, demand_return in lines.values_list("pk", "merged_into", "demand_return")
        if key in numbers or into in numbers
    ]
    lock_rows(DemandReturn, [demand_return for _key, demand_return in touched])
    lock_rows(DemandLine, [key for key, _answer in touched])


# --- What is refused -------------------------------------------------------------------------------------------
def _refuse_others(numbers, outcome):
    missing = numbers.keys() - {line.pk for line in outcome.lines}
    if missing:
        some = named_of_keys(DemandLine.objects.order_by("pk"), sorted(missing)[:NAMED_AT_ONCE])
        raise DomainError(
            _("Lines that do not lie before you any more: %(count)d.") % {"count": len(missing)},
            reasons=[_why_not(line) for line in some],
        )


def _why_not(line):
    if line.merged_into_id and line.demand_return.status in AT_THE_TOP:
        sentence = _("%(line)s was merged into another line and is decided with it.")
    else:
        sentence = _("%(line)s: its return was not passed up, or was sent back.")
    return sentence % {"line": named(line)}


def _refuse_own(survey, outcome, actor):
    own = own_lines(survey, actor)
    mine = [line for line in outcome.lines if line.pk in own]
    if mine:
        raise DomainError(
            _(
                "Nobody decides on lines that he or she typed, handed in, checked, approved, recorded on paper or is named for: "
                "somebody else does."
            ),
            reasons=map(named, mine),
        )


def _refuse_sent_back(merged):
    below = [line for line in merged if line.demand_return.status not in AT_THE_TOP]
    if below:
        raise DomainError(
            _(
                "Lines merged into these are decided with them, but their returns were sent back. Wait until they are passed up."
            ),
            reasons=map(named, below),
        )


def _refuse_unexplained(outcome, reasons):
    unsaid = [line for line in outcome.to_explain if not reasons.of_number(line)]
    if unsaid:
        raise DomainError(
            _("Say why: a number is another than the consolidated one, or was decided otherwise before."),
            reasons=map(named, unsaid),
        )
    if outcome.beyond and not reasons.of_quota:
        raise DomainError(
            _("Say why seats are granted beyond the quota."),
            reasons=[named(granted.line) for granted in outcome.beyond],
        )


# --- What is written -------------------------------------------------------------------------------------------
def _write(outcome, actor, reasons):
    now, changing = timezone.now(), outcome.changing
    said = {line.pk: reasons.of(line) for line in changing}
    rows = [(line.number, said[line.pk], outcome.decision.pk, now, line.pk) for line in changing]
    update_rows(DemandLine, WRITTEN, rows)
    _record(changing, outcome, actor, said)


def _merged_into(outcome):
    """What was merged into the lines that change."""
    lines = DemandLine.objects.filter(demand_return__survey=outcome.survey).exclude(merged_into=None)
    return named_of_keys(lines, {line.pk for line in outcome.changing}, "merged_into")


def _decide_merged(merged, outcome, actor):
    """They keep their number, by the same decision."""
    now, reason = timezone.now(), _("Decided with the line into which it was merged")
    for line in merged:
        line.number = line.consolidated
    update_rows(DemandLine, WRITTEN, [(line.number, "", outcome.decision.pk, now, line.pk) for line in merged])
    _record(merged, outcome, actor, {line.pk: reason for line in merged})


def _record(lines, outcome, actor, said):
    """In the audit trail of who asked: those who answered read what was decided in the line's story once it is published."""
    decision = str(outcome.decision)
    cited = {line.decision_id for line in lines} - {None}
    before = {found.pk: str(found) for found in type(outcome.decision).objects.filter(pk__in=cited)} if cited else {}
    audit.record_each(
        actor=actor,
        verb=VERB,
        rows=(
            (
                line,
                outcome.survey.unit,
                {"decided": [line.decided, line.number], "decision": [before.get(line.decision_id), decision]},
                said[line.pk],
            )
            for line in lines
        ),
    )
