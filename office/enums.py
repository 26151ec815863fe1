from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnitKind(TextChoices):
    GROUP = "group", _("Group")
    SUBSIDIARY = "subsidiary", _("Subsidiary")
    PLANT = "plant", _("Plant or mine")
    DEPARTMENT = "department", _("Department")
    WORKSHOP = "workshop", _("Workshop")


class Role(TextChoices):
    GROUP_ADMINISTRATOR = "group_administrator", _("Group administrator")
    SUBSIDIARY_ADMINISTRATOR = "subsidiary_administrator", _("Subsidiary administrator")
    HR = "hr", _("HR staff")
    FILLER = "filler", _("Filler")
    CHECKER = "checker", _("Checker")
    UNIT_HEAD = "unit_head", _("Unit head")
    LEADER = "leader", _("Leader")
    INSPECTION = "inspection", _("Discipline inspection")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("System administrator")
    RIGHTS_ADMINISTRATOR = "rights_administrator", _("Rights administrator")
    AUDIT_ADMINISTRATOR = "audit_administrator", _("Audit administrator")


# Three separate administrators (三员分立): none of them sees business data by that role.
ADMINISTRATIVE_ROLES = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.RIGHTS_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})
BUSINESS_ROLES = frozenset(Role) - ADMINISTRATIVE_ROLES
HR_ROLES = frozenset({Role.GROUP_ADMINISTRATOR, Role.SUBSIDIARY_ADMINISTRATOR, Role.HR})
ADMINISTRATOR_ROLES = frozenset({Role.GROUP_ADMINISTRATOR, Role.SUBSIDIARY_ADMINISTRATOR})


class DutyState(TextChoices):
    """Where a duty stands on a day: computed, never stored."""

    COMING = "coming", _("Not yet begun")
    IN_FORCE = "in_force", _("In force")
    ENDED = "ended", _("Ended")
    WITHDRAWN = "withdrawn", _("Withdrawn before it began")


DUTY_STATE_COLOURS = {
    DutyState.COMING: "blue",
    DutyState.IN_FORCE: "green",
    DutyState.ENDED: "secondary",
    DutyState.WITHDRAWN: "secondary",
}


class DecisionBody(TextChoices):
    PARTY_COMMITTEE = "party_committee", _("Party committee meeting")
    EXECUTIVE_MEETING = "executive_meeting", _("Executive meeting")
    REVIEW_COMMITTEE = "review_committee", _("Review committee")
    OTHER = "other", _("Other body")


class PaperKind(TextChoices):
    MINUTES = "minutes", _("Minutes")
    SCORE_SUMMARY = "score_summary", _("Score summary")
    ASSESSMENT_FORM = "assessment_form", _("Assessment form")
    MEETING_PAPER = "meeting_paper", _("Paper for the meeting")
    APPOINTMENT_DOCUMENT = "appointment_document", _("Appointment document")
    CERTIFICATE = "certificate", _("Certificate of appointment")
    TARGET_LETTER = "target_letter", _("Target letter")
    DEMAND_PAPER = "demand_paper", _("Demand survey for the meeting")
    DEMAND_RETURN = "demand_return", _("Return form of a demand survey")
    REVIEW_PAPER = "review_paper", _("Post review for the meeting")
    REVIEW_REPORT = "review_report", _("Report of a post review")
    HOLDER_LETTER = "holder_letter", _("Letter on a changed post")
    OTHER = "other", _("Other paper")


class MeetingPaperState(TextChoices):
    """Whether what was printed for the meeting still says what is proposed: computed, never stored."""

    NOT_PRINTED = "not_printed", _("Not printed yet")
    AGREES = "agrees", _("Rows as printed")
    DIFFERS = "differs", _("Rows differ from what was printed")


MEETING_PAPER_COLOURS = {
    MeetingPaperState.NOT_PRINTED: "secondary",
    MeetingPaperState.AGREES: "green",
    MeetingPaperState.DIFFERS: "red",
}


class JobStatus(TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    READY = "ready", _("Ready for your confirmation")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    INTERRUPTED = "interrupted", _("Interrupted")
    CANCELLED = "cancelled", _("Cancelled")


JOB_TRANSITIONS = {
    JobStatus.WAITING: {JobStatus.RUNNING, JobStatus.CANCELLED},
    JobStatus.RUNNING: {
        JobStatus.READY,
        JobStatus.DONE,
        JobStatus.FAILED,
        JobStatus.INTERRUPTED,
        JobStatus.CANCELLED,
    },
    JobStatus.READY: {JobStatus.WAITING, JobStatus.CANCELLED},
    JobStatus.INTERRUPTED: {JobStatus.WAITING, JobStatus.CANCELLED},
    JobStatus.DONE: set(),
    JobStatus.FAILED: {JobStatus.WAITING},  # once more, e.g. with other columns
    JobStatus.CANCELLED: set(),
}
JOB_COLOURS = {
    JobStatus.WAITING: "secondary",
    JobStatus.RUNNING: "blue",
    JobStatus.READY: "orange",
    JobStatus.DONE: "green",
    JobStatus.FAILED: "red",
    JobStatus.INTERRUPTED: "red",
    JobStatus.CANCELLED: "secondary",
}


class PaperSize(TextChoices):
    """What a list is printed on; by itself it takes A3 where its columns do not fit on A4."""

    AUTO = "auto", _("As wide as it needs")
    A4 = "a4", _("A4")
    A3 = "a3", _("A3")
