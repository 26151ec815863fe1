from django.utils.translation import gettext_lazy as _

from office.listing import Column, List
from posts.enums import BATCH_COLOURS, BatchStatus


def _decision(body_name, number):
    return " ".join(part for part in (body_name, number) if part)


class BatchList(List):
    code = "posts.BatchList"
    title = _("Appointment batches")
    empty = _(
        "No batch matches. Choose holders in the list of appointments and put them into one, or make an empty one."
    )
    order = ("-pk",)
    url = "posts:batch_detail"
    columns = (
        Column("title", _("Title"), width=30),
        Column("unit", _("Unit"), "unit__name", sort="unit__path", width=20),
        Column("rows", _("Rows"), "row_count", kind="number"),
        Column("effective_on", _("Takes effect on"), kind="date"),
        Column("status", _("Status"), kind="choice", choices=BatchStatus, colours=BATCH_COLOURS),
        Column(
            "decision",
            _("Decision"),
            _decision,
            needs=("decision__body_name", "decision__meeting_number"),
            sort="decision__meeting_number",
            width=20,
        ),
        Column("document", _("Document number"), "document__number", width=20),
        Column("document_on", _("Date of the document"), kind="date", default=False),
        Column("historic", _("Historic"), kind="yesno", default=False),
        Column("done_at", _("Carried out at"), kind="datetime"),
        Column("done_by", _("Carried out by"), "done_by__name", default=False),
        Column("filed_at", _("Taken on file at"), kind="datetime", default=False),
    )
