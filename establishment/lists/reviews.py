from django.utils.translation import gettext_lazy as _

from establishment.enums import REVIEW_COLOURS, ReviewStatus
from office.listing import Column, List


class PostReviewList(List):
    code = "establishment.PostReviewList"
    title = _("Post reviews")
    empty = _("No review matches. Draft one from decided demand, or by hand.")
    order = ("-pk",)
    url = "establishment:review_detail"
    columns = (
        Column("title", _("Title"), width=30),
        Column("unit", _("Unit"), "unit__name", sort="unit__path", width=20),
        Column("changes", _("Changes of posts"), "change_count", kind="number"),
        Column("effective_on", _("Takes effect on"), kind="date"),
        Column("status", _("Status"), kind="choice", choices=ReviewStatus, colours=REVIEW_COLOURS),
        Column("survey", _("Demand survey"), "survey__title", width=30, default=False),
        Column("created_by", _("Drafted by"), "created_by__name"),
        Column("approved_by", _("Approved by"), "approved_by__name", default=False),
        Column("applied_at", _("Applied at"), kind="datetime"),
    )
