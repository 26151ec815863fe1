"""Once a version is used, nothing it says may change: no row of it, and no row more or less."""

from office import triggers
from rulebooks.models.ladder import GradeRule
from rulebooks.models.procedure import Procedure, Stage, VoteRule
from rulebooks.models.regime import Component, Consequence, Regime, ResultGrade
from rulebooks.models.rulebook import Rulebook
from rulebooks.models.standard import Criterion, Standard

_FROZEN = "EXISTS (SELECT 1 FROM rulebooks_rulebook book {join} WHERE {row} AND book.frozen_at IS NOT NULL)"
_IN_REGIME = "JOIN rulebooks_regime regime ON regime.rulebook_id = book.id"


def _guard(model, row, join=""):
    triggers.frozen(model, _FROZEN.format(join=join, row=row), inserts=True)


triggers.frozen(Rulebook, "OLD.frozen_at IS NOT NULL", changeable=("status",))
for _model in (Rulebook.units.through, GradeRule, Procedure, Regime, Standard, VoteRule):
    _guard(_model, "book.id = OLD.rulebook_id")
_guard(
    Criterion,
    "standard.id = OLD.standard_id",
    "JOIN rulebooks_standard standard ON standard.rulebook_id = book.id",
)
_guard(Stage, "step.id = OLD.procedure_id", "JOIN rulebooks_procedure step ON step.rulebook_id = book.id")
for _model in (Component, ResultGrade):
    _guard(_model, "regime.id = OLD.regime_id", _IN_REGIME)
_guard(
    Consequence,
    "result.id = OLD.result_grade_id",
    f"{_IN_REGIME} JOIN rulebooks_resultgrade result ON result.regime_id = regime.id",
)
