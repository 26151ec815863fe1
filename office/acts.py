"""The office's own acts in words that follow a person's name, and labels of what is no field of a model."""

from django.utils.translation import gettext_lazy as _

from office.history import name_acts

name_acts(
    {
        "unit.created": _("founded the unit"),
        "unit.updated": _("corrected the unit"),
        "unit.moved": _("moved the unit"),
        "unit.merged": _("merged the unit into its successor"),
        "unit.closed": _("dissolved the unit"),
        "decision.recorded": _("recorded the decision"),
        "decision.minutes_attached": _("attached the minutes"),
        "paper.issued": _("issued the paper"),
        "paper.printed": _("printed the paper"),
        "paper.cancelled": _("cancelled the paper"),
        "paper.scan_attached": _("attached the signed scan"),
        "template.uploaded": _("uploaded a new Word template"),
        "template.restored": _("went back to an earlier version"),
        "template.retired": _("went back to the shipped file"),
        "account.created": _("opened the account"),
        "account.updated": _("corrected the account"),
        "account.password_issued": _("gave out a one-time password"),
        "account.second_step_removed": _("removed the second step of the sign-in"),
        "account.closed": _("closed the account"),
        "account.reopened": _("reopened the account"),
        "duty.granted": _("granted the duty"),
        "duty.ended": _("ended the duty"),
        "namedtable.shared": _("shared the table"),
        "namedtable.changed": _("changed the shared table"),
        "namedtable.withdrawn": _("withdrew the shared table"),
        "namedtable.deleted": _("deleted the shared table"),
    },
    fields={
        "scan_sha256": _("digest of the scan"),
        "is_active": _("in use"),
        "decision": _("decision"),
        "effective_from": _("effective from"),
        "table": _("named table"),
    },
)
