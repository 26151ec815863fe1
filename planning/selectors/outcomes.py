"""What became of the lines of a return above the unit, as far as a reader may know it."""

from dataclasses import dataclass

from office.models import Decision
from planning.enums import ANSWERED, LINE_STATE_COLOURS, LineState
from planning.models import DemandLine
from planning.selectors.lines import with_what_is_told
from planning.selectors.merged import merged_with


@dataclass(frozen=True)
class Outcome:
    """Of one line: how far it is, the numbers above the unit with their reasons, and what it was merged with."""

    state: LineState
    consolidated: int | None
    consolidated_reason: str
    decided: int | None
    decided_reason: str
    decision: str
    decision_url: str
    into: tuple | None  # (line, its page)
    taken_in: list

    @property
    def colour(self):
        return LINE_STATE_COLOURS[self.state]


def outcomes_of(answer, lines, user):
    """{line.pk: Outcome} of a return that has left its unit, empty before; five queries."""
    if answer.status not in ANSWERED:
        return {}
    told = with_what_is_told(DemandLine.objects.filter(demand_return=answer), user).select_related("decision")
    merged, urls = merged_with(lines, user), _decision_urls(answer, user)
    return {line.pk: _outcome(line, urls, *merged[line.pk]) for line in told}


def _outcome(line, urls, into, taken_in):
    decision = line.decision if line.told_decision else None
    return Outcome(
        LineState(line.told_state),
        line.consolidated,
        line.consolidated_reason,
        line.told_decided,
        line.told_reason,
        str(decision or ""),
        urls.get(decision.pk, "") if decision else "",
        into,
        taken_in,
    )


def _decision_urls(answer, user):
    """{decision.pk: its page} of those that the reader sees."""
    seen = Decision.objects.visible_to(user).filter(demand_lines__demand_return=answer).distinct()
    return {decision.pk: decision.get_absolute_url() for decision in seen}
