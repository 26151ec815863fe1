from django.utils.translation import gettext_lazy as _

from office.listing import Column, Table
from planning.enums import (
    LINE_STATE_COLOURS,
    RETURN_COLOURS,
    URGENCY_COLOURS,
    LineState,
    ProblemKind,
    ReturnStatus,
    Urgency,
)
from planning.lists.subsidiaries import SUBSIDIARY, SubsidiaryList
from planning.models.demand_line import UNIT_PATH


class LineList(SubsidiaryList):
    code = "planning.LineList"
    title = _("Demand lines")
    empty = _("No line matches. Remove a filter, or send out a survey: each unit's posts make its lines.")
    url = "planning:line_detail"
    order = ("-demand_return__survey__opens_on", UNIT_PATH, "discipline__code", "grade__code")
    cards = True
    columns = (
        Column("unit", _("Unit"), "demand_return__unit__name", sort=UNIT_PATH, link=True, width=20),
        SUBSIDIARY,
        Column("unit_code", _("Unit code"), "demand_return__unit__code", default=False),
        Column("survey", _("Survey"), "demand_return__survey__title", wraps=True, width=24),
        Column("discipline", _("Discipline"), "discipline__name", sort="discipline__code"),
        Column("grade", _("Grade"), "grade__name", sort="grade__code"),
        Column("authorised", _("Authorised seats"), kind="number"),
        Column("held", _("Held"), kind="number"),
        Column("vacant", _("Vacant"), "vacant_seats", kind="number"),
        Column("retiring", _("Retiring within three years"), kind="number", default=False),
        Column("qualified", _("Own qualified people"), kind="number", default=False),
        Column("wanted", _("Seats wanted"), kind="number"),
        Column("extra", _("Further seats"), "extra_seats", kind="change"),
        Column("urgency", _("Urgency"), kind="choice", choices=Urgency, colours=URGENCY_COLOURS),
        Column("problem_kind", _("Kind of problem"), kind="choice", choices=ProblemKind),
        Column("problem", _("Production problem"), wraps=True, default=False, width=40),
        Column("consequence", _("What happens if refused"), wraps=True, default=False, width=40),
        Column("consolidated", _("Consolidated number"), kind="number"),
        Column("consolidated_reason", _("Reason of the subsidiary"), wraps=True, default=False, width=30),
        Column("decided", _("Decided number"), "told_decided", kind="number"),
        Column("decided_reason", _("Reason of the decision"), "told_reason", wraps=True, default=False, width=30),
        Column("decision", _("Decision"), "told_decision", default=False, width=24),
        Column("state", _("State"), "told_state", kind="choice", choices=LineState, colours=LINE_STATE_COLOURS),
        Column(
            "status",
            _("Status of the return"),
            "demand_return__status",
            kind="choice",
            choices=ReturnStatus,
            colours=RETURN_COLOURS,
            default=False,
        ),
    )
    tables = (
        Table(
            "further",
            _("Demand for further seats"),
            columns=(
                "unit", "subsidiary", "discipline", "grade", "authorised", "held", "wanted", "extra", "urgency",
                "problem_kind", "problem", "consequence", "consolidated", "consolidated_reason",
            ),
            title=_("Demand for chief-engineer posts"),
        ),
    )  # fmt: skip
