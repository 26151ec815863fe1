"""The lines of a page of the desk, read as values: fifty of them with all that is said of each, in four queries."""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import cached_property

from office.sentences import joined
from planning.enums import ReturnStatus
from planning.models import DemandCandidate, DemandLine
from planning.selectors.consolidation import IN_ORDER, repeated_keys, stated

LOOKUPS = (
    "pk", "demand_return", "demand_return__status", "demand_return__late", "demand_return__sent_back_reason",
    "demand_return__unit__name", "grade", "discipline", "grade__name", "discipline__name", "authorised", "held", "retiring",
    "qualified", "wanted", "urgency", "problem_kind", "problem", "consequence", "consolidated", "consolidated_reason",
    "merged_into", "merged_into__demand_return__unit__name",
)  # fmt: skip


class Line(NamedTuple):
    """The values of LOOKUPS."""

    pk: int
    demand_return: int
    status: str
    late: bool
    sent_back_reason: str
    unit: str
    grade_key: int
    discipline_key: int
    grade: str
    discipline: str
    authorised: int
    held: int
    retiring: int
    qualified: int | None
    wanted: int | None
    urgency: str
    problem_kind: str
    problem: str
    consequence: str
    consolidated: int | None
    consolidated_reason: str
    merged_into: int | None
    into: str | None  # the unit of that line

    __str__, vacant, extra = DemandLine.__str__, DemandLine.vacant, DemandLine.extra

    @property
    def here(self):
        """Whether its number is the subsidiary's to set."""
        return self.status == ReturnStatus.SUBMITTED


class Folded(NamedTuple):
    """A line that was merged into the one it stands below."""

    pk: int
    unit: str
    wanted: int
    kept: int
    problem: str


@dataclass(frozen=True)
class Typed:
    """What somebody entered, and what became of it; `wrong` if it was not saved."""

    number: object
    reason: str
    result: str
    sentence: str
    wrong: bool


@dataclass(frozen=True)
class Row:
    line: Line
    consolidates: bool  # whether the reader may
    repeated: bool  # whether another unit asks for the same
    first: bool  # of its unit on the page
    people: str
    folded: list
    typed: Typed | None = None
    own: bool = False  # whether it concerns the reader

    @cached_property
    def editable(self):
        return self.consolidates and self.line.here and self.line.merged_into is None and not self.own

    @property
    def separable(self):
        return self.consolidates and self.line.here and self.line.merged_into is not None and not self.own

    @property
    def number(self):
        return self.typed.number if self.typed else self.line.consolidated

    @property
    def reason(self):
        return self.typed.reason if self.typed else self.line.consolidated_reason

    @property
    def seen(self):
        line = self.line
        return stated(line.wanted, line.consolidated, line.consolidated_reason, line.merged_into)

    @property
    def name(self):
        return f"{self.line.unit} · {self.line}"


def rows_of(keys, returns, *, consolidates, typed=None, own=frozenset()):
    """[Row] of these lines in the order of the desk; `typed` is {line key: Typed}, `own` are keys that concern the reader."""
    lines = [
        Line(*values) for values in DemandLine.objects.filter(pk__in=keys).order_by(*IN_ORDER).values_list(*LOOKUPS)
    ]
    alike = repeated_keys(returns, {line.discipline_key for line in lines})
    people, folded, met = _people(keys), _folded(keys), set()
    return [
        Row(
            line,
            consolidates,
            _may_be_merged(line) and (line.grade_key, line.discipline_key) in alike,
            line.demand_return not in met and not met.add(line.demand_return),
            joined(people[line.pk]) if line.pk in people else "",
            folded[line.pk],
            (typed or {}).get(line.pk),
            line.pk in own,
        )
        for line in lines
    ]


def _may_be_merged(line):
    return line.here and line.merged_into is None and (line.extra or 0) > 0


def _people(keys):
    """{line key: [name]} of the inside candidates."""
    found = defaultdict(list)
    for line, name in (
        DemandCandidate.objects.filter(line__in=keys).order_by("pk").values_list("line", "engineer__name")
    ):
        found[line].append(name)
    return found


def _folded(keys):
    """{line key: [Folded]}"""
    found = defaultdict(list)
    merged = DemandLine.objects.filter(merged_into__in=keys).order_by("pk")
    for into, *values in merged.values_list(
        "merged_into", "pk", "demand_return__unit__name", "wanted", "consolidated", "problem"
    ):
        found[into].append(Folded(*values))
    return found
