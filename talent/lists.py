from django.utils.translation import gettext_lazy as _

from office.enums import HR_ROLES
from office.listing import Column, List, Table
from talent import rules
from talent.enums import (
    ENGINEER_STATUS_COLOURS,
    Education,
    EngineerStatus,
    ProfessionalTitle,
    ResultKind,
    ResultSource,
    Sex,
    StaffCategory,
)
from talent.models.engineer import EngineerQuerySet


def within(parent, name):
    """A unit with the one above it: two plants may each have a unit of the same name."""
    return f"{parent} › {name}" if parent else name


ROSTER = (
    "employee_number",
    "name",
    "sex",
    "born_on",
    "unit_code",
    "discipline",
    "education",
    "full_time_degree",
    "school",
    "title",
    "title_on",
    "technical_since",
    "is_manager",
    "staff_category",
    "status",
)


class EngineerList(List):
    code = "talent.EngineerList"
    title = _("Technical staff")
    empty = _("Nobody matches. Remove a filter, or load the roster under Settings.")
    order = ("syllables",)
    url = "talent:engineer_detail"
    columns = (
        Column("name", _("Name"), sort="syllables"),
        Column("employee_number", _("Employee number")),
        Column(
            "unit",
            _("Unit"),
            within,
            needs=("unit__parent__name", "unit__name"),
            sort=("unit__path", "syllables"),
            width=28,
        ),
        Column("unit_code", _("Unit code"), "unit__code", default=False),
        Column("discipline", _("Discipline"), "discipline__name", sort=("discipline__code", "syllables")),
        Column("education", _("Education"), kind="choice", choices=Education, sort=False),
        Column("full_time_degree", _("Full-time degree"), kind="yesno", sort=False, default=False),
        Column("school", _("School"), sort=False, default=False, width=20),
        Column("title", _("Professional title"), kind="choice", choices=ProfessionalTitle, sort=False),
        Column("title_on", _("Title obtained on"), kind="date", default=False),
        Column("technical_since", _("Technical work since"), kind="date", default=False),
        Column("position", _("Position"), sort=False, default=False),
        Column("is_manager", _("Management post"), kind="yesno", sort=False, default=False),
        Column("sex", _("Sex"), kind="choice", choices=Sex, sort=False, default=False, width=6),
        Column("born_on", _("Date of birth"), kind="date", default=False),
        Column("staff_category", _("Staff category"), kind="choice", choices=StaffCategory, sort=False, default=False),
        Column("work_unit", _("Actual work unit"), "work_unit__name", sort=False, default=False, width=20),
        Column("absent_since", _("Absent since"), kind="date", default=False),
        Column("retires_on", _("Retirement date"), kind="date"),
        Column(
            "status", _("Status"), kind="choice", choices=EngineerStatus, colours=ENGINEER_STATUS_COLOURS, sort=False
        ),
    )
    tables = (Table("register", _("Register as HR keeps it"), columns=ROSTER, title=_("Roster of technical staff")),)

    def columns_for(self, user):
        """Birth dates, and retirement dates, which tell them, only for human resources, and only of their own people."""
        own = user.paths_as(HR_ROLES)
        if own and own == user.paths_as(EngineerQuerySet.seen_by):
            return self.columns
        guarded = {"retires_on": _retirement(user)}
        if own:
            guarded["born_on"] = _birth_date(user)
        columns = (guarded.get(column.name, column) for column in self.columns)
        return [column for column in columns if own or column.name != "born_on"]


def _birth_date(user):
    def born_on(day, path):
        return day if rules.can_see_birth_date(user, path) else None

    needs = ("born_on", "unit__path")
    return Column("born_on", _("Date of birth"), born_on, needs=needs, sort=False, kind="date", default=False)


def _retirement(user):
    """The day where the birth date may be seen, the year where not."""

    def retires_on(day, path):
        return day.isoformat() if rules.can_see_birth_date(user, path) else str(day.year)

    needs = ("retires_on", "unit__path")
    return Column("retires_on", _("Retirement (year)"), retires_on, needs=needs, sort="retires_on")


class PastResultList(List):
    code = "talent.PastResultList"
    title = _("Past results")
    empty = _("No result matches. Remove a filter, or load past results under Settings.")
    order = ("-period", "engineer__syllables")
    url = "talent:engineer_results"
    url_key = "engineer_id"
    columns = (
        Column("name", _("Name"), "engineer__name", sort=("engineer__syllables", "-period")),
        Column("employee_number", _("Employee number"), "engineer__employee_number"),
        Column(
            "unit",
            _("Unit"),
            within,
            needs=("engineer__unit__parent__name", "engineer__unit__name"),
            sort=("engineer__unit__path", "-period"),
            width=28,
        ),
        Column("period", _("Year"), kind="number"),
        Column("kind", _("Kind"), kind="choice", choices=ResultKind, sort=False),
        Column("score", _("Score"), kind="score"),
        Column("grade_label", _("Result grade"), sort=False),
        Column("source", _("Source"), kind="choice", choices=ResultSource, sort=False),
        Column("rulebook_label", _("Under the rule"), sort=False, default=False, width=30),
        Column("recorded_at", _("Recorded at"), kind="datetime", sort=False, default=False, width=18),
    )


class DisciplineList(List):
    code = "talent.DisciplineList"
    title = _("Disciplines")
    empty = _("No discipline matches. Load them under Settings.")
    order = ("code",)
    url = "talent:discipline_update"
    columns = (
        Column("code", _("Discipline code")),
        Column("name", _("Discipline")),
        Column("parent", _("Parent discipline"), "parent__name", sort="parent__code"),
    )

    def row_url(self):
        return super().row_url() if rules.can_keep_disciplines(self.user) else ("", "")
