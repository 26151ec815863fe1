"""Caps and pools, votes and panels, shares and allowances."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebooks.scoring import (
    AmountOffLadder,
    CapMeter,
    CountRefused,
    Denominator,
    NothingToShareBy,
    PanelFault,
    Rounding,
    ShareOutOfRange,
    TooFewVoters,
    UnitCycle,
    UnknownAnswer,
    VoteCount,
    VoteResult,
    VoteRule,
    WeightRefused,
    allowance,
    allowed,
    assign_pools,
    cap_meter,
    largest_remainder,
    panel_faults,
    repayable,
    staff_vote_value,
    stepped_down,
    vote_result,
    votes_needed,
)

D = Decimal
HALF = Fraction(1, 2)
sizes = st.integers(0, 500)


@pytest.mark.parametrize(
    ("size", "percent", "rounding", "expected"),
    [
        (35, 20, Rounding.DOWN, 7),
        (9, 20, Rounding.DOWN, 1),
        (4, 20, Rounding.DOWN, 0),
        (4, 20, Rounding.UP, 1),
        (4, 20, Rounding.HALF_UP, 1),
        (50, D("15"), Rounding.HALF_UP, 8),
        (50, D("15"), Rounding.DOWN, 7),
        (7, 100, Rounding.DOWN, 7),
    ],
)
def test_cap_in_whole_people(size, percent, rounding, expected):
    assert allowed(size, percent, rounding) == expected


@given(sizes, st.integers(0, 100))
def test_cap_rounded_down_never_exceeds_its_share_and_wastes_less_than_one(size, percent):
    cap = allowed(size, percent)
    assert cap * 100 <= size * percent < (cap + 1) * 100
    assert cap <= allowed(size, percent, Rounding.HALF_UP) <= allowed(size, percent, Rounding.UP) <= cap + 1


def test_cap_of_nonsense_is_refused():
    with pytest.raises(CountRefused):
        allowed(-1, 20)
    with pytest.raises(ShareOutOfRange):
        allowed(10, 101)


def test_cap_meter_counts_and_forecasts():
    meter = cap_meter(["excellent"] * 2 + ["competent"] * 5 + [None] * 3, capped="excellent", percent=20)
    assert meter == CapMeter(size=10, allowed=2, reached=2, pending=3)
    assert (meter.over, meter.room, meter.over_at_most) == (0, 0, 3)
    over = cap_meter(["excellent"] * 3 + ["competent"], capped="excellent", percent=20)
    assert (over.allowed, over.over, over.room, over.over_at_most) == (0, 3, 0, 3)


TREE = {"group": None, "plates": "group", "north": "group", "mine": "north", "pit": "mine"}


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ({"plates": 5, "north": 5}, {"plates": "plates", "north": "north"}),
        ({"plates": 9, "north": 4}, {"plates": "plates", "north": "group"}),
        ({"plates": 9, "north": 3, "mine": 2}, {"plates": "plates", "north": "north", "mine": "north"}),
        ({"pit": 4}, {"pit": "group"}),
        ({"pit": 4, "north": 1}, {"pit": "north", "north": "north"}),
        ({"group": 2}, {"group": "group"}),
        ({}, {}),
    ],
)
def test_small_pool_joins_its_parents(people, expected):
    assert assign_pools(people, TREE, minimum=5) == expected


@st.composite
def trees(draw):
    """Units 0..n, each under an earlier one."""
    parents = {0: None} | {unit: draw(st.integers(0, unit - 1)) for unit in range(1, draw(st.integers(1, 12)))}
    return parents, {unit: draw(st.integers(0, 8)) for unit in parents}


@given(trees(), st.integers(0, 10))
def test_every_pool_is_big_enough_or_the_top_and_nobody_is_lost(tree, minimum):
    parents, people = tree
    pools = assign_pools(people, parents, minimum=minimum)
    totals = {pool: sum(people[unit] for unit in people if pools[unit] == pool) for pool in set(pools.values())}
    assert sum(totals.values()) == sum(people.values())
    assert all(total >= minimum or parents[pool] is None for pool, total in totals.items())
    assert all(pools[unit] in set(_line(unit, parents)) for unit in people)


def _line(unit, parents):
    while unit is not None:
        yield unit
        unit = parents[unit]


def test_pools_of_a_broken_tree_are_refused():
    with pytest.raises(UnitCycle):
        assign_pools({"a": 1}, {"a": "b", "b": "a"})
    with pytest.raises(CountRefused):
        assign_pools({"a": -1}, {"a": None})


@pytest.mark.parametrize(
    ("voters", "strict", "needed"),
    [(9, False, 6), (9, True, 7), (11, False, 8), (11, True, 8), (10, False, 7), (1, False, 1), (0, False, 1)],
)
def test_two_thirds_in_whole_votes(voters, strict, needed):
    assert votes_needed(voters, strict=strict) == needed


@given(st.integers(1, 200), st.fractions(Fraction(1, 100), 1, max_denominator=100))
def test_votes_needed_are_the_fewest_that_reach_the_share(voters, share):
    needed = votes_needed(voters, share)
    assert Fraction(needed, voters) >= share > Fraction(needed - 1, voters)
    strictly = votes_needed(voters, share, strict=True)
    assert Fraction(strictly, voters) > share >= Fraction(strictly - 1, voters)


@pytest.mark.parametrize("share", [0, Fraction(-1, 3), Fraction(4, 3)])
def test_share_of_votes_must_be_a_share(share):
    with pytest.raises(ShareOutOfRange):
        votes_needed(9, share)


@pytest.mark.parametrize(
    ("denominator", "needed", "passed"),
    [
        (Denominator.ALL, 8, False),
        (Denominator.ENTITLED, 7, False),
        (Denominator.PRESENT, 6, True),
        (Denominator.CAST, 6, True),
    ],
)
def test_vote_is_counted_on_its_denominator(denominator, needed, passed):
    """Eleven members, one recused, nine of the other ten there: six yes, two no, one abstains."""
    count = VoteCount(members=11, entitled=10, present=9, yes=6, no=2, abstained=1)
    assert vote_result(count, VoteRule(denominator=denominator)) == VoteResult(8, True, needed, passed)


def test_abstention_counts_against_unless_only_votes_cast_count():
    count = VoteCount(members=9, entitled=9, present=9, yes=5, no=2, abstained=2)
    assert not vote_result(count, VoteRule()).passed
    assert vote_result(count, VoteRule(denominator=Denominator.CAST)).passed


def test_more_than_two_thirds_is_not_two_thirds():
    count = VoteCount(members=9, entitled=9, present=9, yes=6, no=3)
    assert vote_result(count, VoteRule()).passed
    assert not vote_result(count, VoteRule(strict=True)).passed


def test_nothing_passes_without_quorum_or_without_a_yes():
    few = VoteCount(members=11, entitled=11, present=7, yes=7, no=0)
    assert vote_result(few, VoteRule()) == VoteResult(8, False, 5, False)
    silent = VoteCount(members=3, entitled=3, present=3, yes=0, no=0, abstained=3)
    assert not vote_result(silent, VoteRule(denominator=Denominator.CAST, quorum=HALF)).passed


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"yes": 7, "no": 3}, "cast"),
        ({"yes": -1, "no": 3}, "yes"),
        ({"present": 11, "yes": 1, "no": 0}, "present"),
        ({"entitled": 12, "yes": 1, "no": 0}, "entitled"),
    ],
)
def test_ballot_that_does_not_add_up_is_refused(fields, name):
    with pytest.raises(CountRefused) as refused:
        VoteCount(**{"members": 11, "entitled": 10, "present": 9, **fields})
    assert refused.value.name == name


ANSWERS = {"excellent": D(95), "good": D(85), "fair": D(75), "poor": D(65), "unknown": D(0)}


def test_staff_vote_divides_by_all_votes():
    assert staff_vote_value({"excellent": 10, "good": 5, "unknown": 1}, ANSWERS) == Fraction(1375, 16)


@given(st.dictionaries(st.sampled_from(sorted(ANSWERS)), st.integers(0, 300)))
def test_staff_vote_lies_between_the_values_given(votes):
    cast = [ANSWERS[answer] for answer, number in votes.items() if number]
    if not cast:
        with pytest.raises(TooFewVoters):
            staff_vote_value(votes, ANSWERS)
    else:
        assert min(cast) <= staff_vote_value(votes, ANSWERS) <= max(cast)


def test_staff_vote_with_too_few_or_strange_votes_is_refused():
    with pytest.raises(TooFewVoters) as refused:
        staff_vote_value({"good": 9}, ANSWERS, minimum_voters=10)
    assert refused.value.args == (9, 10)
    with pytest.raises(UnknownAnswer):
        staff_vote_value({"splendid": 9}, ANSWERS)
    with pytest.raises(CountRefused):
        staff_vote_value({"good": -9}, ANSWERS)


@pytest.mark.parametrize(
    ("size", "faults"),
    [
        (11, ()),
        (7, ()),
        (35, ()),
        (9, (PanelFault.MULTIPLE,)),
        (6, (PanelFault.TOO_SMALL, PanelFault.MULTIPLE)),
        (37, (PanelFault.TOO_LARGE,)),
    ],
)
def test_panel_size(size, faults):
    assert panel_faults(size) == faults
    assert PanelFault.MULTIPLE not in panel_faults(size, not_multiple_of=None)


def test_remainders_decide_who_gets_the_rest():
    assert largest_remainder(10, {"a": 47, "b": 16, "c": 15, "d": 12, "e": 10}) == {
        "a": 5,
        "b": 2,
        "c": 1,
        "d": 1,
        "e": 1,
    }
    assert largest_remainder(1, {"a": 1, "b": 1}) == {"a": 1, "b": 0}
    assert largest_remainder(0, {"a": 0}) == {"a": 0}


@given(
    st.integers(0, 500),
    st.dictionaries(st.integers(), st.integers(0, 50), min_size=1).filter(lambda w: sum(w.values())),
)
def test_shares_add_up_and_stay_within_one_of_the_quota(total, weights):
    shares = largest_remainder(total, weights)
    whole = sum(weights.values())
    assert sum(shares.values()) == total
    assert all(abs(shares[key] - Fraction(total * weight, whole)) < 1 for key, weight in weights.items())
    assert all(shares[key] == 0 for key, weight in weights.items() if weight == 0)


@pytest.mark.parametrize(
    ("total", "weights", "error"),
    [
        (-1, {"a": 1}, CountRefused),
        (1, {"a": -1, "b": 2}, WeightRefused),
        (1, {"a": 0}, NothingToShareBy),
        (1, {}, NothingToShareBy),
    ],
)
def test_distribution_of_nonsense_is_refused(total, weights, error):
    with pytest.raises(error):
        largest_remainder(total, weights)


STEPS = [D(3000), D(2000), D(1200)]


def test_allowance_by_factor_months_and_steps():
    assert str(allowance(D(3000))) == "36000.00"
    assert str(allowance(D("1999.99"), factor=D("0.5"), months=1)) == "1000.00"
    assert allowance(D(3000), factor=0) == 0
    assert [stepped_down(monthly, STEPS) for monthly in STEPS] == [D(2000), D(1200), D(0)]
    assert stepped_down(D(3000), STEPS, down=0) == 3000
    assert stepped_down(D(1200), STEPS, down=3) == 0


def test_paid_part_beyond_what_is_due_is_repaid():
    paid = allowance(D(3000), months=9)
    assert repayable(paid, allowance(D(3000), factor=0)) == 27000
    assert repayable(paid, allowance(D(3000))) == 0


def test_allowance_of_nonsense_is_refused():
    with pytest.raises(CountRefused):
        allowance(D(3000), months=-1)
    with pytest.raises(CountRefused):
        stepped_down(D(3000), STEPS, down=-1)
    with pytest.raises(AmountOffLadder):
        stepped_down(D(2500), STEPS)
