from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sex(TextChoices):
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class StaffCategory(TextChoices):
    CADRE = "cadre", _("Cadre")
    WORKER = "worker", _("Worker")


class EngineerStatus(TextChoices):
    ON_DUTY = "on_duty", _("On duty")
    SECONDED = "seconded", _("Seconded")
    SICK_LEAVE = "sick_leave", _("On sick leave")
    ABROAD = "abroad", _("Abroad")
    RETIRED = "retired", _("Retired")
    LEFT = "left", pgettext_lazy("staff status", "Left")


ENGINEER_STATUS_COLOURS = {
    EngineerStatus.ON_DUTY: "green",
    EngineerStatus.SECONDED: "orange",
    EngineerStatus.SICK_LEAVE: "orange",
    EngineerStatus.ABROAD: "orange",
    EngineerStatus.RETIRED: "secondary",
    EngineerStatus.LEFT: "secondary",
}
GONE_STATUSES = frozenset({EngineerStatus.RETIRED, EngineerStatus.LEFT})


class Education(TextChoices):
    """In rising order."""

    SECONDARY = "secondary", _("Secondary school")
    COLLEGE = "college", _("College")
    BACHELOR = "bachelor", _("Bachelor's degree")
    MASTER = "master", _("Master's degree")
    DOCTOR = "doctor", _("Doctorate")


class ProfessionalTitle(TextChoices):
    """In rising order."""

    NONE = "none", _("No title")
    TECHNICIAN = "technician", _("Technician")
    ASSISTANT = "assistant", _("Assistant engineer")
    ENGINEER = "engineer", pgettext_lazy("professional title", "Engineer")
    SENIOR = "senior", _("Senior engineer")
    PROFESSOR = "professor", _("Professor-level senior engineer")


class RetirementGround(TextChoices):
    """Why someone retires on another day than the law's."""

    FLEXIBLE = "flexible", _("Flexible retirement")
    SPECIAL_TRADE = "special_trade", _("Special trade")


class ResultKind(TextChoices):
    ANNUAL = "annual", _("Annual assessment")
    TERM = "term", _("Term assessment")


class ResultSource(TextChoices):
    IMPORTED = "imported", _("Imported history")
    PUBLISHED = "published", _("Published here")
