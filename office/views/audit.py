from office.filters import AuditFilter
from office.listing import ListPage
from office.lists import AuditList
from office.models import AuditEntry
from office.rules.audit import can_read_audit


class AuditListPage(ListPage):
    """The whole trail in sight; nobody edits it, reading it exports it."""

    model, list_class, filterset_class = AuditEntry, AuditList, AuditFilter

    def allowed(self):
        return can_read_audit(self.user)
