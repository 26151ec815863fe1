from talent.imports.accounts import AccountImport
from talent.imports.disciplines import DisciplineImport
from talent.imports.engineers import EngineerImport
from talent.imports.results import PastResultImport

__all__ = ["AccountImport", "DisciplineImport", "EngineerImport", "PastResultImport"]
