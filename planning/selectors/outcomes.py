"""What became of the lines of a return above the unit, as far as a reader may know it."""

from dataclasses import dataclass

from office.models import Decision
from planning.enums import ANSWERED, LINE_STATE_COLOURS, LineState
from planning.rules.numbers import can_read_decided
from planning.selectors.merged import merged_with


@dataclass(frozen=True)
class Outcome:
    """Of one line: how far it is, the numbers above the unit with their reasons, and what it was merged with."""

    state: LineState
    consolidated: int | None
    consolidated_reason: str
    decided: int | None
    decided_reason: str
    decision: tuple | None  # (what it is called, its page, "" out of sight)
    into: tuple | None  # (line, its page, "" out of sight)
    taken_in: list

    @property
    def colour(self):
        return LINE_STATE_COLOURS[self.state]


def outcomes_of(demand_return, lines, user):
    """{line.pk: Outcome} of a return that has left its unit, empty before; five queries, one if nothing was decided or merged."""
    if demand_return.status not in ANSWERED:
        return {}
    told = can_read_decided(user, demand_return.survey)
    decisions = _decisions({line.decision_id for line in lines if told} - {None}, user)
    merged = merged_with(lines, user)
    return {line.pk: _outcome(line, told, decisions, *merged[line.pk]) for line in lines}


def _outcome(line, told, decisions, into, taken_in):
    return Outcome(
        line.state_for(told),
        line.consolidated,
        line.consolidated_reason,
        line.decided if told else None,
        line.decided_reason if told else "",
        decisions.get(line.decision_id),
        into,
        taken_in,
    )


def _decisions(keys, user):
    """{key: (what a decision is called, its page, "" out of sight)}"""
    if not keys:
        return {}
    seen = set(Decision.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    decisions = Decision.objects.in_bulk(keys).values()
    return {one.pk: (str(one), one.get_absolute_url() if one.pk in seen else "") for one in decisions}
