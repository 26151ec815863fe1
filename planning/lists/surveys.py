from django.utils.translation import gettext_lazy as _

from office.listing import Column, List
from planning.enums import SURVEY_COLOURS, SurveyStatus


class SurveyList(List):
    code = "planning.SurveyList"
    title = _("Demand surveys")
    empty = _("No survey matches. Prepare a new one, or copy last year's from its page.")
    order = ("-opens_on", "-pk")
    url = "planning:survey_detail"
    columns = (
        Column("title", _("Title"), width=30),
        Column("unit", _("Unit"), "unit__name", sort="unit__path", width=20),
        Column("status", _("Status"), kind="choice", choices=SurveyStatus, colours=SURVEY_COLOURS),
        Column("as_of", _("Facts as of"), kind="date"),
        Column("opens_on", _("First day to answer"), kind="date"),
        Column("closes_on", _("Last day to answer"), kind="date"),
        Column("asked", _("Units asked"), kind="number"),
        Column("answered", _("Answered"), kind="number"),
        Column("created_by", _("Prepared by"), "created_by__name", default=False),
        Column("opened_at", _("Sent out at"), kind="datetime", default=False),
        Column("published_at", _("Published at"), kind="datetime", default=False),
    )
