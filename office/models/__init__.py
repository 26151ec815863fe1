from office.models.audit import AuditEntry
from office.models.counter import Counter
from office.models.decision import Decision
from office.models.duty import Duty
from office.models.job import Job
from office.models.mail import OutboxMail
from office.models.paper import Paper, PaperPrint
from office.models.table import NamedTable
from office.models.template import PaperTemplate
from office.models.unit import Unit, UnitPlacement
from office.models.user import User

__all__ = [
    "AuditEntry",
    "Counter",
    "Decision",
    "Duty",
    "Job",
    "NamedTable",
    "OutboxMail",
    "Paper",
    "PaperPrint",
    "PaperTemplate",
    "Unit",
    "UnitPlacement",
    "User",
]
