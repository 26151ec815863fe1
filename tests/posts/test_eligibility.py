"""Conditions against records: hand-computed tables for each measure, and laws that hold for all values."""

import datetime
from math import inf

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from posts.eligibility import Condition, Finding, Fit, concluded, measures
from posts.eligibility.words import FILLED_FROM_BELOW, asked
from posts.enums import Verdict
from rulebooks.enums import AuthorityLevel, Comparison, Measure, Necessity
from talent.models import Engineer
from talent.retirement import years_to

MET, NOT_MET, LOOK = Verdict.MET, Verdict.NOT_MET, Verdict.LOOK
ON = datetime.date(2026, 11, 1)
NUMBERS = st.integers(-5, 60)


def day(text):
    return datetime.date.fromisoformat(text)


def verdict_of(measure, threshold, record, comparison=Comparison.AT_LEAST, **parameters):
    condition = Condition("", measure, comparison, threshold, parameters=parameters)
    return measures.measured(condition, record, ON)[0]


def found_of(measure, record, threshold="1", **parameters):
    return measures.measured(Condition("", measure, threshold=threshold, parameters=parameters), record, ON)[1].tell()


def record(*, tenures=(), results=(), **fields):
    return measures.Record(
        Engineer(**fields),
        tuple(measures.Tenure(grade, day(start), end and day(end), **more) for grade, start, end, more in tenures),
        tuple(measures.Result("annual", period, label) for period, label in results),
    )


# --- Comparing -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("low", "high", "comparison", "threshold", "verdict"),
    [
        (8, 8, "at_least", 8, MET),
        (7, 7, "at_least", 8, NOT_MET),
        (0, 7, "at_least", 8, NOT_MET),
        (0, 8, "at_least", 8, LOOK),
        (55, 55, "at_most", 55, MET),
        (56, 56, "at_most", 55, NOT_MET),
        (0, inf, "at_most", 0, LOOK),
        (2, 2, "equals", 2, MET),
        (3, 3, "equals", 2, NOT_MET),
        (3, inf, "equals", 2, NOT_MET),
        (2, inf, "equals", 2, LOOK),
        (9, 9, "at_least", None, LOOK),
    ],
)
def test_a_verdict_holds_for_whatever_the_record_leaves_open(low, high, comparison, threshold, verdict):
    assert measures.judged(low, high, Comparison(comparison), threshold) == verdict


@given(low=NUMBERS, width=st.integers(0, 5), comparison=st.sampled_from(Comparison), threshold=NUMBERS)
def test_a_range_is_judged_like_every_value_in_it(low, width, comparison, threshold):
    each = {measures.judged(value, value, comparison, threshold) for value in range(low, low + width + 1)}
    whole = measures.judged(low, low + width, comparison, threshold)
    assert whole == (each.pop() if len(each) == 1 else LOOK)


@given(value=NUMBERS, comparison=st.sampled_from(Comparison), threshold=NUMBERS)
def test_what_is_known_is_never_left_to_a_person(value, comparison, threshold):
    holds = {"at_least": value >= threshold, "at_most": value <= threshold, "equals": value == threshold}
    assert measures.judged(value, value, comparison, threshold) == (MET if holds[comparison] else NOT_MET)


# --- What is on record ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("education", "comparison", "threshold", "verdict"),
    [
        ("college", "at_least", "bachelor", NOT_MET),
        ("bachelor", "at_least", "bachelor", MET),
        ("doctor", "at_least", "bachelor", MET),
        ("doctor", "at_most", "bachelor", NOT_MET),
        ("master", "equals", "master", MET),
        ("master", "equals", "bachelor", NOT_MET),
        ("master", "at_least", "professor", LOOK),
    ],
)
def test_education_is_ordered(education, comparison, threshold, verdict):
    assert (
        verdict_of(Measure.EDUCATION, threshold, record(education=education), comparison=Comparison(comparison))
        == verdict
    )


@pytest.mark.parametrize(
    ("title", "threshold", "verdict"),
    [
        ("none", "engineer", NOT_MET),
        ("engineer", "senior", NOT_MET),
        ("senior", "senior", MET),
        ("professor", "senior", MET),
    ],
)
def test_titles_are_ordered(title, threshold, verdict):
    assert verdict_of(Measure.TITLE, threshold, record(title=title)) == verdict


@pytest.mark.parametrize(
    ("held", "threshold", "verdict"), [(True, "true", MET), (False, "true", NOT_MET), (False, "no", MET)]
)
def test_a_full_time_degree_is_held_or_not(held, threshold, verdict):
    assert verdict_of(Measure.FULL_TIME_DEGREE, threshold, record(full_time_degree=held), Comparison.EQUALS) == verdict


@pytest.mark.parametrize(
    ("since", "verdict"),
    [("2018-11-01", MET), ("2018-11-02", NOT_MET), ("2018-10-31", MET), ("2026-12-01", NOT_MET), (None, LOOK)],
)
def test_the_anniversary_fills_the_year(since, verdict):
    assert verdict_of(Measure.TECHNICAL_YEARS, "8", record(technical_since=since and day(since))) == verdict


def test_a_year_from_the_29th_of_february_is_full_on_the_28th():
    assert (years_to(day("2025-02-28"), day("2024-02-29")), years_to(day("2025-02-27"), day("2024-02-29"))) == (1, 0)


@given(start=st.dates(day("1960-01-01"), day("2026-01-01")), years=st.integers(0, 40))
def test_years_are_full_on_the_anniversary_and_not_the_day_before(start, years):
    anniversary = start.replace(year=start.year + years, day=min(start.day, 28))
    assert years_to(anniversary, start.replace(day=min(start.day, 28))) == years
    before = anniversary - datetime.timedelta(1)
    assert years_to(before, start.replace(day=min(start.day, 28))) == years - 1


@pytest.mark.parametrize(
    ("title", "title_on", "asked_title", "verdict"),
    [
        ("senior", "2021-11-01", None, MET),
        ("senior", "2021-11-02", None, NOT_MET),
        ("senior", None, None, LOOK),
        ("none", None, None, NOT_MET),
        ("engineer", "2001-01-01", "senior", NOT_MET),
        ("senior", "2021-11-01", "senior", MET),
        ("professor", "2025-01-01", "senior", LOOK),  # when he became a senior engineer is not on record
        ("professor", "2021-01-01", "senior", MET),
    ],
)
def test_years_of_a_title(title, title_on, asked_title, verdict):
    asked = {"title": asked_title} if asked_title else {}
    held = record(title=title, title_on=title_on and day(title_on))
    assert verdict_of(Measure.TITLE_YEARS, "5", held, **asked) == verdict


@pytest.mark.parametrize(("since", "verdict"), [("2022-01-01", NOT_MET), ("2010-01-01", LOOK), (None, LOOK)])
def test_nobody_has_more_years_in_a_discipline_than_of_technical_work(since, verdict):
    assert verdict_of(Measure.DISCIPLINE_YEARS, "5", record(technical_since=since and day(since))) == verdict


@pytest.mark.parametrize(
    ("retires", "verdict"), [("2028-11-01", MET), ("2028-10-31", NOT_MET), ("2026-10-31", NOT_MET), ("2040-01-01", MET)]
)
def test_years_to_retirement_run_to_the_day_itself(retires, verdict):
    assert verdict_of(Measure.YEARS_TO_RETIREMENT, "2", record(retires_on=day(retires))) == verdict


@pytest.mark.parametrize(("born", "verdict"), [("1971-11-01", MET), ("1970-11-02", MET), ("1970-11-01", NOT_MET)])
def test_an_age_limit_holds_until_the_next_birthday(born, verdict):
    assert verdict_of(Measure.AGE, "55", record(born_on=day(born)), Comparison.AT_MOST) == verdict


HERE, FILE = {}, {"from_register": True}


@pytest.mark.parametrize(
    ("tenures", "verdict"),
    [
        ((), NOT_MET),
        ([("expert-1", "2023-11-01", None, HERE)], MET),
        ([("expert-1", "2023-11-02", None, HERE)], NOT_MET),
        ([("expert-1", "2023-11-02", None, FILE)], LOOK),  # the register tells the present term only
        ([("expert-1", "2020-01-01", "2021-07-01", HERE), ("expert-1", "2023-01-01", "2024-07-03", HERE)], MET),
        ([("expert-1", "2020-01-01", "2021-07-01", HERE), ("expert-1", "2023-01-01", "2024-06-30", HERE)], NOT_MET),
        ([("expert-1", "2020-01-01", "2022-01-01", HERE), ("expert-1", "2021-01-01", "2022-06-01", HERE)], NOT_MET),
        ([("expert-2", "2010-01-01", "2020-01-01", HERE)], NOT_MET),
        ([("expert-1", "2027-01-01", None, HERE)], NOT_MET),
    ],
)
def test_spells_in_a_grade_add_up(tenures, verdict):
    assert verdict_of(Measure.GRADE_HELD_YEARS, "3", record(tenures=tenures), grades=["expert-1"]) == verdict


@pytest.mark.parametrize(
    ("tenures", "verdict"),
    [
        ((), NOT_MET),
        ([("expert-1", "2026-10-01", None, HERE)], MET),
        ([("expert-1", "2019-01-01", "2020-01-01", HERE)], MET),
        ([("expert-1", "2026-12-01", None, HERE)], NOT_MET),
        ([("expert-2", "2019-01-01", None, HERE)], NOT_MET),
        ([("expert-2", "2019-01-01", None, FILE)], LOOK),
    ],
)
def test_filled_from_below_by_who_holds_or_held_it(tenures, verdict):
    assert verdict_of(FILLED_FROM_BELOW, "1", record(tenures=tenures), grades=["expert-1", "chief"]) == verdict


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ([(2023, "优秀"), (2024, "称职"), (2025, "优秀")], MET),
        ([(2023, "优秀"), (2024, "称职"), (2025, "称职")], NOT_MET),
        ([(2024, "称职"), (2025, "优秀")], LOOK),
        ([(2024, "称职"), (2025, "称职")], NOT_MET),
        ([(2022, "优秀"), (2023, "称职"), (2024, "称职"), (2025, "优秀")], NOT_MET),
        ([(2023, "称职"), (2024, "称职"), (2025, "优秀"), (2026, "优秀")], NOT_MET),  # this year is not over
        ([], LOOK),
    ],
)
def test_past_results_of_the_last_years(results, verdict):
    held = record(results=results)
    assert verdict_of(Measure.PAST_RESULTS, "2", held, labels=["优秀"], within_years=3) == verdict


def test_a_ban_of_bad_results_needs_every_year():
    bad = {"labels": ["不称职"], "within_years": 2}
    full, gap = record(results=[(2024, "称职"), (2025, "称职")]), record(results=[(2025, "称职")])
    spoiled = record(results=[(2025, "不称职")])
    assert [
        verdict_of(Measure.PAST_RESULTS, "0", held, Comparison.AT_MOST, **bad) for held in (full, gap, spoiled)
    ] == [MET, LOOK, NOT_MET]


def test_achievements_are_for_a_person_to_look_at():
    assert verdict_of(Measure.ACHIEVEMENTS, "1", record()) == LOOK


@pytest.mark.parametrize("threshold", ["", "八", "2.5", "-1"])
def test_a_threshold_that_is_no_number_is_for_a_person(threshold):
    held = record(technical_since=day("2000-01-01"))
    assert verdict_of(Measure.TECHNICAL_YEARS, threshold, held) == LOOK


def test_every_measure_is_read():
    assert set(measures.READERS) == {*Measure, FILLED_FROM_BELOW}


# --- In words --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "任首席工程师、一级专家不少于 3 年"), ("en", "at least 3 years as 首席工程师, 一级专家")],
)
def test_grades_are_joined_as_the_language_joins_names(language, words):
    grades = {"chief-engineer": "首席工程师", "expert-1": "一级专家"}
    condition = Condition(
        "", Measure.GRADE_HELD_YEARS, threshold="3", parameters={"grades": list(grades)}, grade_names=grades
    )
    with translation.override(language):
        assert asked(condition) == words


@pytest.mark.parametrize(
    ("measure", "held", "words"),
    [
        (Measure.TITLE, {"title": "engineer", "title_on": day("2019-12-01")}, "Engineer, since 2019-12-01"),
        (Measure.TECHNICAL_YEARS, {"technical_since": day("2024-11-01")}, "2 years, since 2024-11-01"),
        (Measure.TECHNICAL_YEARS, {}, "not on record"),
        (Measure.YEARS_TO_RETIREMENT, {"retires_on": day("2027-12-01")}, "1 year, retirement on 2027-12-01"),
        (Measure.AGE, {"born_on": day("1970-11-01")}, "aged 56"),
    ],
)
def test_what_was_found_is_told_in_words(measure, held, words):
    with translation.override("en"):
        assert found_of(measure, record(**held)) == words


# --- Together --------------------------------------------------------------------------------------
def finding(verdict, *, group="", minimum=0, necessity=Necessity.MANDATORY, waivers=(), standing=True):
    condition = Condition(
        "c", Measure.AGE, threshold="1", group=group, group_minimum=minimum, necessity=necessity, standing=standing
    )
    return Finding(condition, verdict, None, str, frozenset(waivers))


@pytest.mark.parametrize(
    ("verdicts", "asked", "whole"),
    [
        ([MET, NOT_MET, NOT_MET], 1, MET),
        ([MET, NOT_MET, NOT_MET], 2, NOT_MET),
        ([MET, LOOK, NOT_MET], 2, LOOK),
        ([LOOK, LOOK, NOT_MET], 3, NOT_MET),
        ([NOT_MET, NOT_MET], 0, NOT_MET),  # a group without a number asks for one row
    ],
)
def test_any_k_of_a_group(verdicts, asked, whole):
    found = concluded([finding(verdict, group="g", minimum=asked) for verdict in verdicts])
    assert [one.verdict for one in found] == [whole]


@given(verdicts=st.lists(st.sampled_from(Verdict), min_size=1, max_size=6), asked=st.integers(1, 6))
def test_a_group_is_open_only_while_looking_could_settle_it_either_way(verdicts, asked):
    outcomes = set()
    for settled in (MET, NOT_MET):
        rows = [settled if verdict == LOOK else verdict for verdict in verdicts]
        outcomes.add(MET if rows.count(MET) >= asked else NOT_MET)
    whole = concluded([finding(verdict, group="g", minimum=asked) for verdict in verdicts])[0].verdict
    assert whole == (outcomes.pop() if len(outcomes) == 1 else LOOK)


def test_only_binding_standing_conditions_stand_against_a_fit():
    preferred = finding(NOT_MET, necessity=Necessity.PREFERRED)
    papers = finding(NOT_MET, standing=False)
    bad, open_ = finding(NOT_MET, necessity=Necessity.WAIVABLE), finding(LOOK)
    fit = Fit(None, (preferred, papers, bad, open_, finding(MET)))
    assert (fit.unmet, fit.to_look_at, fit.verdict) == ([bad], [open_], NOT_MET)
    assert Fit(None, (preferred, papers)).verdict == MET


def test_a_group_is_waived_by_waiving_the_rows_it_lacks():
    rows = [finding(NOT_MET, group="g", minimum=2, waivers={AuthorityLevel.GROUP}), finding(NOT_MET, group="g")]
    assert [group.waivable_by for group in concluded(rows)] == [frozenset()]
    assert [group.waivable_by for group in concluded([*rows, finding(MET, group="g")])] == [{AuthorityLevel.GROUP}]
