"""Places by score."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from .exact import Number

Key = TypeVar("Key", bound=Hashable)


def ranks(scores: Mapping[Key, Number]) -> dict[Key, int]:
    """Place by score, highest first; equal scores share a place and the next place is skipped (1, 2, 2, 4)."""
    falling = sorted(scores.values(), reverse=True)
    first = {score: place for place, score in reversed(list(enumerate(falling, start=1)))}
    return {key: first[score] for key, score in scores.items()}
