"""Raters, composites, grades, runs, places."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebooks.scoring import (
    Aggregate,
    CodeRepeated,
    GradeLine,
    LastLineBounded,
    LineNotDescending,
    LinesMissing,
    LineUnbounded,
    Method,
    NoPartApplies,
    Part,
    RaterRule,
    RequiredTooFew,
    TrimTooWide,
    WeightRefused,
    aggregate,
    check_lines,
    composite,
    current_run,
    exact,
    grade_of,
    longest_run,
    ranks,
    round_half_up,
    term_result,
)

D = Decimal
tenths = st.integers(0, 1000).map(lambda n: D(n) / 10)
weights = st.integers(1, 100)
LINES = [GradeLine("excellent", D(90)), GradeLine("competent", D(75)), GradeLine("basic", D(60)), GradeLine("failed")]


@pytest.mark.parametrize(
    ("method", "expected", "dropped"),
    [(Method.MEAN, 64, 0), (Method.TRIMMED_MEAN, Fraction(220, 3), 2), (Method.MEDIAN, 80, 0), (Method.SUM, 320, 0)],
)
def test_raters_are_put_together_by_method(method, expected, dropped):
    rule = RaterRule(method, required=3, drop=1, trimmed_from=5)
    assert aggregate([D(100), None, D(0), D(80), D(90), D(50)], rule) == Aggregate(expected, 5, 3, dropped)


def test_nothing_is_dropped_while_too_few_raters_are_there():
    rule = RaterRule(Method.TRIMMED_MEAN, drop=1, trimmed_from=5)
    assert aggregate([D(0), D(50), D(100), D(90)], rule) == Aggregate(Fraction(60), 4, 1, 0)


def test_missing_rater_is_not_a_zero_and_too_few_have_no_value():
    rule = RaterRule(required=2)
    assert aggregate([D(80), None, D(90)], rule).value == 85
    assert aggregate([D(80), None, None], rule) == Aggregate(None, 1, 2)
    assert aggregate([], RaterRule()) == Aggregate(None, 0, 1)


@given(st.lists(tenths, min_size=1, max_size=12), st.sampled_from([Method.MEAN, Method.TRIMMED_MEAN, Method.MEDIAN]))
def test_raters_value_lies_between_the_extremes(values, method):
    rule = RaterRule(method, drop=2, trimmed_from=5)
    found = aggregate(values, rule)
    assert min(values) <= found.value <= max(values)
    assert found == aggregate(sorted(values), rule)


@given(st.lists(tenths, min_size=5, max_size=12))
def test_extreme_rater_does_not_move_the_trimmed_mean(values):
    rule = RaterRule(Method.TRIMMED_MEAN, drop=1, trimmed_from=5)
    shouted = [*sorted(values)[:-1], max(values) + 1000]
    assert aggregate(values, rule).value == aggregate(shouted, rule).value


@pytest.mark.parametrize(
    ("fields", "error"),
    [({"required": 0}, RequiredTooFew), ({"drop": 2, "trimmed_from": 4}, TrimTooWide), ({"drop": -1}, TrimTooWide)],
)
def test_rater_rule_that_leaves_nobody_is_refused(fields, error):
    with pytest.raises(error):
        RaterRule(**fields)


def test_composite_is_rounded_once_and_half_up():
    experts = Fraction(D("265.3")) / 3  # the mean of three raters, 88.4333…
    found = composite([Part("experts", experts, 60), Part("unit", D("91.4"), 25), Part("departments", D("90.1"), 15)])
    assert found.value == D("89.43")  # of 89.425 exactly; to even, or with 88.43 for the experts, it would be 89.42
    assert found.parts[0].value == experts
    assert [part.effective_weight for part in found.parts] == [Fraction(3, 5), Fraction(1, 4), Fraction(3, 20)]


def test_required_part_missing_blocks_and_is_named():
    found = composite([Part("experts", None, 60), Part("unit", D(90), 25), Part("departments", None, 15)])
    assert (found.value, found.blocked, found.missing) == (None, True, ("experts", "departments"))
    assert found.parts[1].effective_weight == Fraction(1, 4)


def test_part_that_is_not_there_or_does_not_apply_hands_on_its_weight():
    found = composite(
        [
            Part("experts", D(90), 60),
            Part("unit", D(80), 20),
            Part("staff", None, 10, required=False),
            Part("exam", None, 10, applies=False),
        ]
    )
    assert (found.value, found.missing) == (D("87.50"), ())
    assert [(part.code, part.effective_weight) for part in found.parts] == [
        ("experts", Fraction(3, 4)),
        ("unit", Fraction(1, 4)),
    ]


def test_composite_of_optional_parts_names_them_all_until_one_is_there():
    found = composite([Part("staff", None, 10, required=False), Part("exam", None, 10, required=False)])
    assert (found.value, found.parts, found.missing) == (None, (), ("staff", "exam"))


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ([], NoPartApplies),
        ([Part("exam", D(90), 10, applies=False)], NoPartApplies),
        ([Part("exam", D(90), 0)], WeightRefused),
        ([Part("exam", D(90), 1), Part("exam", D(80), 1)], CodeRepeated),
    ],
)
def test_composite_that_could_never_be_is_refused(parts, error):
    with pytest.raises(error):
        composite(parts)


@st.composite
def part_lists(draw):
    values = draw(
        st.lists(st.tuples(st.none() | tenths, weights, st.booleans(), st.booleans()), min_size=1, max_size=6)
    )
    return [
        Part(str(n), value, weight, required, applies) for n, (value, weight, required, applies) in enumerate(values)
    ]


@given(part_lists().filter(lambda parts: any(part.applies for part in parts)))
def test_composite_is_blocked_exactly_by_what_is_missing(parts):
    found = composite(parts)
    applying = [part for part in parts if part.applies]
    wanted = tuple(part.code for part in applying if part.required and part.value is None)
    there = [part.value for part in applying if part.value is not None]
    assert sum(part.effective_weight for part in found.parts) in ({1} if found.parts else {0})
    assert found.blocked == bool(found.missing)
    if wanted or there:
        assert found.missing == wanted
    if not found.blocked:
        assert round_half_up(min(there)) <= found.value <= round_half_up(max(there))


@given(
    st.lists(st.tuples(tenths, weights), min_size=1, max_size=6), st.integers(1, 50), st.randoms(use_true_random=False)
)
def test_composite_knows_neither_the_order_nor_the_scale_of_weights(rows, factor, random):
    parts = [Part(str(n), value, weight) for n, (value, weight) in enumerate(rows)]
    scaled = [Part(part.code, part.value, part.weight * factor) for part in parts]
    random.shuffle(scaled)
    assert composite(parts).value == composite(scaled).value


@given(st.lists(st.tuples(tenths, weights), min_size=2, max_size=6))
def test_missing_part_is_never_a_zero(rows):
    parts = [Part(str(n), value, weight, required=False) for n, (value, weight) in enumerate(rows)]
    without = [*parts[:-1], Part(parts[-1].code, None, parts[-1].weight, required=False)]
    assert composite(without).value == composite(parts[:-1]).value


def test_term_result_is_the_mean_of_its_years_and_waits_for_all():
    years = {2022: D("90.01"), 2023: D("85.50"), 2024: D("88.00"), 2025: D("91.13")}
    assert term_result(years).value == D("88.66")
    assert term_result({**years, 2025: None}).missing == ("2025",)
    assert term_result({2024: D(80), 2025: D(90)}, weights={2024: 40, 2025: 60}).value == D("86.00")


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("100", "excellent"),
        ("90.00", "excellent"),
        ("89.99", "competent"),
        ("75", "competent"),
        ("74.99", "basic"),
        ("60", "basic"),
        ("59.99", "failed"),
        ("0", "failed"),
    ],
)
def test_grade_is_the_best_whose_line_is_reached(score, grade):
    assert grade_of(D(score), LINES) == grade


@given(tenths, tenths)
def test_higher_score_never_has_the_worse_grade(one, other):
    order = [line.code for line in LINES]
    low, high = sorted([one, other])
    assert order.index(grade_of(high, LINES)) <= order.index(grade_of(low, LINES))


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ([], LinesMissing),
        ([GradeLine("a", D(90)), GradeLine("b", D(60))], LastLineBounded),
        ([GradeLine("a"), GradeLine("b")], LineUnbounded),
        ([GradeLine("a", D(60)), GradeLine("b", D(90)), GradeLine("c")], LineNotDescending),
        ([GradeLine("a", D(60)), GradeLine("b", D(60)), GradeLine("c")], LineNotDescending),
    ],
)
def test_lines_that_leave_a_hole_are_refused(lines, error):
    with pytest.raises(error):
        check_lines(lines)


@pytest.mark.parametrize(
    ("grades", "longest", "current"),
    [
        ([], 0, 0),
        (["ok", "failed", "failed"], 2, 2),
        (["failed", "failed", "ok"], 2, 0),
        (["failed", None, "failed"], 1, 1),
        (["failed", "ok", "failed", "basic", "failed"], 3, 3),
    ],
)
def test_runs_of_failed_periods(grades, longest, current):
    assert longest_run(grades, {"failed", "basic"}) == longest
    assert current_run(grades, {"failed", "basic"}) == current


@given(st.lists(st.sampled_from(["ok", "failed", None])))
def test_longest_run_is_the_longest_of_all_current_runs(grades):
    ending = [current_run(grades[:end], {"failed"}) for end in range(len(grades) + 1)]
    assert longest_run(grades, {"failed"}) == max(ending)


def test_equal_scores_share_a_place_and_the_next_is_skipped():
    assert ranks({"a": D(80), "b": D(90), "c": D("80.0"), "d": Fraction(70)}) == {"a": 2, "b": 1, "c": 2, "d": 4}


@given(st.dictionaries(st.integers(), tenths))
def test_place_is_one_more_than_those_who_are_better(scores):
    places = ranks(scores)
    assert places == {key: 1 + sum(other > score for other in scores.values()) for key, score in scores.items()}


@given(tenths)
def test_exact_keeps_the_value(value):
    assert exact(value) == value
