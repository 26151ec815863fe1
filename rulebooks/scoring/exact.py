"""Numbers on their way to a result: exact until a rule says "round", and then rounded once."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import floor

from .errors import Refusal, ValueRefused

Number = int | Decimal | Fraction


def exact(value: Number) -> Fraction:
    """The same number as a fraction, on which no arithmetic loses anything.

    A float is a ``TypeError``: read as a float, 18.3 is not the 18.3 on the paper. Infinity and NaN raise
    ``ValueRefused``.
    """
    if not isinstance(value, Number):
        raise TypeError(f"scores are int, Decimal or Fraction, not {type(value).__name__}")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueRefused(Refusal.NOT_FINITE, value)
    return Fraction(value)


def round_half_up(value: Number, places: int = 2) -> Decimal:
    """``value`` with exactly ``places`` decimals; a half goes up, away from zero (四舍五入)."""
    number = exact(value)
    units = floor(abs(number) * 10**places + Fraction(1, 2))
    return Decimal(f"{'-' if number < 0 and units else ''}{units}E-{places}")


def mean(values: Iterable[Number]) -> Fraction:
    """The arithmetic mean, unrounded. ``values`` must not be empty."""
    numbers = [exact(value) for value in values]
    return sum(numbers, Fraction(0)) / len(numbers)
