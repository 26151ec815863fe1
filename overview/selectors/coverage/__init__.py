from overview.selectors.coverage.figures import Figures, Look, answers_to, survey_to_begin_with, surveys_for
from overview.selectors.coverage.grid import coverage_map, establishment_map
from overview.selectors.coverage.levels import way_to, way_to_discipline

__all__ = [
    "Figures",
    "Look",
    "answers_to",
    "coverage_map",
    "establishment_map",
    "survey_to_begin_with",
    "surveys_for",
    "way_to",
    "way_to_discipline",
]
