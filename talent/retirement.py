"""When a person retires, by China's law of 2024 on raising the retirement age step by step, in force from 2025-01-01.

Men go from 60 to 63 and women cadres from 55 to 58, one month later for every four months of birth date; women workers
from 50 to 55, one month later for every two. Pure functions: no database, no clock.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date

FLEXIBLE_MONTHS = 36


@dataclass(frozen=True)
class Schedule:
    """How one group's retirement age rises, in months.

    ``first`` is the earliest month of birth that is delayed at all; each ``step`` months of birth add one month, up to
    ``longest``.
    """

    old_age: int
    first: date
    step: int
    longest: int

    def age(self, born_on: date) -> int:
        """The age of retirement of someone born on that day, in months."""
        later = _month_number(born_on) - _month_number(self.first)
        return self.old_age if later < 0 else self.old_age + min(later // self.step + 1, self.longest)


MEN = Schedule(60 * 12, date(1965, 1, 1), 4, 36)
WOMEN_CADRES = Schedule(55 * 12, date(1970, 1, 1), 4, 36)
WOMEN_WORKERS = Schedule(50 * 12, date(1975, 1, 1), 2, 60)

SCHEDULES = {
    ("male", "cadre"): MEN,
    ("male", "worker"): MEN,
    ("female", "cadre"): WOMEN_CADRES,
    ("female", "worker"): WOMEN_WORKERS,
}


def statutory_retirement(born_on: date, sex: str, category: str) -> date:
    """The day of the law: the day of birth in the month of retirement, or that month's last day if it is shorter.

    ``sex`` is male or female, ``category`` cadre or worker (the values of ``Sex`` and ``StaffCategory``); others are a
    ``KeyError``. Serving continues up to this day: a person is past retirement when the day lies before today.
    """
    return months_after(born_on, SCHEDULES[sex, category].age(born_on))


def flexible_bounds(born_on: date, sex: str, category: str) -> tuple[date, date]:
    """The first and last day that may be chosen: up to three years either way, never under the old statutory age."""
    schedule = SCHEDULES[sex, category]
    age = schedule.age(born_on)
    earliest = max(age - FLEXIBLE_MONTHS, schedule.old_age)
    return months_after(born_on, earliest), months_after(born_on, age + FLEXIBLE_MONTHS)


def is_past(retires_on: date, on: date) -> bool:
    """Has the day of retirement gone by? On the day itself it has not."""
    return retires_on < on


def years_to(until: date, on: date) -> int:
    """Whole calendar years from ``on`` to ``until``, rounded towards the past: a day past is -1.

    The anniversary itself is a year; counted from 29 February, it is 28 February in a common year.
    """
    years = until.year - on.year
    return years if months_after(on, 12 * years) <= until else years - 1


def months_after(day: date, months: int) -> date:
    """The same day of the month ``months`` later (or earlier), or that month's last day if it is shorter.

    Past the calendar's end it is the calendar's last day, so that a date mistyped by millennia is judged like any other.
    """
    year, month = divmod(_month_number(day) + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1
