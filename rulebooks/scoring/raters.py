"""One value out of what several raters 评委 gave, over those of them who gave one."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from statistics import median

from .errors import RequiredTooFew, TrimTooWide
from .exact import Number, exact, mean


class Method(StrEnum):
    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"
    MEDIAN = "median"
    SUM = "sum"


COMBINE = {Method.MEAN: mean, Method.TRIMMED_MEAN: mean, Method.MEDIAN: median, Method.SUM: sum}


@dataclass(frozen=True)
class RaterRule:
    """How raters are put together.

    ``required``: with fewer raters there is no value; at least 1, else ``RequiredTooFew``. ``drop`` and
    ``trimmed_from`` speak of the trimmed mean only: how many of the highest, and as many of the lowest, are dropped
    once so many raters are there; somebody must be left, else ``TrimTooWide``.
    """

    method: Method = Method.MEAN
    required: int = 1
    drop: int = 1
    trimmed_from: int = 5

    def __post_init__(self):
        if self.required < 1:
            raise RequiredTooFew(self.required)
        if self.drop < 0 or self.trimmed_from <= 2 * self.drop:
            raise TrimTooWide(self.drop, self.trimmed_from)

    def drops(self, present: int) -> int:
        """How many values are dropped at either end."""
        return self.drop if self.method == Method.TRIMMED_MEAN and present >= self.trimmed_from else 0


@dataclass(frozen=True)
class Aggregate:
    """``value`` is unrounded, or None while ``present`` is under ``required``; ``dropped`` counts both ends."""

    value: Fraction | None
    present: int
    required: int
    dropped: int = 0


def aggregate(values: Iterable[Number | None], rule: RaterRule) -> Aggregate:
    """Put the raters' ``values`` together by ``rule``; None is a rater who has not given one, and never a zero."""
    rising = sorted(exact(value) for value in values if value is not None)
    present = len(rising)
    if present < rule.required:
        return Aggregate(None, present, rule.required)
    drop = rule.drops(present)
    return Aggregate(COMBINE[rule.method](rising[drop : present - drop]), present, rule.required, 2 * drop)
