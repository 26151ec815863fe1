"""The table of all doors. A new page is a new row; without one the tests fail."""

from tests.doors.notation import DOORS
from tests.doors.table import (
    accounts,
    batches,
    consolidation,
    cycles,
    deciding,
    documents,
    eligibility,
    filing,
    floors,
    letters,
    office,
    papers,
    post_changes,
    roof,
    signing,
    surveys,
    tables,
    templates,
    units,
)
from tests.doors.table.signing_in import FAMILIES

__all__ = [
    "DOORS",
    "FAMILIES",
    "accounts",
    "batches",
    "consolidation",
    "cycles",
    "deciding",
    "documents",
    "eligibility",
    "filing",
    "floors",
    "letters",
    "office",
    "papers",
    "post_changes",
    "roof",
    "signing",
    "surveys",
    "tables",
    "templates",
    "units",
]
