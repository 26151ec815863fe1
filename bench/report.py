"""The table that a run prints, and what it says of what misses its limit."""

from dataclasses import dataclass

_SORTED = "SQLite finds the 10,000 in sight by their units and sorts them; in the order of all it might read 100,000"
_COVERAGE = (
    "SQLite adds up 5,000 seats and 24,000 demand lines by unit and discipline itself, within the measured process"
)
_FORECAST = "while sheets are out, the forecast of each row is computed from its five sheets"
_CHANGES = "SQLite joins fifty changes to their posts, versions and holders itself, within the measured process"
_RESORTING = "SQLite adds up 5,000 seats by unit and discipline itself, within the measured process"
REASONS = {
    "post review, all that is unsettled": "each of 500 changes, its post and its holders are held against all conditions",
    "professional line before and after": "the 500 posts of a whole discipline are named on both sides, seat by seat",
    "page of one post": "six floors are asked what they know of the post and of each of its seats",
    "post review, last page": _CHANGES,
    "post review, what it comes to": "SQLite adds up 5,000 posts by their quotas itself, within the measured process",
    **dict.fromkeys(
        (
            "before and after",
            "before and after, all that there is",
            "before and after, of a subsidiary",
            "before and after, on record",
            "professional lines before and after",
            "establishment",
            "establishment of a past day",
            "establishment of a day to come",
        ),
        _RESORTING,
    ),
    "list of people, last page": "all 100,000 in sight are counted first, so that it can be read from the end",
    "list of people, a subsidiary's": _SORTED,
    "list of people, by unit, a subsidiary's": _SORTED,
    "100,000 people against 1,000, a subsidiary's": _SORTED,
    "list of appointments, a subsidiary's": "ten filters are drawn above it, and SQLite's own work counts",
    "vacant seats to fill": "of each of 5,000 posts it is asked how many of its seats are held, to count the pages",
    "ledger of posts, of a past day": "of each of 5,000 posts the version that was in force is looked up, to count the seats",
    "board of what is due": "SQLite walks through 4,000 holders and 5,000 posts once each, and marks them by fourteen conditions",
    "coverage map": _COVERAGE,
    "coverage map, a subsidiary's": _COVERAGE,
    "professional line": "SQLite adds up 5,000 seats as they were on the day, for every discipline, grade and level",
    "list of assessments": _FORECAST,
    "list of assessments, a subsidiary's": _FORECAST,
    "home": "4,000 holders, 5,000 posts and 8,000 results are counted anew, each by the right to see it",
    "home while 20,000 sheets are out": "every sheet in sight is counted, besides what home counts anyway",
    "page of one rulebook": "a whole document on one page: every table of the rulebook, read by seventeen queries",
    "page of one cycle": "every one of the 20,000 sheets is counted, to say what comes next",
    "thread of a person": "nine nouns are asked what they know of the person, each by the right to see it",
    "completeness of a survey": "SQLite adds up the seats of 30,000 lines itself, within the measured process",
    "decision desk": "SQLite adds up 9,000 lines, their quotas and their money itself, within the measured process",
    "consolidation by a subsidiary": "SQLite adds up 3,000 lines and their quotas itself, within the measured process",
    "return of a unit": "some 60 inputs are drawn, and the unit's people held against the conditions of ten lines",
    "one cell saved": "the floor checks no right: duties, and sheet, person, unit, slot and cycle under the lock",
}


@dataclass(frozen=True)
class Line:
    what: str
    value: float
    floor: float
    limit: float  # of the ratio, or of the value itself where `floor` is 1
    unit: str = "ms"
    engine: str = ""

    @property
    def reason(self):
        """Why a miss is accepted, if it is; what SQLite does itself excuses nothing elsewhere."""
        reason = REASONS.get(self.what, "")
        return "" if "SQLite" in reason and self.engine != "sqlite" else reason

    @property
    def ratio(self):
        return self.value / self.floor

    @property
    def holds(self):
        return self.ratio <= self.limit


class Report:
    def __init__(self, engine):
        self.engine, self.lines = engine, []
        print(f"\n{engine}\n{'what':<44}{'measured':>12}{'floor':>10}{'ratio':>8}{'limit':>8}")

    def add(self, *args, **kwargs):
        line = Line(*args, engine=self.engine, **kwargs)
        self.lines.append(line)
        mark = "" if line.holds else f"  MISSED {line.reason}"
        floor = "" if line.floor == 1 else f"{line.floor:.2f}"
        print(
            f"{line.what:<44}{line.value:>9.2f} {line.unit:<2}{floor:>10}{line.ratio:>8.2f}{line.limit:>8.2f}{mark}",
            flush=True,
        )

    @property
    def missed(self):
        return [line for line in self.lines if not line.holds]

    def close(self):
        held = len(self.lines) - len(self.missed)
        print(f"{self.engine}: {held} of {len(self.lines)} hold")
        return 1 if any(not line.reason for line in self.missed) else 0
