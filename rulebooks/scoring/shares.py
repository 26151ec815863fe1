"""Whole numbers shared by weight."""

from collections.abc import Hashable, Mapping
from fractions import Fraction
from math import floor
from typing import TypeVar

from .errors import CountRefused, NothingToShareBy, WeightRefused
from .exact import Number, exact

Key = TypeVar("Key", bound=Hashable)


def largest_remainder(total: int, weights: Mapping[Key, Number]) -> dict[Key, int]:
    """Share ``total`` seats or people by ``weights`` so that the parts add up to it exactly (最大余数法).

    Each gets the whole part of its quota; the rest go to the largest remainders, the earlier key first among equals.
    Raises ``CountRefused``, ``WeightRefused`` for a negative weight, ``NothingToShareBy``.
    """
    if total < 0:
        raise CountRefused("total", total)
    quotas = _quotas(total, weights)
    shares = {key: floor(quota) for key, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda key: shares[key] - quotas[key])
    for key in by_remainder[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def _quotas(total: int, weights: Mapping[Key, Number]) -> dict[Key, Fraction]:
    for key, weight in weights.items():
        if weight < 0:
            raise WeightRefused(str(key), weight)
    whole = sum((exact(weight) for weight in weights.values()), Fraction(0))
    if whole == 0:
        if total:
            raise NothingToShareBy(total)
        return dict.fromkeys(weights, Fraction(0))
    return {key: total * exact(weight) / whole for key, weight in weights.items()}
