"""Votes: ballots of a review committee 无记名投票, staff votes 民主测评, the size of a panel 评审委员会."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from .errors import CountRefused, ShareOutOfRange, TooFewVoters, UnknownAnswer
from .exact import Number, exact

TWO_THIRDS = Fraction(2, 3)


class Denominator(StrEnum):
    """Of whom the share of yes is taken. Whoever abstains counts against, except where only votes cast are counted."""

    ALL = "all"  # every member, recused or not
    ENTITLED = "entitled"  # every member who may vote on this item, there or not
    PRESENT = "present"  # those of them who are there
    CAST = "cast"  # yes and no


@dataclass(frozen=True)
class VoteRule:
    """``strict``: more than ``share``, not just as much. ``quorum``: share of the members who must be there."""

    share: Fraction = TWO_THIRDS
    strict: bool = False
    denominator: Denominator = Denominator.PRESENT
    quorum: Fraction = TWO_THIRDS


@dataclass(frozen=True)
class VoteCount:
    """One item's ballot, in people.

    ``entitled``: the members less those recused; ``present``: those of them who are there.
    Raises ``CountRefused`` where a part is negative or larger than its whole.
    """

    members: int
    entitled: int
    present: int
    yes: int
    no: int
    abstained: int = 0

    def __post_init__(self):
        for name in ("yes", "no", "abstained"):
            _check_count(name, getattr(self, name), None)
        _check_count("cast", self.yes + self.no + self.abstained, self.present)
        _check_count("present", self.present, self.entitled)
        _check_count("entitled", self.entitled, self.members)

    def voters(self, denominator: Denominator) -> int:
        """Of how many the share of yes is taken."""
        return {
            Denominator.ALL: self.members,
            Denominator.ENTITLED: self.entitled,
            Denominator.PRESENT: self.present,
            Denominator.CAST: self.yes + self.no,
        }[denominator]


@dataclass(frozen=True)
class VoteResult:
    """``needed``: yes votes that pass. Without a quorum nothing passes, whatever the ballot says."""

    quorum_needed: int
    quorate: bool
    needed: int
    passed: bool


def votes_needed(voters: int, share: Number = TWO_THIRDS, *, strict: bool = False) -> int:
    """The fewest of ``voters`` that are at least ``share`` (0 excluded, to 1) of them, or more than it if ``strict``.

    Two thirds of 9 are 6; more than two thirds of 9 are 7. Never under one: nothing passes without a single yes.
    """
    if not 0 < share <= 1:
        raise ShareOutOfRange(share)
    _check_count("voters", voters, None)
    whole = voters * exact(share)
    return max(floor(whole) + 1 if strict else ceil(whole), 1)


def vote_result(count: VoteCount, rule: VoteRule) -> VoteResult:
    """Was there a quorum, how many yes were needed, and did it pass? Both shares are rounded up to whole people."""
    quorum_needed = votes_needed(count.members, rule.quorum)
    quorate = count.present >= quorum_needed
    needed = votes_needed(count.voters(rule.denominator), rule.share, strict=rule.strict)
    return VoteResult(quorum_needed, quorate, needed, quorate and count.yes >= needed)


def staff_vote_value(votes: Mapping[str, int], values: Mapping[str, Number], *, minimum_voters: int = 1) -> Fraction:
    """Σ votes × value of the answer ÷ all votes, unrounded. Every answer has a value, "don't know" one of 0.

    A published staff rating values its answers 95, 85, 75, 65 and 0. Raises ``UnknownAnswer``, ``CountRefused``, or
    ``TooFewVoters`` under ``minimum_voters`` (and always when nobody voted).
    """
    for answer, number in votes.items():
        if answer not in values:
            raise UnknownAnswer(answer)
        _check_count(answer, number, None)
    voters = sum(votes.values())
    if voters < max(minimum_voters, 1):
        raise TooFewVoters(voters, max(minimum_voters, 1))
    return sum((number * exact(values[answer]) for answer, number in votes.items()), Fraction(0)) / voters


class PanelFault(StrEnum):
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    MULTIPLE = "multiple"


def panel_faults(
    size: int, *, minimum: int = 7, maximum: int = 35, not_multiple_of: int | None = 3
) -> tuple[PanelFault, ...]:
    """What is wrong with a panel of ``size`` sitting members; empty if nothing is.

    Provincial title reviews sit with 7 to 35 members, never a multiple of three; None allows multiples.
    """
    found = {
        PanelFault.TOO_SMALL: size < minimum,
        PanelFault.TOO_LARGE: size > maximum,
        PanelFault.MULTIPLE: not_multiple_of is not None and size % not_multiple_of == 0,
    }
    return tuple(fault for fault, wrong in found.items() if wrong)


def _check_count(name: str, count: int, at_most: int | None) -> None:
    if count < 0 or (at_most is not None and count > at_most):
        raise CountRefused(name, count, at_most)
