"""Points of a criterion and totals of a sheet."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebooks.scoring import (
    Band,
    BandAboveMaximum,
    BandReversed,
    BandsGap,
    BandsMissing,
    BandsOverlap,
    CodeRepeated,
    Refusal,
    Scale,
    ScoresMissing,
    ScoringError,
    TargetNotPositive,
    TotalMismatch,
    ValueRefused,
    WeightRefused,
    band_of,
    check_bands,
    check_scales,
    counted_points,
    exact,
    judged_points,
    mean,
    quantified_points,
    refusal,
    round_half_up,
    sheet_total,
)

D = Decimal
tenths = st.integers(0, 1000).map(lambda n: D(n) / 10)
fractions = st.fractions(-1000, 1000, max_denominator=9999)


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (D("89.995"), 2, "90.00"),
        (D("89.994"), 2, "89.99"),
        (Fraction(2, 3), 2, "0.67"),
        (D("2.5"), 0, "3"),
        (D("-2.5"), 0, "-3"),
        (D("-0.004"), 2, "0.00"),
        (7, 1, "7.0"),
    ],
)
def test_half_goes_up(value, places, rounded):
    assert str(round_half_up(value, places)) == rounded


@given(fractions, st.integers(0, 6))
def test_rounding_moves_by_at_most_half_a_unit_and_only_once(value, places):
    rounded = round_half_up(value, places)
    assert abs(exact(rounded) - value) <= Fraction(1, 2 * 10**places)
    assert rounded.as_tuple().exponent == -places
    assert round_half_up(rounded, places) == rounded
    assert round_half_up(-value, places) == -rounded


@given(st.lists(fractions, min_size=1, max_size=8))
def test_mean_lies_between_its_values_whatever_their_order(values):
    assert min(values) <= mean(values) <= max(values)
    assert mean(values) == mean(reversed(values))


def test_floats_are_refused():
    with pytest.raises(TypeError, match="not float"):
        exact(18.3)


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_is_refused(value):
    with pytest.raises(ValueRefused) as refused:
        exact(D(value))
    assert refused.value.reason == Refusal.NOT_FINITE


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("0", None),
        ("20", None),
        ("18.5", None),
        ("18.50", None),
        ("20.1", Refusal.ABOVE_MAXIMUM),
        ("1E+999999", Refusal.ABOVE_MAXIMUM),
        ("-0.1", Refusal.BELOW_MINIMUM),
        ("18.55", Refusal.TOO_MANY_DECIMALS),
        ("1E-999999", Refusal.TOO_MANY_DECIMALS),
        ("1.0000000000000000000000000000000001", Refusal.TOO_MANY_DECIMALS),
        ("NaN", Refusal.NOT_FINITE),
        ("sNaN", Refusal.NOT_FINITE),
        ("Infinity", Refusal.NOT_FINITE),
    ],
)
def test_value_is_refused_for_its_reason(value, reason):
    assert refusal(D(value), maximum=D(20), places=1) == reason


@given(tenths, tenths)
def test_judged_points_are_what_was_given_up_to_the_maximum(value, maximum):
    if value <= maximum:
        assert judged_points(value, maximum=maximum) == value
        return
    with pytest.raises(ValueRefused) as refused:
        judged_points(value, maximum=maximum)
    assert refused.value.args == (Refusal.ABOVE_MAXIMUM, value, 0, maximum, 1)


GOOD_BANDS = [Band("good", D(4), D(5)), Band("fair", D(2), D(3)), Band("poor", D(0), D(1))]


def test_bands_that_fit_the_maximum_hold_every_value():
    check_bands(GOOD_BANDS, maximum=D(5))
    held = [band_of(D(value), GOOD_BANDS, maximum=D(5)).code for value in range(6)]
    assert held == ["poor", "poor", "fair", "fair", "good", "good"]


def test_published_sheet_with_bands_above_its_maximum_is_refused():
    """Training others: at most 5 points, described as 9-10 excellent, 7-8 good, and so on."""
    bands = [
        Band("excellent", D(9), D(10)),
        Band("good", D(7), D(8)),
        Band("fair", D(5), D(6)),
        Band("poor", D(0), D(4)),
    ]
    with pytest.raises(BandAboveMaximum) as refused:
        check_bands(bands, maximum=D(5))
    assert refused.value.args == ("excellent", D(10), D(5))
    check_bands(bands, maximum=D(10))


@pytest.mark.parametrize(
    ("bands", "places", "error", "args"),
    [
        ([], 0, BandsMissing, ()),
        ([("a", "3", "2")], 0, BandReversed, ("a", D(3), D(2))),
        ([("a", "3", "5"), ("b", "0", "3")], 0, BandsOverlap, ("b", "a")),
        ([("a", "0", "5"), ("b", "2", "3")], 0, BandsOverlap, ("a", "b")),
        ([("a", "4", "5"), ("b", "0", "2")], 0, BandsGap, (D(3), D(3))),
        ([("a", "4", "5"), ("b", "0", "3")], 1, BandsGap, (D("3.1"), D("3.9"))),
        ([("a", "2", "5")], 0, BandsGap, (D(0), D(1))),
        ([("a", "0", "3")], 0, BandsGap, (D(4), D(5))),
        ([("a", "1.5", "5"), ("b", "0", "0.5")], 0, ValueRefused, (Refusal.TOO_MANY_DECIMALS, D("1.5"), 0, 5, 0)),
        ([("a", "-1", "5")], 0, ValueRefused, (Refusal.BELOW_MINIMUM, D(-1), 0, 5, 0)),
    ],
)
def test_bands_that_do_not_cover_the_points_once_are_refused(bands, places, error, args):
    table = [Band(code, D(low), D(high)) for code, low, high in bands]
    with pytest.raises(error) as refused:
        check_bands(table, maximum=D(5), places=places)
    assert refused.value.args == args


@given(st.sets(st.integers(1, 99), max_size=6), tenths.filter(lambda value: value <= 10))
def test_cutting_the_points_anywhere_makes_a_table_with_one_band_a_value(cuts, value):
    starts = [0, *sorted(cuts)]
    ends = [*(cut - 1 for cut in sorted(cuts)), 100]
    bands = [Band(str(low), D(low) / 10, D(high) / 10) for low, high in zip(starts, ends, strict=True)]
    check_bands(bands, maximum=D(10), places=1)
    found = band_of(value, bands, maximum=D(10), places=1)
    assert [band for band in bands if band.low <= value <= band.high] == [found]


@given(tenths, tenths.filter(bool), tenths)
def test_quantified_points_follow_the_share_up_to_the_maximum(actual, target, maximum):
    points = quantified_points(actual, target=target, maximum=maximum)
    assert points == min(exact(maximum), exact(actual) * exact(maximum) / exact(target))
    assert quantified_points(-actual, target=target, maximum=maximum) == 0


def test_quantified_points_are_not_rounded_on_the_way():
    assert quantified_points(1, target=3, maximum=10) == Fraction(10, 3)
    with pytest.raises(TargetNotPositive):
        quantified_points(1, target=0, maximum=10)


@given(st.integers(0, 50), tenths, tenths)
def test_counted_points_add_up_to_the_maximum(count, each, maximum):
    assert counted_points(count, each=each, maximum=maximum) == min(count * each, maximum)


def test_negative_count_is_refused():
    with pytest.raises(ValueRefused) as refused:
        counted_points(-1, each=2, maximum=10)
    assert refused.value.reason == Refusal.BELOW_MINIMUM


PLAIN = [Scale("tasks", D(60)), Scale("training", D(40))]
WEIGHTED = [Scale("tasks", D(10), D(70)), Scale("training", D(3), D(30))]


def test_plain_and_weighted_totals():
    assert sheet_total({"tasks": D("55.5"), "training": D("30.1")}, PLAIN).value == D("85.6")
    assert sheet_total({"tasks": D(9), "training": D(1)}, WEIGHTED).value == 73
    assert sheet_total({"tasks": D(9), "training": D(2)}, WEIGHTED).value == 83


@given(st.lists(st.tuples(tenths, tenths.filter(bool), tenths.filter(bool)), min_size=1, max_size=8))
def test_full_marks_bring_the_whole_weight_and_nothing_brings_more(rows):
    scales = [Scale(str(number), maximum, weight) for number, (_, maximum, weight) in enumerate(rows)]
    full = sheet_total({scale.code: scale.maximum for scale in scales}, scales).value
    given_ = sheet_total({str(n): min(points, maximum) for n, (points, maximum, _) in enumerate(rows)}, scales).value
    assert full == sum(exact(weight) for _, _, weight in rows)
    assert 0 <= given_ <= full


def test_veto_is_named_and_leaves_the_total():
    total = sheet_total({"tasks": D(50), "training": D(30)}, PLAIN, struck=["accident"])
    assert (total.value, total.vetoed, total.vetoes) == (80, True, ("accident",))
    assert not sheet_total({"tasks": D(50), "training": D(30)}, PLAIN).vetoed


def test_sheet_with_an_empty_cell_has_no_total():
    with pytest.raises(ScoresMissing) as refused:
        sheet_total({"tasks": None}, PLAIN)
    assert refused.value.codes == ("tasks", "training")
    assert sheet_total({"tasks": D(0), "training": D(0)}, PLAIN).value == 0


@pytest.mark.parametrize(("points", "reason"), [("60.1", Refusal.ABOVE_MAXIMUM), ("-1", Refusal.BELOW_MINIMUM)])
def test_points_beyond_their_scale_do_not_enter_a_total(points, reason):
    with pytest.raises(ValueRefused) as refused:
        sheet_total({"tasks": D(points), "training": D(0)}, PLAIN)
    assert refused.value.reason == reason


def test_standard_must_add_up_to_its_declared_total():
    check_scales(PLAIN, total=D(100))
    check_scales(WEIGHTED, total=D(100))
    with pytest.raises(TotalMismatch) as refused:
        check_scales(PLAIN, total=D(110))
    assert refused.value.args == (110, 100)
    assert str(refused.value) == "TotalMismatch(declared=110, actual=100)"


@pytest.mark.parametrize(
    ("scales", "error"),
    [
        ([*PLAIN, Scale("tasks", D(1))], CodeRepeated),
        ([Scale("tasks", D(0))], WeightRefused),
        ([Scale("tasks", D(5), D(0))], WeightRefused),
    ],
)
def test_standard_with_a_faulty_row_is_refused(scales, error):
    with pytest.raises(error):
        check_scales(scales, total=D(101))


def test_every_refusal_is_one_kind_of_value_error():
    assert issubclass(ScoringError, ValueError)
    assert all(issubclass(error, ScoringError) for error in (ValueRefused, BandsGap, TotalMismatch))
