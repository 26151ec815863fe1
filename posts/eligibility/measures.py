"""What a record says of each measure. Pure functions: no database, no clock.

Years are whole calendar years as human resources count them: on the anniversary (满八年) the year is full. Where the record
does not tell a value it still bounds it from below and above, and the verdict is whatever holds for all values between:
nobody worked longer in a discipline than in technical work at all.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import inf

from django.utils.translation import gettext as _

from posts.eligibility import words
from posts.enums import Verdict
from rulebooks.enums import Comparison, Measure
from rulebooks.models.standard import THRESHOLDS
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


@dataclass(frozen=True)
class Reading:
    """The value lies between `low` and `high`; `value` is it where the record tells, `found` says so in words."""

    low: float
    high: float
    value: object
    found: str


def measured(condition, record, on):
    """(verdict, value, found) of one condition on a day."""
    reading = READERS[condition.measure](condition, record, on)
    return (
        judged(reading.low, reading.high, condition.comparison, threshold_of(condition)),
        reading.value,
        reading.found,
    )


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


def threshold_of(condition):
    """The threshold as a number to compare with, or None if it is not a value of its measure."""
    text = condition.threshold.strip()
    if condition.measure in THRESHOLDS:
        return rank_of(condition.measure, text)
    if condition.measure == Measure.FULL_TIME_DEGREE:
        return int(words.is_yes(text))
    return int(text) if text.isdecimal() else None


def rank_of(measure, value):
    order = THRESHOLDS[measure].values
    return order.index(value) if value in order else None


# --- Readings ----------------------------------------------------------------------------------------
def _exactly(number, value, found):
    return Reading(number, number, value, found)


def _unknown(low=-inf, high=inf, found=""):
    return Reading(low, high, None, found or _("not on record"))


def _since(day, on):
    """Whole years since a day on record, with the day."""
    full = max(years_to(on, day), 0)
    return _exactly(full, full, _("%(years)s, since %(date)s") % {"years": words.years(full), "date": day})


def _education(condition, record, on):
    value = record.engineer.education
    return _exactly(rank_of(Measure.EDUCATION, value), value, words.label(Measure.EDUCATION, value))


def _full_time_degree(condition, record, on):
    held = record.engineer.full_time_degree
    return _exactly(int(held), held, _("a full-time degree") if held else _("a degree that is not full-time"))


def _title(condition, record, on):
    title, day = record.engineer.title, record.engineer.title_on
    name = words.label(Measure.TITLE, title)
    found = _("%(title)s, since %(date)s") % {"title": name, "date": day} if day else name
    return _exactly(rank_of(Measure.TITLE, title), title, found)


def _title_years(condition, record, on):
    """Of the present title, or of one named; when a lower title than the present one was obtained is not on record."""
    title, day = record.engineer.title, record.engineer.title_on
    asked = rank_of(Measure.TITLE, condition.parameters.get("title", title)) or 0
    if title == ProfessionalTitle.NONE or rank_of(Measure.TITLE, title) < asked:
        return _exactly(0, 0, words.label(Measure.TITLE, title))
    if day is None:
        return _unknown(low=0)
    reading = _since(day, on)
    is_higher = rank_of(Measure.TITLE, title) > asked
    return Reading(reading.low, inf if is_higher else reading.high, reading.value, _title(condition, record, on).found)


def _technical_years(condition, record, on):
    day = record.engineer.technical_since
    return _since(day, on) if day else _unknown(low=0)


def _discipline_years(condition, record, on):
    whole = _technical_years(condition, record, on)
    found = _("not on record; technical work %(found)s") % {"found": whole.found}
    return _unknown(low=0, high=whole.high, found=found)


def _years_to_retirement(condition, record, on):
    day = record.engineer.retires_on
    left = years_to(day, on)
    words_left = words.years(left) if left >= 0 else _("retirement has gone by")
    return _exactly(left, left, _("%(years)s, retirement on %(date)s") % {"years": words_left, "date": day})


def _age(condition, record, on):
    age = years_to(on, record.engineer.born_on)
    return _exactly(age, age, _("aged %(number)d") % {"number": age})


def _grade_held_years(condition, record, on):
    """All spells in the grades together, as if they had been one that ends today."""
    held = _days_held(record.tenures, condition.parameters.get("grades"), on)
    full = years_to(on, on - timedelta(days=held))
    return _since_when(record, full, words.years(full))


def _filled_from_below(condition, record, on):
    grades = condition.parameters["grades"]
    held = [tenure for tenure in record.tenures if tenure.grade in grades and tenure.starts_on <= on]
    if not held:
        return _since_when(record, 0, _("no appointment to it"))
    name = condition.grade_names.get(held[-1].grade, held[-1].grade)
    return _exactly(1, 1, _("%(grade)s, since %(date)s") % {"grade": name, "date": held[-1].starts_on})


def _since_when(record, number, found):
    if not record.begins_with_register:
        return _exactly(number, number, found)
    return Reading(number, inf, number, _("%(found)s; terms before the register are not on record") % {"found": found})


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
    window = condition.parameters.get("within_years")
    results = [result for result in record.results if result.kind in kinds and result.period < on.year]
    if window:
        results = [result for result in results if result.period >= on.year - window]
    labels = condition.parameters.get("labels")
    good = sum(not labels or result.label in labels for result in results)
    silent = window - len({result.period for result in results}) if window else inf
    listed = ", ".join(f"{result.period} {result.label}" for result in results) or _("not on record")
    if window and silent and results:
        listed = _("%(results)s; other years are not on record") % {"results": listed}
    return Reading(good, good + silent, good, listed)


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
