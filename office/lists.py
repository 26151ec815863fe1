from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from office.clock import last_day, today
from office.enums import DUTY_STATE_COLOURS, JOB_COLOURS, DecisionBody, DutyState, JobStatus, Role, UnitKind
from office.history import changes_in_words, words_of
from office.listing import Column, List, tables
from office.models import Duty
from office.models.duty import state_of
from office.rules.duties import can_keep_accounts
from office.sentences import strung


class UnitList(List):
    code = "office.UnitList"
    title = _("Units")
    empty = _("No unit matches. Remove a filter, or load the unit register.")
    order = ("code",)
    url = "office:unit_detail"
    columns = (
        Column("code", _("Unit code")),
        Column("name", _("Unit name"), link=True, width=24),
        Column("short_name", _("Short name"), default=False),
        Column("kind", _("Kind"), kind="choice", choices=UnitKind),
        Column("parent", _("Parent unit"), "parent__name", sort="path", width=24),
        Column("parent_code", _("Code of the parent unit"), "parent__code", default=False),
        Column("opened_on", _("Opened on"), kind="date", default=False),
        Column("closed_on", _("Closed on"), kind="date"),
    )


class UserList(List):
    code = "office.UserList"
    title = _("Accounts")
    empty = _("No account matches. Remove a filter, or open an account.")
    order = ("username",)
    url = "office:user_detail"
    columns = (
        Column("name", _("Name"), link=True),
        Column("username", _("User name")),
        Column("employee_number", _("Employee number")),
        Column("email", _("E-mail"), default=False, width=28),
        Column("duties", _("Duties today"), lambda account: _duties(account.shown_duties), width=50),
        Column("open", _("In use"), "is_active", kind="yesno"),
        Column(
            "has_own_password", _("Own password"), lambda given: not given, ("password_is_temporary",), kind="yesno"
        ),
        Column("last_login", _("Last sign-in"), kind="datetime", width=18),
    )

    def objects(self, queryset):
        duties = Duty.objects.visible_to(self.user).active_on(today()).select_related("unit")
        return queryset.prefetch_related(Prefetch("duties", duties, to_attr="shown_duties"))


class DutyList(List):
    code = "office.DutyList"
    title = _("Duties")
    empty = _("No duty matches. Remove a filter, or grant a duty.")
    order = ("user__username", "starts_on")
    url = "office:user_detail"
    url_key = "user_id"
    columns = (
        Column("user", _("Holder of the duty"), "user__name"),
        Column("username", _("User name"), "user__username"),
        Column("role", _("Role"), kind="choice", choices=Role, width=20),
        Column("unit", _("Unit"), "unit__name", sort="unit__path", width=24),
        Column("closed_on", _("Unit dissolved on"), "unit__closed_on", kind="date", default=False),
        Column("starts_on", _("Starts on"), kind="date"),
        Column("last_day", _("Last day"), last_day, ("until",), sort="until", kind="date"),
        Column(
            "state",
            _("State"),
            state_of,
            ("starts_on", "until"),
            kind="choice",
            choices=DutyState,
            colours=DUTY_STATE_COLOURS,
        ),
        Column("granted_by", _("Granted by"), "granted_by__name"),
        Column("reason", _("Reason"), sort=False, width=30),
    )

    def row_url(self):
        """Inspection reads the duties, but keeps no accounts."""
        return super().row_url() if can_keep_accounts(self.user) else ("", "")


class DecisionList(List):
    code = "office.DecisionList"
    title = _("Decisions")
    empty = _("No decision is recorded here yet. Record one after the meeting.")
    order = ("-held_on", "-pk")
    url = "office:decision_detail"
    columns = (
        Column("subject", _("Subject"), link=True, width=40),
        Column("body", _("Body"), kind="choice", choices=DecisionBody),
        Column("body_name", _("Name of the body"), default=False, width=24),
        Column("meeting_number", _("Meeting number")),
        Column("held_on", _("Held on"), kind="date"),
        Column("unit", _("Unit"), "unit__name", sort="unit__path", width=24),
        Column("minutes", _("Minutes attached"), bool, needs=("minutes__scan",), kind="yesno"),
    )


class AuditList(List):
    code = "office.AuditList"
    title = _("Audit trail")
    empty = _("No entry matches.")
    order = ("-pk",)
    columns = (
        Column("at", _("Time"), kind="datetime", sort=("pk",), width=18),
        Column("actor_name", _("Actor"), lambda name: name or _("System"), needs=("actor_name",)),
        Column("verb", _("Act"), words_of, needs=("verb",), width=28),
        Column("target_name", _("Object"), sort=False, width=40),
        Column("unit", _("Unit"), "unit__name", sort=False, width=24),
        Column("changes", _("Changes"), changes_in_words, needs=("changes", "target_type", "verb"), width=50),
        Column("reason", _("Reason"), sort=False, width=30),
    )


def _duties(duties):
    return strung(f"{duty.get_role_display()} · {duty.unit}" for duty in duties)


class NamedTableList(List):
    code = "office.NamedTableList"
    title = _("My tables")
    empty = _("No table is kept yet. Choose columns in the export menu of a list and keep them under a name.")
    order = ("list_code", "name", "pk")
    url = "office:table_update"
    url_key = "kept"  # what others keep is used, not opened
    columns = (
        Column("name", _("Name of the table"), link=True, width=24),
        Column("list", _("List"), tables.title_of, needs=("list_code",), sort="list_code", width=24),
        Column(
            "unit", _("Shared with"), lambda unit: unit or _("Only me"), ("unit__name",), sort="unit__path", width=24
        ),
        Column("columns", _("Columns"), tables.columns_in_words, needs=("list_code", "columns", "headings"), width=60),
        Column("updated_at", _("Changed at"), kind="datetime", width=18),
    )


class JobList(List):
    code = "office.JobList"
    title = _("Background jobs")
    empty = _("Nothing is going on, and nothing has been yet.")
    order = ("-id",)
    url = "office:job_detail"
    columns = (
        Column("label", _("What"), link=True, width=40),
        Column("status", _("Status"), kind="choice", choices=JobStatus, colours=JOB_COLOURS),
        Column("created_at", _("Started at"), kind="datetime", width=18),
        Column("finished_at", _("Finished at"), kind="datetime", width=18),
    )


class JobStatusList(List):
    code = "office.JobStatusList"
    title = _("State of the background work")
    empty = JobList.empty
    order = ("-id",)
    columns = (
        Column("number", _("Number"), "id", kind="number"),
        Column("kind", _("Kind")),
        Column("owner", _("Started by"), "owner__name"),
        Column("status", _("Status"), kind="choice", choices=JobStatus, colours=JOB_COLOURS),
        Column("created_at", _("Started at"), kind="datetime", width=18),
        Column("heartbeat_at", _("Last sign of life"), kind="datetime", width=18),
        Column("finished_at", _("Finished at"), kind="datetime", width=18),
    )
