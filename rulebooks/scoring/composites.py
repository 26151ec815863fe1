"""The composite 综合得分 of weighted parts 考核构成, and the term result 聘期考核 out of annual ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .errors import CodeRepeated, NoPartApplies, WeightRefused
from .exact import Number, exact, round_half_up


@dataclass(frozen=True)
class WeightedPart:
    """One part on its way out: ``value`` and ``effective_weight`` are unrounded, effective weights add up to 1."""

    code: str
    value: Fraction | None
    weight: Number
    effective_weight: Fraction


@dataclass(frozen=True)
class Part:
    """One part on its way in. ``value`` None: not there yet; ``applies`` False: the person is not judged by it."""

    code: str
    value: Number | None
    weight: Number
    required: bool = True
    applies: bool = True

    @property
    def counts(self) -> bool:
        """Does it take part in the weighing? A required part does even while its value is missing."""
        return self.applies and (self.required or self.value is not None)

    def share(self, whole: Fraction) -> WeightedPart:
        """This part beside its share of the ``whole`` weight."""
        value = None if self.value is None else exact(self.value)
        return WeightedPart(self.code, value, self.weight, exact(self.weight) / whole)


@dataclass(frozen=True)
class Composite:
    """``value`` is rounded, or None while one of the parts in ``missing`` blocks it."""

    value: Decimal | None
    parts: tuple[WeightedPart, ...]
    missing: tuple[str, ...] = ()

    @property
    def blocked(self) -> bool:
        return self.value is None


def composite(parts: Sequence[Part], *, places: int = 2) -> Composite:
    """Weigh ``parts`` (all on one scale, such as 0..100); round the sum, and nothing before it, half up to ``places``.

    Weights are normalised over the parts that count. A required part that is missing blocks the result and is named;
    an optional one hands its weight to the others. If no part at all is there yet, optional ones are named too.
    Raises ``CodeRepeated``, ``WeightRefused``, or ``NoPartApplies`` if nothing could ever count.
    """
    applying = _applying(parts)
    counting = [part for part in applying if part.counts]
    missing = tuple(part.code for part in counting or applying if part.value is None)
    weighted = _normalised(counting)
    if missing:
        return Composite(None, weighted, missing)
    return Composite(round_half_up(sum(part.value * part.effective_weight for part in weighted), places), weighted)


def _applying(parts: Sequence[Part]) -> list[Part]:
    codes = [part.code for part in parts]
    for part in parts:
        if codes.count(part.code) > 1:
            raise CodeRepeated(part.code)
        if part.weight <= 0:
            raise WeightRefused(part.code, part.weight)
    applying = [part for part in parts if part.applies]
    if not applying:
        raise NoPartApplies
    return applying


def _normalised(parts: Sequence[Part]) -> tuple[WeightedPart, ...]:
    whole = sum((exact(part.weight) for part in parts), Fraction(0))
    return tuple(part.share(whole) for part in parts)


def term_result(
    years: Mapping[int, Number | None], *, weights: Mapping[int, Number] | None = None, places: int = 2
) -> Composite:
    """The result of a term out of its annual results, equal years unless ``weights`` says otherwise.

    A power-supply bureau computes the term result from the four annual ones. A year without a result blocks and is
    named (as text); leave a year out of ``years`` if the rule does not ask for it.
    """
    weights = weights or dict.fromkeys(years, 1)
    return composite([Part(str(year), value, weights[year]) for year, value in years.items()], places=places)
