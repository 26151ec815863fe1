"""The table that a run prints, and what it says of what misses its limit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    what: str
    value: float
    floor: float
    limit: float  # of the ratio, or of the value itself where `floor` is 1
    unit: str = "ms"
    reason: str = ""  # why a miss is accepted for now

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
        line = Line(*args, **kwargs)
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
        return 1 if self.missed else 0
