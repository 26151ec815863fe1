"""Who may hold a post: the conditions of its grade, held against the record and explained (人岗相适).

Nothing here writes or decides. A finding says what is asked, what was found and whether that meets it, or that a person
must look, because the record is silent on it.
"""

from posts.eligibility.candidates import LOOKED_AT, Candidate, fits, verdicts
from posts.eligibility.conditions import Condition, conditions_of
from posts.eligibility.findings import Discreet, Finding, Fit, concluded

__all__ = [
    "LOOKED_AT",
    "Candidate",
    "Condition",
    "Discreet",
    "Finding",
    "Fit",
    "concluded",
    "conditions_of",
    "fits",
    "verdicts",
]
