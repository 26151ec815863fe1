from office.scope import any_subtree
from planning.rules.returns import FILLERS
from talent.pickers import EngineerPicker


class CandidatePicker(EngineerPicker):
    """Whom a unit may put up: people in employment of the units for which this person fills in returns."""

    url_name = "planning:candidate_pick"

    @classmethod
    def objects(cls, user):
        found = super().objects(user).employed()
        return found.filter(any_subtree(user.paths_as(FILLERS), "unit__path"))
