"""The total of one score sheet 评分表, plain or weighted, and whether a veto 一票否决 stands on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .errors import CodeRepeated, Refusal, ScoresMissing, TotalMismatch, ValueRefused, WeightRefused
from .exact import Number, exact


@dataclass(frozen=True)
class Scale:
    """A criterion as far as adding up goes.

    Plain: its points count as they are. Weighted: they are read as a share of ``maximum`` and count up to ``weight``.
    """

    code: str
    maximum: Decimal
    weight: Decimal | None = None

    @property
    def worth(self) -> Decimal:
        """The most this criterion can bring to the total."""
        return self.maximum if self.weight is None else self.weight

    def brings(self, points: Number) -> Fraction:
        """What ``points`` add to the total, unrounded. Raises ``ValueRefused`` outside 0..``maximum``."""
        if not 0 <= points <= self.maximum:
            reason = Refusal.BELOW_MINIMUM if points < 0 else Refusal.ABOVE_MAXIMUM
            raise ValueRefused(reason, points, Decimal(0), self.maximum)
        return exact(points) if self.weight is None else exact(points) * exact(self.weight) / exact(self.maximum)


@dataclass(frozen=True)
class SheetTotal:
    """``value`` is unrounded. A veto leaves it as it is: what a veto does to the grade is the rulebook's to say."""

    value: Fraction
    vetoes: tuple[str, ...] = ()

    @property
    def vetoed(self) -> bool:
        return bool(self.vetoes)


def check_scales(scales: Sequence[Scale], *, total: Decimal) -> None:
    """Refuse a standard whose maxima (weights, where it has them) do not add up to the ``total`` it declares.

    Raises ``CodeRepeated``, ``WeightRefused`` or ``TotalMismatch``.
    """
    seen: set[str] = set()
    for scale in scales:
        if scale.code in seen:
            raise CodeRepeated(scale.code)
        if min(scale.maximum, scale.worth) <= 0:
            raise WeightRefused(scale.code, min(scale.maximum, scale.worth))
        seen.add(scale.code)
    actual = sum((scale.worth for scale in scales), Decimal(0))
    if actual != total:
        raise TotalMismatch(total, actual)


def sheet_total(
    points: Mapping[str, Number | None], scales: Iterable[Scale], *, struck: Iterable[str] = ()
) -> SheetTotal:
    """Σ points (or points ÷ maximum × weight) over ``scales``, with the codes of the vetoes that were ``struck``.

    A criterion without points is not zero: ``ScoresMissing`` names all of them.
    """
    scales = tuple(scales)
    missing = tuple(scale.code for scale in scales if points.get(scale.code) is None)
    if missing:
        raise ScoresMissing(missing)
    return SheetTotal(sum((scale.brings(points[scale.code]) for scale in scales), Fraction(0)), tuple(struck))
