from overview.selectors.coverage.figures import Figures, Look, answers_to, surveys_for
from overview.selectors.coverage.grid import CoverageMap, coverage_map, map_of
from overview.selectors.coverage.levels import way_to, way_to_discipline

__all__ = [
    "CoverageMap",
    "Figures",
    "Look",
    "answers_to",
    "coverage_map",
    "map_of",
    "surveys_for",
    "way_to",
    "way_to_discipline",
]
