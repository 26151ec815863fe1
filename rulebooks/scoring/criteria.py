"""Points of one criterion 考核指标: judged, banded, quantified or counted.

A veto 一票否决 has no points: it is struck on a sheet or it is not (see ``sheets``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from .errors import (
    BandAboveMaximum,
    BandReversed,
    BandsGap,
    BandsMissing,
    BandsOverlap,
    Refusal,
    TargetNotPositive,
    ValueRefused,
)
from .exact import Number, exact


@dataclass(frozen=True)
class Band:
    """A level of quality and the points that may be given for it, ``low`` to ``high``, both inclusive."""

    code: str
    low: Decimal
    high: Decimal


def refusal(value: Decimal, *, maximum: Decimal, minimum: Decimal = Decimal(0), places: int = 1) -> Refusal | None:
    """Why ``value`` cannot stand on a sheet; None if it can.

    It must be finite, within ``minimum``..``maximum`` (both inclusive) and have at most ``places`` decimals.
    """
    if not value.is_finite():
        return Refusal.NOT_FINITE
    if value < minimum:
        return Refusal.BELOW_MINIMUM
    if value > maximum:
        return Refusal.ABOVE_MAXIMUM
    if round(value, places) != value:
        return Refusal.TOO_MANY_DECIMALS
    return None


def judged_points(value: Decimal, *, maximum: Decimal, places: int = 1) -> Fraction:
    """What the rater gave, 0..``maximum``. Raises ``ValueRefused``."""
    reason = refusal(value, maximum=maximum, places=places)
    if reason:
        raise ValueRefused(reason, value, Decimal(0), maximum, places)
    return exact(value)


def check_bands(bands: Sequence[Band], *, maximum: Decimal, places: int = 0) -> None:
    """Refuse a band table that does not cover 0..``maximum`` exactly once, in steps of ``places`` decimals.

    A published scoring sheet caps "training others" at 5 and describes it in bands of 9-10 points: nobody can fill it
    in. Raises ``BandsMissing``, ``BandReversed``, ``BandAboveMaximum``, ``BandsOverlap``, ``BandsGap``, or
    ``ValueRefused`` for an edge that nobody could give.
    """
    if not bands:
        raise BandsMissing
    for band in bands:
        _check_band(band, maximum, places)
    step = Decimal(1).scaleb(-places)
    rising = sorted(bands, key=lambda band: band.low)
    _check_gap(Decimal(0), rising[0].low, step)
    for lower, upper in pairwise(rising):
        if upper.low <= lower.high:
            raise BandsOverlap(lower.code, upper.code)
        _check_gap(lower.high + step, upper.low, step)
    _check_gap(rising[-1].high + step, maximum + step, step)


def _check_band(band: Band, maximum: Decimal, places: int) -> None:
    if band.high > maximum:
        raise BandAboveMaximum(band.code, band.high, maximum)
    for edge in (band.low, band.high):
        judged_points(edge, maximum=maximum, places=places)
    if band.low > band.high:
        raise BandReversed(band.code, band.low, band.high)


def _check_gap(expected: Decimal, found: Decimal, step: Decimal) -> None:
    if found > expected:
        raise BandsGap(expected, found - step)


def band_of(value: Decimal, bands: Sequence[Band], *, maximum: Decimal, places: int = 0) -> Band:
    """The band that holds ``value``.

    Raises ``ValueRefused`` for a value that is in none, and what ``check_bands`` raises for the table.
    """
    check_bands(bands, maximum=maximum, places=places)
    judged_points(value, maximum=maximum, places=places)
    return next(band for band in bands if band.low <= value <= band.high)


def quantified_points(actual: Number, *, target: Number, maximum: Number) -> Fraction:
    """``actual`` ÷ ``target`` × ``maximum``, unrounded, never below 0 nor above ``maximum``.

    A target of 0 or less raises ``TargetNotPositive``.
    """
    if target <= 0:
        raise TargetNotPositive(target)
    return _clamped(exact(actual) / exact(target) * exact(maximum), exact(maximum))


def counted_points(count: int, *, each: Number, maximum: Number) -> Fraction:
    """``each`` points for every piece counted, up to ``maximum``. A negative ``count`` raises ``ValueRefused``."""
    if count < 0:
        raise ValueRefused(Refusal.BELOW_MINIMUM, count, 0)
    return _clamped(count * exact(each), exact(maximum))


def _clamped(points: Fraction, maximum: Fraction) -> Fraction:
    return max(Fraction(0), min(points, maximum))
