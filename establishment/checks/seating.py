"""Whether the seats of a post are enough for those who sit on them, day by day."""

import datetime
from typing import NamedTuple


class Overfull(NamedTuple):
    day: datetime.date
    held: int


def overfull(stays, seats, since):
    """The latest day from `since` on from which more seats are held than there would be, or None."""
    days = {since, *(stay.starts_on for stay in stays if stay.starts_on > since)}
    for day in sorted(days, reverse=True):
        held = len({stay.seat for stay in stays if stay.covers(day)})
        if held > seats:
            return Overfull(day, held)
    return None
