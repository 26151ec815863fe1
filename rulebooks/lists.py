from django.utils.translation import gettext_lazy as _

from office.listing import Column, List
from rulebooks.enums import RULEBOOK_COLOURS, RulebookStatus


class RulebookList(List):
    code = "rulebooks.RulebookList"
    title = _("Rulebooks")
    empty = _("There is no rulebook. Remove a filter to see more.")
    order = ("code", "-version")
    url = "rulebooks:rulebook_detail"
    columns = (
        Column("name", _("Rulebook"), width=40),
        Column("version", _("Version"), kind="number"),
        Column("document_number", _("Document number"), width=20),
        Column("in_force_from", _("In force from"), kind="date"),
        Column("status", _("Status"), kind="choice", choices=RulebookStatus, colours=RULEBOOK_COLOURS),
        Column("frozen_at", _("First used at"), kind="datetime"),
        Column("code", _("Code"), default=False),
    )
