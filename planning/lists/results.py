from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from office.listing import Column
from planning.lists.desk import DISCIPLINE, GRADE, SENTENCES, UNIT
from planning.lists.subsidiaries import SUBSIDIARY, SubsidiaryList
from planning.models.demand_line import UNIT_PATH


def more(decided, authorised):
    return decided - authorised


def decision_name(body_name, number):
    return " ".join(part for part in (body_name, number) if part)


class ResultList(SubsidiaryList):
    """What was decided beside what was wanted, each number with the sentence that asked for it."""

    code = "planning.ResultList"
    title = _("Decided numbers")
    empty = _("No decided number matches. Units see theirs once the survey is published.")
    order = ("-demand_return__survey__opens_on", UNIT_PATH, "discipline__code", "grade__code")
    url = "planning:line_detail"
    cards = True
    columns = (
        UNIT,
        SUBSIDIARY,
        DISCIPLINE,
        GRADE,
        Column("authorised", _("Authorised"), kind="number"),
        Column("wanted", _("Wanted"), kind="number"),
        Column("consolidated", _("Consolidated seats"), kind="number"),
        Column("decided", _("Decided number"), kind="number"),
        Column("more", _("More or fewer than authorised"), more, needs=("decided", "authorised"), kind="change"),
        Column("decided_reason", _("Reason of the decision"), wraps=True, width=30),
        Column("consolidated_reason", _("Reason of the subsidiary"), wraps=True, width=30),
        Column("problem", _("Production problem"), wraps=True, width=50),
        Column("survey", _("Survey"), "demand_return__survey__title", width=24),
        Column(
            "decision",
            _("Decision"),
            decision_name,
            needs=("decision__body_name", "decision__meeting_number"),
            sort="decision__meeting_number",
            width=20,
        ),
        Column("held_on", _("Day of the meeting"), "decision__held_on", kind="date", default=False),
        *(column for column in SENTENCES if column.name in {"problem_kind", "consequence"}),
        Column("merged_into", _("Merged into"), "merged_into__demand_return__unit__name", default=False, width=20),
    )


class SurveyResultList(ResultList):
    """Of one survey, which the page names."""

    columns = tuple(
        replace(column, default=False) if column.name == "survey" else column for column in ResultList.columns
    )
