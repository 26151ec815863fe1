from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Action:
    """A button of a page: where it leads, for whom, and when it makes sense."""

    label: Any
    url_name: str
    may: Callable
    when: Callable
    primary: bool = False


def primary_last(actions):
    """As every page shows them: what is mostly done next stands at the end of the row."""
    return sorted(actions, key=lambda action: action.primary)
