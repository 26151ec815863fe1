"""Who sits where from when until when, with the rows of a batch laid over what is on record. Pure: no database."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from posts.enums import APPOINTING_ACTS, BatchAct

ORDER = list(BatchAct)  # in which the rows of one batch take effect
ENDING = frozenset({BatchAct.END, BatchAct.RENEW, BatchAct.LOWER})  # that end the present appointment


@dataclass(frozen=True)
class Stay:
    """A person's time on a seat, [starts_on, ended_on); `ended_on` None while nobody has ended it."""

    seat: int
    person: int
    starts_on: datetime.date
    ended_on: datetime.date | None = None

    @property
    def is_empty(self):
        """Of who gave it up before it began."""
        return self.ended_on is not None and self.ended_on <= self.starts_on

    def meets(self, other):
        if self.is_empty or other.is_empty:
            return False
        return _before(self.starts_on, other.ended_on) and _before(other.starts_on, self.ended_on)

    def covers(self, day):
        return self.starts_on <= day and _before(day, self.ended_on)

    def until(self, day):
        return Stay(self.seat, self.person, self.starts_on, day)


@dataclass(frozen=True)
class Step:
    """What a row does: `appointment` is the one it acts on, `made` the one that the row it revokes had made."""

    key: int
    act: str
    seat: int | None
    person: int
    starts_on: datetime.date | None
    appointment: int | None = None
    made: int | None = None
    undone: str = ""  # the act of the row that it revokes
    until: datetime.date | None = None  # when that which it opens again ends by a row that waits for its day


def laid_over(stays, steps):
    """({appointment: Stay}, {key of a step: Stay}) after all steps; `stays` are on record by appointment.

    What a revocation opens again counts as made by it, like what a step appoints to: both need a free seat and person.
    """
    kept, made, reopened = dict(stays), {}, {}
    for step in sorted(steps, key=lambda step: ORDER.index(step.act)):
        if step.act == BatchAct.REVOKE:
            kept.pop(step.made, None)
            if step.undone in ENDING and step.appointment in kept:
                made[step.key] = kept.pop(step.appointment).until(step.until)
                reopened[step.appointment] = step.key
        elif step.act != BatchAct.EXTEND and step.starts_on:
            _end(step, kept, made, reopened)
            if step.act in APPOINTING_ACTS and step.seat:
                made[step.key] = Stay(step.seat, step.person, step.starts_on)
    return kept, made


def _end(step, kept, made, reopened):
    """The present appointment ends where the step begins, be it on record or opened again by another row."""
    if step.appointment in kept:
        kept[step.appointment] = kept[step.appointment].until(step.starts_on)
    elif step.appointment in reopened:
        key = reopened[step.appointment]
        made[key] = made[key].until(step.starts_on)


def collisions(kept, made):
    """{key of a step: [(on the same seat?, appointment or None, key of another step or None)]}."""
    everyone = [(stay, appointment, None) for appointment, stay in kept.items()]
    everyone += [(stay, None, key) for key, stay in made.items()]
    by_seat, by_person = defaultdict(list), defaultdict(list)
    for entry in everyone:
        by_seat[entry[0].seat].append(entry)
        by_person[entry[0].person].append(entry)
    return {
        key: [
            (same_seat, appointment, other)
            for same_seat, entries in ((True, by_seat[stay.seat]), (False, by_person[stay.person]))
            for other_stay, appointment, other in entries
            if other != key and stay.meets(other_stay)
        ]
        for key, stay in made.items()
    }


def most_at_once(stay, stays, since):
    """How many seats of a post are held together, at most, on a day of the stay from `since` on; `stays` are all there."""
    first = max(stay.starts_on, since)
    days = {first, *(other.starts_on for other in stays if other.starts_on > first)}
    held = ({other.seat for other in stays if other.covers(day)} for day in days if stay.covers(day))
    return max(map(len, held), default=0)


def _before(day, end):
    return end is None or day < end
