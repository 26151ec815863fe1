from evaluations.models.assessment import Assessment
from evaluations.models.cycle import CapOverride, Cycle, RaterSlot
from evaluations.models.note import RoutineNote
from evaluations.models.sheet import AssessmentSheet, Score, Sheet
from evaluations.models.summary import ScoreSummary

__all__ = [
    "Assessment",
    "AssessmentSheet",
    "CapOverride",
    "Cycle",
    "RaterSlot",
    "RoutineNote",
    "Score",
    "ScoreSummary",
    "Sheet",
]
