"""What scoring refuses. Each error carries what was wrong as fields; whoever shows it to people words the sentence."""

from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum


@dataclass(eq=False)
class ScoringError(ValueError):
    """Base of all refusals: the class says what is wrong, the fields where and by how much."""

    def __post_init__(self):
        self.args = tuple(getattr(self, field.name) for field in fields(self))

    def __str__(self):
        found = ", ".join(f"{field.name}={getattr(self, field.name)!s}" for field in fields(self))
        return f"{type(self).__name__}({found})"


class Refusal(StrEnum):
    """Why one typed value cannot be a score."""

    NOT_FINITE = "not_finite"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    TOO_MANY_DECIMALS = "too_many_decimals"


@dataclass(eq=False)
class ValueRefused(ScoringError):
    reason: Refusal
    value: object
    minimum: object = None
    maximum: object = None
    places: int | None = None


@dataclass(eq=False)
class BandsMissing(ScoringError):
    """A banded criterion without a single band."""


@dataclass(eq=False)
class BandReversed(ScoringError):
    code: str
    low: Decimal
    high: Decimal


@dataclass(eq=False)
class BandAboveMaximum(ScoringError):
    code: str
    high: Decimal
    maximum: Decimal


@dataclass(eq=False)
class BandsOverlap(ScoringError):
    lower: str
    upper: str


@dataclass(eq=False)
class BandsGap(ScoringError):
    """No band holds the points from ``low`` to ``high``, both inclusive."""

    low: Decimal
    high: Decimal


@dataclass(eq=False)
class TargetNotPositive(ScoringError):
    target: Decimal


@dataclass(eq=False)
class CodeRepeated(ScoringError):
    code: str


@dataclass(eq=False)
class TotalMismatch(ScoringError):
    """The maxima (or weights) of a standard do not add up to the total it declares."""

    declared: Decimal
    actual: Decimal


@dataclass(eq=False)
class ScoresMissing(ScoringError):
    codes: tuple[str, ...]


@dataclass(eq=False)
class WeightRefused(ScoringError):
    """A weight or maximum that is not above zero; of a distribution, one below it."""

    code: str
    weight: Decimal


@dataclass(eq=False)
class NoPartApplies(ScoringError):
    """A composite none of whose parts applies to the person."""


@dataclass(eq=False)
class TrimTooWide(ScoringError):
    """Dropping ``drop`` values at either end could leave none of ``trimmed_from``."""

    drop: int
    trimmed_from: int


@dataclass(eq=False)
class RequiredTooFew(ScoringError):
    """A rule that would be content with no rater at all."""

    required: int


@dataclass(eq=False)
class UnknownAnswer(ScoringError):
    answer: str


@dataclass(eq=False)
class CountRefused(ScoringError):
    """A head-count, vote count or number of months that is negative or larger than what it is part of."""

    name: str
    count: int
    at_most: int | None = None


@dataclass(eq=False)
class TooFewVoters(ScoringError):
    voters: int
    minimum: int


@dataclass(eq=False)
class LinesMissing(ScoringError):
    """A regime without grade lines."""


@dataclass(eq=False)
class LineNotDescending(ScoringError):
    """``code`` follows a better grade without standing below it."""

    code: str
    lower: Decimal
    above: Decimal


@dataclass(eq=False)
class LineUnbounded(ScoringError):
    """A grade other than the last has no lower bound, so those after it could never be reached."""

    code: str


@dataclass(eq=False)
class LastLineBounded(ScoringError):
    """The last grade has a lower bound, so a score below it would have no grade."""

    code: str
    lower: Decimal


@dataclass(eq=False)
class ShareOutOfRange(ScoringError):
    """A percentage outside 0 to 100, or a share of votes outside 0 (excluded) to 1."""

    share: object


@dataclass(eq=False)
class UnitCycle(ScoringError):
    """A unit that is its own ancestor."""

    unit: object


@dataclass(eq=False)
class NothingToShareBy(ScoringError):
    """A total is to be distributed, but no weight is above zero."""

    total: int


@dataclass(eq=False)
class AmountOffLadder(ScoringError):
    """An allowance that is none of the steps it should be lowered on."""

    amount: Decimal
