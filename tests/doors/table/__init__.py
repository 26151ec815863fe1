"""The table of all doors. A new page is a new row; without one the tests fail."""

from tests.doors.notation import DOORS
from tests.doors.table import (
    accounts,
    cycles,
    eligibility,
    filing,
    floors,
    office,
    papers,
    post_changes,
    roof,
    tables,
    templates,
    units,
)
from tests.doors.table.signing_in import FAMILIES

__all__ = [
    "DOORS",
    "FAMILIES",
    "accounts",
    "cycles",
    "eligibility",
    "filing",
    "floors",
    "office",
    "papers",
    "post_changes",
    "roof",
    "tables",
    "templates",
    "units",
]
