from rulebooks.models import guards as _guards  # noqa: F401  installs the triggers of frozen versions
from rulebooks.models.ladder import Grade, GradeRule, Ladder
from rulebooks.models.procedure import Procedure, Stage, VoteRule
from rulebooks.models.regime import Component, Consequence, Regime, ResultGrade
from rulebooks.models.rulebook import Rulebook
from rulebooks.models.standard import Criterion, Standard

__all__ = [
    "Component",
    "Consequence",
    "Criterion",
    "Grade",
    "GradeRule",
    "Ladder",
    "Procedure",
    "Regime",
    "ResultGrade",
    "Rulebook",
    "Stage",
    "Standard",
    "VoteRule",
]
