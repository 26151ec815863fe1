"""What a record says of each measure. Pure functions: no database, no clock.

Years are whole calendar years as human resources count them: on the anniversary (满八年) the year is full. Where the record
does not tell a value it still bounds it from below and above, and the verdict is whatever holds for all values between:
nobody worked longer in a discipline than in technical work at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf
from typing import NamedTuple

from django.utils.translation import gettext as _

from posts.eligibility import words
from posts.eligibility.conditions import rank_of
from posts.enums import Verdict
from rulebooks.enums import Comparison, Measure
from talent.enums import ProfessionalTitle, ResultKind
from talent.models import Engineer
from talent.retirement import years_to


@dataclass(frozen=True)
class Tenure:
    """A grade held over [starts_on, ended_on)."""

    grade: str
    starts_on: date
    ended_on: date | None
    from_register: bool = False


@dataclass(frozen=True)
class Result:
    kind: str
    period: int
    label: str


@dataclass(frozen=True)
class Record:
    """All of a person's record that conditions look at; tenures in the order of their start."""

    engineer: Engineer
    tenures: tuple = ()
    results: tuple = ()

    @property
    def begins_with_register(self):
        """The register tells a holder's present term only: what was held before it is not on record."""
        return bool(self.tenures) and self.tenures[0].from_register


class Reading(NamedTuple):
    """The value lies between `low` and `high`; `value` is it where the record tells, `tell` puts it in words."""

    low: float
    high: float
    value: object
    tell: Callable[[], str]


def measured(condition, record, on):
    """(verdict, reading) of one condition on a day."""
    reading = READERS[condition.measure](condition, record, on)
    return judged(reading.low, reading.high, condition.comparison, condition.limit), reading


def judged(low, high, comparison, threshold):
    """What holds for every value from `low` to `high`; a threshold of None cannot be read."""
    if threshold is None:
        return Verdict.LOOK
    if comparison == Comparison.AT_LEAST:
        met, missed = low >= threshold, high < threshold
    elif comparison == Comparison.AT_MOST:
        met, missed = high <= threshold, low > threshold
    else:
        met, missed = low == high == threshold, not low <= threshold <= high
    return Verdict.MET if met else Verdict.NOT_MET if missed else Verdict.LOOK


# --- Readings ----------------------------------------------------------------------------------------
def _exactly(number, value, tell):
    return Reading(number, number, value, tell)


def _unknown(low=-inf, high=inf, tell=None):
    return Reading(low, high, None, tell or (lambda: _("not on record")))


def _since(day, on):
    """Whole years since a day on record, with the day."""
    full = max(years_to(on, day), 0)
    return _exactly(full, full, lambda: _("%(years)s, since %(date)s") % {"years": words.years(full), "date": day})


def _education(condition, record, on):
    value = record.engineer.education
    return _exactly(rank_of(Measure.EDUCATION, value), value, lambda: words.label(Measure.EDUCATION, value))


def _full_time_degree(condition, record, on):
    held = record.engineer.full_time_degree
    return _exactly(int(held), held, lambda: words.degree(held))


def _title(condition, record, on):
    title = record.engineer.title
    return _exactly(rank_of(Measure.TITLE, title), title, lambda: words.title_since(title, record.engineer.title_on))


def _title_years(condition, record, on):
    """Of the present title, or of one named; when a lower title than the present one was obtained is not on record."""
    title, day = record.engineer.title, record.engineer.title_on
    rank, asked = rank_of(Measure.TITLE, title), rank_of(Measure.TITLE, condition.parameters.get("title", title)) or 0
    if title == ProfessionalTitle.NONE or rank < asked:
        return _exactly(0, 0, lambda: words.title_since(title, day))
    if day is None:
        return _unknown(low=0)
    full = _since(day, on)
    return Reading(full.low, inf if rank > asked else full.high, full.value, lambda: words.title_since(title, day))


def _technical_years(condition, record, on):
    day = record.engineer.technical_since
    return _since(day, on) if day else _unknown(low=0)


def _discipline_years(condition, record, on):
    whole = _technical_years(condition, record, on)
    tell = lambda: _("not on record; technical work: %(found)s") % {"found": whole.tell()}  # noqa: E731
    return _unknown(low=0, high=whole.high, tell=tell)


def _years_to_retirement(condition, record, on):
    day = record.engineer.retires_on
    left = years_to(day, on)
    return _exactly(left, left, lambda: words.until_retirement(left, day))


def _age(condition, record, on):
    age = years_to(on, record.engineer.born_on)
    return _exactly(age, age, lambda: _("aged %(number)d") % {"number": age})


def _grade_held_years(condition, record, on):
    """All spells in the grades together, as if they had been one that ends today."""
    held = _days_held(record.tenures, condition.parameters.get("grades"), on)
    full = years_to(on, on - timedelta(days=held))
    return _at_least_on_record(record, full, lambda: words.years(full))


def _filled_from_below(condition, record, on):
    grades = condition.parameters["grades"]
    held = [tenure for tenure in record.tenures if tenure.grade in grades and tenure.starts_on <= on]
    if not held:
        return _at_least_on_record(record, 0, lambda: _("no appointment to it"))
    return _exactly(1, 1, lambda: words.grade_since(condition, held[-1].grade, held[-1].starts_on))


def _at_least_on_record(record, number, tell):
    if not record.begins_with_register:
        return _exactly(number, number, tell)
    said = lambda: _("%(found)s; terms before the register are not on record") % {"found": tell()}  # noqa: E731
    return Reading(number, inf, number, said)


def _days_held(tenures, grades, on):
    days, counted_to = 0, date.min
    for tenure in tenures:
        if grades and tenure.grade not in grades:
            continue
        start, end = max(tenure.starts_on, counted_to), min(tenure.ended_on or on, on)
        if end > start:
            days, counted_to = days + (end - start).days, end
    return days


def _past_results(condition, record, on):
    """Years of the window without a result might have brought one that counts."""
    kinds = condition.parameters.get("kinds", [ResultKind.ANNUAL])
    window, labels = condition.parameters.get("within_years"), condition.parameters.get("labels")
    first = on.year - window if window else 0
    results = [result for result in record.results if result.kind in kinds and first <= result.period < on.year]
    good = sum(not labels or result.label in labels for result in results)
    silent = window - len({result.period for result in results}) if window else inf
    return Reading(good, good + silent, good, lambda: words.results(results, is_whole=silent == 0))


def _achievements(condition, record, on):
    return _unknown(low=0)


READERS = {
    Measure.EDUCATION: _education,
    Measure.FULL_TIME_DEGREE: _full_time_degree,
    Measure.TITLE: _title,
    Measure.TITLE_YEARS: _title_years,
    Measure.TECHNICAL_YEARS: _technical_years,
    Measure.DISCIPLINE_YEARS: _discipline_years,
    Measure.YEARS_TO_RETIREMENT: _years_to_retirement,
    Measure.AGE: _age,
    Measure.GRADE_HELD_YEARS: _grade_held_years,
    Measure.PAST_RESULTS: _past_results,
    Measure.ACHIEVEMENTS: _achievements,
    words.FILLED_FROM_BELOW: _filled_from_below,
}
