from planning.models import guards as _guards  # noqa: F401  installs the triggers of what was published
from planning.models.demand_line import DemandCandidate, DemandLine
from planning.models.demand_return import DemandAnswer, DemandParticipant, DemandReturn
from planning.models.survey import DemandSurvey, SurveyFile, SurveyLimit, SurveyQuestion

__all__ = [
    "DemandAnswer",
    "DemandCandidate",
    "DemandLine",
    "DemandParticipant",
    "DemandReturn",
    "DemandSurvey",
    "SurveyFile",
    "SurveyLimit",
    "SurveyQuestion",
]
