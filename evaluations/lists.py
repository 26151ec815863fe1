from django.utils.translation import gettext_lazy as _

from evaluations.enums import ASSESSMENT_COLOURS, CYCLE_COLOURS, AssessmentState, CycleStatus
from evaluations.rules.assessments import SHEET_READERS
from evaluations.selectors.composites import composites
from office.listing import Column, List
from office.sentences import joined
from rulebooks.enums import RegimeKind


class CycleList(List):
    code = "evaluations.CycleList"
    title = _("Assessment cycles")
    empty = _(
        "There is no assessment cycle for you to see. An administrator of the unit creates one; your own results are in your record."
    )
    order = ("-year", "name")
    url = "evaluations:cycle_detail"
    columns = (
        Column("name", _("Name"), width=30),
        Column("year", _("Year")),
        Column("unit", _("Unit"), "unit__name", sort="unit__path"),
        Column("kind", _("Kind"), "regime__kind", kind="choice", choices=RegimeKind),
        Column("regime", _("Regime"), "regime__name"),
        Column("as_of", _("Holders as of"), kind="date"),
        Column("filing_ends_on", _("Sheets are due by"), kind="date"),
        Column("status", _("Status"), kind="choice", choices=CycleStatus, colours=CYCLE_COLOURS),
        Column("published_at", _("Published at"), kind="datetime", default=False),
    )


PERSON_COLUMNS = (
    Column("name", _("Name"), "engineer__name", sort="engineer__pinyin"),
    Column("number", _("Employee number"), "engineer__employee_number"),
    Column("unit", _("Unit"), "unit__name", sort="unit__path"),
    Column("post", _("Post"), "post_name"),
    Column("post_grade", _("Grade of the post"), "post_grade__name"),
    Column("discipline", _("Discipline"), "discipline__name", default=False),
    Column("pool", _("Pool"), "pool__name", sort="pool__path"),
)
STATE_COLUMNS = (
    Column("state", _("Takes part"), kind="choice", choices=AssessmentState, colours=ASSESSMENT_COLOURS),
    Column("state_reason", _("Left out because"), default=False),
)


class AssessmentList(List):
    """The people of a cycle whose grades are being or have been settled."""

    code = "evaluations.AssessmentList"
    title = _("Assessments")
    empty = _("Nobody in your units matches. Remove a filter to see more.")
    order = ("unit__path", "engineer__pinyin")
    url = "evaluations:assessment_detail"
    columns = (
        *PERSON_COLUMNS,
        Column("composite", _("Composite"), kind="score"),
        Column("forecast", _("Grade by the lines"), "forecast__name", sort="forecast__rank"),
        Column("grade", _("Settled grade"), "grade__name", sort="grade__rank"),
        Column("grade_reason", _("Reason of the change"), default=False),
        *STATE_COLUMNS,
    )

    def __init__(self, queryset, user, **kwargs):
        super().__init__(queryset, user, **kwargs)
        if user.roles.isdisjoint(SHEET_READERS):
            self.url = ""  # leaders read lists, not sheets


class LiveAssessmentList(AssessmentList):
    """While sheets are filled in: composite and grade are forecasts, computed for the rows shown."""

    columns = (
        *PERSON_COLUMNS,
        Column("composite", _("Composite so far"), lambda row: row.live.value, kind="score"),
        Column("forecast", _("Forecast"), lambda row: row.live.forecast and row.live.forecast.name),
        Column("missing", _("Missing"), lambda row: joined(row.live.missing_parts), width=30),
        *STATE_COLUMNS,
    )

    def objects_of(self, fetched):
        rows = super().objects_of(fetched)
        if rows:
            results = composites(self.cycle, list(rows.values()))
            for pk, row in rows.items():
                row.live = results[pk]
        return rows


class PastAssessmentList(List):
    """The assessments of one person or one post through the years."""

    code = "evaluations.PastAssessmentList"
    title = _("Assessments")
    empty = _("No assessment to see yet. A running one shows here when its results are published.")
    order = ("-cycle__year",)
    url = "evaluations:assessment_detail"
    columns = (
        Column("cycle", _("Cycle"), "cycle__name", sort="cycle__year"),
        Column("year", _("Year"), "cycle__year"),
        Column("name", _("Name"), "engineer__name", sort="engineer__pinyin"),
        Column("post", _("Post"), "post_name"),
        Column("composite", _("Composite"), kind="score"),
        Column("grade", _("Settled grade"), "grade__name"),
        Column("status", _("Status"), "cycle__status", kind="choice", choices=CycleStatus, colours=CYCLE_COLOURS),
    )

    def __init__(self, queryset, user, **kwargs):
        super().__init__(queryset, user, **kwargs)
        if user.roles & {"leader"} and user.roles.isdisjoint(SHEET_READERS):
            self.url = ""


class ChaseList(List):
    """Score sheets that were not submitted yet."""

    code = "evaluations.ChaseList"
    title = _("Missing score sheets")
    empty = _("Every score sheet has been submitted.")
    order = ("assessment__unit__path", "slot__component__position", "slot__number", "pk")
    url = "evaluations:sheet_detail"
    columns = (
        Column("unit", _("Unit"), "assessment__unit__name", sort="assessment__unit__path", width=24),
        Column("slot", _("Rater slot"), "slot__name", sort=("slot__component__position", "slot__number")),
        Column("rater", _("Rater"), "slot__user__name"),
        Column("number", _("Employee number"), "assessment__engineer__employee_number"),
        Column("name", _("Name"), "assessment__engineer__name", sort="assessment__engineer__pinyin"),
        Column("total", _("Total so far"), "sheet__total", kind="score"),
        Column("filer", _("Last filed by"), "sheet__filer__name"),
    )


class ChaseListWithoutRaters(ChaseList):
    """For whoever is assessed in the cycle: raters' names are hidden from the rated."""

    columns = tuple(column for column in ChaseList.columns if column.name not in {"rater", "filer"})


class RoutineNoteList(List):
    code = "evaluations.RoutineNoteList"
    title = _("Routine notes")
    empty = _("No notes yet. What is written down between assessments helps to score fairly.")
    order = ("-noted_on",)
    columns = (
        Column("noted_on", _("Date"), kind="date"),
        Column("name", _("Name"), "appointment__engineer__name", sort="appointment__engineer__pinyin"),
        Column("number", _("Employee number"), "appointment__engineer__employee_number"),
        Column("unit", _("Unit"), "appointment__seat__post__unit__name", sort="appointment__seat__post__unit__path"),
        Column("praise", _("Kind"), lambda praise: _("Praise") if praise else _("Fault"), needs=("praise",)),
        Column("text", _("What was observed"), sort=False, width=60),
        Column("author", _("Noted by"), "author__name"),
    )
