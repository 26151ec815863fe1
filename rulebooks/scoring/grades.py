"""From a score to a grade 等次, and what a run of grades adds up to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise, takewhile

from .errors import LastLineBounded, LineNotDescending, LinesMissing, LineUnbounded
from .exact import Number


@dataclass(frozen=True)
class GradeLine:
    """A grade and the lowest score that still reaches it; the last grade has none."""

    code: str
    lower: Decimal | None = None


def check_lines(lines: Sequence[GradeLine]) -> None:
    """Refuse lines that leave a score without a grade or a grade without a score. Best grade first.

    Raises ``LinesMissing``, ``LineUnbounded``, ``LastLineBounded`` or ``LineNotDescending``.
    """
    if not lines:
        raise LinesMissing
    *bounded, last = lines
    for line in bounded:
        if line.lower is None:
            raise LineUnbounded(line.code)
    if last.lower is not None:
        raise LastLineBounded(last.code, last.lower)
    for better, worse in pairwise(bounded):
        if worse.lower >= better.lower:
            raise LineNotDescending(worse.code, worse.lower, better.lower)


def grade_of(score: Number, lines: Sequence[GradeLine]) -> str:
    """The code of the best grade whose line ``score`` reaches (90 reaches a line of 90). Give it the rounded score.

    Raises what ``check_lines`` raises.
    """
    check_lines(lines)
    return next(line.code for line in lines if line.lower is None or score >= line.lower)


def longest_run(grades: Sequence[str | None], among: Collection[str]) -> int:
    """The most periods in a row, oldest first, whose grade is ``among`` the given ones; None (not assessed) ends a run.

    Published rules cancel a title after three failed months in a row, or dismiss after two failed years in a row.
    """
    return max((len(list(run)) for failed, run in groupby(grades, among.__contains__) if failed), default=0)


def current_run(grades: Sequence[str | None], among: Collection[str]) -> int:
    """Like ``longest_run``, but of the run that lasts to this day: 0 if the latest grade is not ``among`` them."""
    return len(list(takewhile(among.__contains__, reversed(grades))))
