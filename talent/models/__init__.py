from talent.models.discipline import Discipline
from talent.models.engineer import Engineer
from talent.models.result import PastResult

__all__ = ["Discipline", "Engineer", "PastResult"]
