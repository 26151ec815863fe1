"""How many of a pool may get the best grade 优秀比例, and which pool a unit's people belong to."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import TypeVar

from .errors import CountRefused, ShareOutOfRange, UnitCycle
from .exact import Number, exact

Unit = TypeVar("Unit", bound=Hashable)


class Rounding(StrEnum):
    DOWN = "down"
    HALF_UP = "half_up"
    UP = "up"


ROUND = {Rounding.DOWN: floor, Rounding.HALF_UP: lambda share: floor(share + Fraction(1, 2)), Rounding.UP: ceil}


def allowed(size: int, percent: Number, rounding: Rounding = Rounding.DOWN) -> int:
    """How many of a pool of ``size`` people ``percent`` (0..100) of them are, in whole people.

    The default is the strict reading of "at most 20 %": of 35 people 7, of 4 people none. Raises ``CountRefused``,
    ``ShareOutOfRange``.
    """
    if size < 0:
        raise CountRefused("size", size)
    if not 0 <= percent <= 100:
        raise ShareOutOfRange(percent)
    return ROUND[rounding](size * exact(percent) / 100)


@dataclass(frozen=True)
class CapMeter:
    """A pool against its cap, in people. ``pending``: no grade yet, so they may still reach it."""

    size: int
    allowed: int
    reached: int
    pending: int = 0

    @property
    def over(self) -> int:
        """How many too many there are already."""
        return max(self.reached - self.allowed, 0)

    @property
    def room(self) -> int:
        """How many more the cap lets in."""
        return max(self.allowed - self.reached, 0)

    @property
    def over_at_most(self) -> int:
        """The forecast at its worst: how many too many if all who are pending reach it."""
        return max(self.reached + self.pending - self.allowed, 0)


def cap_meter(
    grades: Iterable[str | None], *, capped: str, percent: Number, rounding: Rounding = Rounding.DOWN
) -> CapMeter:
    """One pool against the ``capped`` grade: the grade code of each of its people, None where none is known yet."""
    count = Counter(grades)
    size = count.total()
    return CapMeter(size, allowed(size, percent, rounding), count[capped], count[None])


def assign_pools(
    sizes: Mapping[Unit, int], parents: Mapping[Unit, Unit | None], *, minimum: int = 5
) -> dict[Unit, Unit]:
    """The unit in whose pool each unit of ``sizes`` (own people, without those below it) is counted.

    From the bottom up, a pool under ``minimum`` joins its parent's, with all that joined it before. The top has nowhere
    to go and stays, however small. Raises ``UnitCycle``, ``CountRefused``.
    """
    depths: dict[Unit, int] = {}
    for unit, size in sizes.items():
        if size < 0:
            raise CountRefused("size", size)
        _measure_depth(unit, parents, depths)
    held, home = Counter(sizes), {}
    for unit in sorted(depths, key=depths.__getitem__, reverse=True):
        parent = parents.get(unit)
        if parent is not None and held[unit] < minimum:
            held[parent] += held[unit]
            home[unit] = parent
    return {unit: _last(unit, home) for unit in sizes}


def _measure_depth(unit: Unit, parents: Mapping[Unit, Unit | None], depths: dict[Unit, int]) -> None:
    """Enter ``unit`` and its ancestors into ``depths`` (the top is 0)."""
    climbed: dict[Unit, None] = {}
    while unit is not None and unit not in depths:
        if unit in climbed:
            raise UnitCycle(unit)
        climbed[unit] = None
        unit = parents.get(unit)
    depth = -1 if unit is None else depths[unit]
    depths.update((passed, depth + steps) for steps, passed in enumerate(reversed(climbed), start=1))


def _last(unit: Unit, home: Mapping[Unit, Unit]) -> Unit:
    while unit in home:
        unit = home[unit]
    return unit
