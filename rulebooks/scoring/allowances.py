"""Allowances 津贴, in yuan."""

from collections.abc import Sequence
from decimal import Decimal

from .errors import AmountOffLadder, CountRefused
from .exact import Number, exact, round_half_up


def allowance(monthly: Number, *, factor: Number = 1, months: int = 12) -> Decimal:
    """Yuan due for ``months``: monthly amount × factor of the grade × months, rounded once to the fen.

    Factors are 1 for the full amount, 0.5 for half, 0 for none. Negative months raise ``CountRefused``.
    """
    if months < 0:
        raise CountRefused("months", months)
    return round_half_up(exact(monthly) * exact(factor) * months, 2)


def stepped_down(monthly: Decimal, steps: Sequence[Decimal], *, down: int = 1) -> Decimal:
    """The monthly allowance ``down`` steps below ``monthly`` on the ladder of ``steps``; nothing below the lowest.

    A coal mine lowers the allowance by one step after a year of merely basic competence. Raises ``AmountOffLadder``,
    ``CountRefused``.
    """
    falling = sorted(steps, reverse=True)
    if monthly not in falling:
        raise AmountOffLadder(monthly)
    if down < 0:
        raise CountRefused("down", down)
    return (falling + [Decimal(0)] * down)[falling.index(monthly) + down]


def repayable(paid: Decimal, due: Decimal) -> Decimal:
    """Yuan to hand back: what was ``paid`` beyond what is ``due`` once the grade is known; never negative."""
    return max(paid - due, Decimal(0))
