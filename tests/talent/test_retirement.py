from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from talent.enums import Sex, StaffCategory
from talent.retirement import (
    SCHEDULES,
    flexible_bounds,
    is_past,
    months_after,
    statutory_retirement,
    years_to,
)

ROSTER = Path(__file__).resolve().parents[2] / "fixtures" / "workbooks" / "技术人员花名册.xlsx"
AS_OF = date(2026, 11, 1)
births = st.dates(date(1940, 1, 1), date(2010, 12, 31))
groups = st.sampled_from(sorted(SCHEDULES))
days = st.dates(date(1950, 1, 1), date(2080, 12, 31))


@pytest.mark.parametrize(
    ("sex", "category", "born_on", "retires_on"),
    [
        ("male", "cadre", date(1964, 12, 31), date(2024, 12, 31)),
        ("male", "cadre", date(1965, 1, 15), date(2025, 2, 15)),
        ("male", "worker", date(1965, 4, 15), date(2025, 5, 15)),
        ("male", "cadre", date(1965, 5, 15), date(2025, 7, 15)),
        ("male", "cadre", date(1976, 8, 20), date(2039, 7, 20)),
        ("male", "cadre", date(1976, 9, 20), date(2039, 9, 20)),
        ("male", "cadre", date(1990, 9, 20), date(2053, 9, 20)),
        ("male", "cadre", date(1965, 1, 31), date(2025, 2, 28)),
        ("male", "cadre", date(1964, 2, 29), date(2024, 2, 29)),
        ("female", "cadre", date(1969, 12, 1), date(2024, 12, 1)),
        ("female", "cadre", date(1970, 1, 1), date(2025, 2, 1)),
        ("female", "cadre", date(1981, 9, 1), date(2039, 9, 1)),
        ("female", "worker", date(1974, 12, 5), date(2024, 12, 5)),
        ("female", "worker", date(1975, 1, 5), date(2025, 2, 5)),
        ("female", "worker", date(1975, 2, 5), date(2025, 3, 5)),
        ("female", "worker", date(1975, 3, 5), date(2025, 5, 5)),
        ("female", "worker", date(1984, 10, 5), date(2039, 9, 5)),
        ("female", "worker", date(1984, 11, 5), date(2039, 11, 5)),
    ],
)
def test_retirement_age_rises_by_month_of_birth(sex, category, born_on, retires_on):
    assert statutory_retirement(born_on, sex, category) == retires_on


def test_every_sex_and_category_has_its_schedule():
    assert set(SCHEDULES) == {(sex.value, category.value) for sex in Sex for category in StaffCategory}
    assert statutory_retirement(date(1965, 1, 15), Sex.MALE, StaffCategory.CADRE) == date(2025, 2, 15)


@given(births, groups)
def test_age_stays_between_old_and_new_and_younger_never_retires_earlier(born_on, group):
    schedule = SCHEDULES[group]
    age = schedule.age(born_on)
    assert schedule.old_age <= age <= schedule.old_age + schedule.longest
    assert statutory_retirement(born_on, *group) <= statutory_retirement(born_on + timedelta(days=1), *group)


@pytest.mark.parametrize(
    ("born_on", "bounds"),
    [
        (date(1964, 6, 15), (date(2024, 6, 15), date(2027, 6, 15))),
        (date(1965, 5, 15), (date(2025, 5, 15), date(2028, 7, 15))),
        (date(1980, 3, 31), (date(2040, 3, 31), date(2046, 3, 31))),
    ],
)
def test_flexible_retirement_keeps_its_bounds(born_on, bounds):
    assert flexible_bounds(born_on, "male", "cadre") == bounds


@given(births, groups)
def test_flexible_bounds_hold_the_statutory_day_and_never_pass_three_years(born_on, group):
    earliest, latest = flexible_bounds(born_on, *group)
    statutory = statutory_retirement(born_on, *group)
    assert earliest <= statutory <= latest
    assert earliest >= months_after(born_on, SCHEDULES[group].old_age)
    assert years_to(latest, statutory) == 3


@pytest.mark.parametrize(
    ("until", "on", "years"),
    [
        (date(2028, 11, 1), AS_OF, 2),
        (date(2028, 10, 31), AS_OF, 1),
        (AS_OF, AS_OF, 0),
        (date(2026, 10, 31), AS_OF, -1),
        (date(2025, 2, 28), date(2024, 2, 29), 1),
        (date(2025, 2, 27), date(2024, 2, 29), 0),
        (date(2028, 2, 29), date(2024, 2, 29), 4),
        (date(2028, 2, 28), date(2024, 2, 29), 3),
        (date(2028, 2, 29), date(2027, 2, 28), 1),
    ],
)
def test_years_are_counted_by_the_calendar(until, on, years):
    assert years_to(until, on) == years


@given(days, days, st.integers(-5, 60))
def test_whole_years_are_left_from_their_anniversary_on(until, on, years):
    assert (years_to(until, on) >= years) == (months_after(on, 12 * years) <= until)


@given(days, st.integers(-600, 600))
def test_months_after_lands_in_the_month_meant_and_never_on_a_later_day(day, months):
    found = months_after(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


def test_day_of_retirement_is_not_past_on_the_day_itself():
    assert not is_past(AS_OF, AS_OF)
    assert is_past(AS_OF - timedelta(days=1), AS_OF)


def test_roster_has_156_people_past_their_retirement():
    """Nobody of the roster retires on the day itself, so that the count does not hang on how that day is read."""
    sexes = {"男": "male", "女": "female"}
    categories = {"干部": "cadre", "工人": "worker"}
    people = [row for row in CalamineWorkbook.from_path(ROSTER).get_sheet_by_index(0).to_python()[2:] if row[1]]
    dates = [statutory_retirement(row[4], sexes[row[3]], categories[row[15]]) for row in people]
    assert Counter(is_past(day, AS_OF) for day in dates) == {True: 156, False: 2244}
    assert AS_OF not in dates


def test_a_date_beyond_the_calendar_is_its_end():
    assert months_after(date(9999, 12, 31), 720) == date.max
    assert months_after(date(1, 1, 1), -1) == date.min
