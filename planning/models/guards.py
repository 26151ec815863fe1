"""What was decided and published is history: its numbers and the sentences that asked for them never change.

Who took part in a return is so from the moment on.
"""

from office import triggers
from planning.models.demand_line import DemandCandidate, DemandLine
from planning.models.demand_return import DemandAnswer, DemandParticipant, DemandReturn
from planning.models.survey import DemandSurvey, SurveyFile, SurveyLimit, SurveyQuestion

_PUBLISHED = "EXISTS (SELECT 1 FROM planning_demandsurvey survey {join} WHERE {row} AND survey.status = 'published')"
_OF_RETURN = "JOIN planning_demandreturn demand_return ON demand_return.survey_id = survey.id"


def _guard(model, row, join="", **how):
    triggers.frozen(model, _PUBLISHED.format(join=join, row=row), **how)


triggers.append_only(DemandParticipant)
triggers.frozen(DemandSurvey, "OLD.status = 'published'", changeable=("updated_at",))
_guard(DemandSurvey.left_out.through, "survey.id = OLD.demandsurvey_id", inserts=True)
for _model in (SurveyLimit, SurveyQuestion, SurveyFile):
    _guard(_model, "survey.id = OLD.survey_id", inserts=True)
_guard(
    DemandReturn,
    "survey.id = OLD.survey_id",
    inserts=True,
    changeable=("updated_at",),
    fillable=("paper", "signed_code", "signed_digest"),
)
for _model in (DemandLine, DemandAnswer):
    _guard(_model, "demand_return.id = OLD.demand_return_id", _OF_RETURN, inserts=True)
_guard(
    DemandCandidate,
    "line.id = OLD.line_id",
    f"{_OF_RETURN} JOIN planning_demandline line ON line.demand_return_id = demand_return.id",
    inserts=True,
)
