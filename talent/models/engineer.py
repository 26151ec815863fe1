from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office.enums import HR_ROLES, Role
from office.models import Unit
from office.scope import UnitScopedQuerySet
from talent.enums import (
    ENGINEER_STATUS_COLOURS,
    GONE_STATUSES,
    Education,
    EngineerStatus,
    ProfessionalTitle,
    RetirementGround,
    Sex,
    StaffCategory,
)
from talent.models.discipline import Discipline


class EngineerQuerySet(UnitScopedQuerySet):
    seen_by = HR_ROLES | {Role.FILLER, Role.CHECKER, Role.UNIT_HEAD, Role.LEADER, Role.INSPECTION}

    def visible_to(self, user):
        """People of one's units, and everyone sees himself or herself."""
        return self.filter(self.scope_of(user) | Q(user=user))

    def employed(self):
        return self.exclude(status__in=GONE_STATUSES)


class Engineer(models.Model):
    """A member of the technical staff. `retires_on` is derived by the services from birth date, sex and category, or overridden."""

    employee_number = models.CharField(_("employee number"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=60, db_index=True)
    pinyin = models.CharField(_("pinyin"), max_length=120, blank=True, db_index=True)
    syllables = models.CharField(_("pinyin by syllables"), max_length=120, blank=True)  # what lists sort by
    initials = models.CharField(_("pinyin initials"), max_length=20, blank=True, db_index=True)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex)
    born_on = models.DateField(_("date of birth"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="engineers", verbose_name=_("unit"))
    work_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("actual work unit")
    )
    work_unit_since = models.DateField(_("at the actual work unit since"), null=True, blank=True)
    discipline = models.ForeignKey(
        Discipline, models.PROTECT, null=True, blank=True, related_name="engineers", verbose_name=_("discipline")
    )
    education = models.CharField(_("education"), max_length=16, choices=Education)
    full_time_degree = models.BooleanField(_("full-time degree"), default=True)
    school = models.CharField(_("school"), max_length=100, blank=True)
    title = models.CharField(
        _("professional title"), max_length=16, choices=ProfessionalTitle, default=ProfessionalTitle.NONE
    )
    title_on = models.DateField(_("title obtained on"), null=True, blank=True)
    technical_since = models.DateField(_("technical work since"), null=True, blank=True)
    position = models.CharField(_("position"), max_length=60, blank=True)
    is_manager = models.BooleanField(_("management post"), default=False)
    staff_category = models.CharField(_("staff category"), max_length=8, choices=StaffCategory)
    status = models.CharField(_("status"), max_length=16, choices=EngineerStatus, default=EngineerStatus.ON_DUTY)
    absent_since = models.DateField(_("absent since"), null=True, blank=True)
    retires_on = models.DateField(_("retirement date"), db_index=True, editable=False)
    retirement_override = models.DateField(_("retirement date by document"), null=True, blank=True)
    retirement_ground = models.CharField(
        _("ground of the retirement date"), max_length=16, choices=RetirementGround, blank=True
    )
    retirement_document = models.CharField(_("document of the retirement date"), max_length=100, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="engineer",
        verbose_name=_("account"),
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = EngineerQuerySet.as_manager()

    class Meta:
        ordering = ["employee_number"]
        verbose_name = _("engineer")
        verbose_name_plural = _("engineers")
        indexes = [
            models.Index(fields=["unit", "employee_number"], name="engineer_by_unit"),
            models.Index(fields=["unit", "status"], name="engineer_by_unit_and_status"),  # the count above a list
            models.Index(fields=["syllables", "id"], name="engineer_by_syllables"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(retirement_override=None) | ~Q(retirement_document=""),
                name="engineer_override_has_document",
                violation_error_message=_("A retirement date other than the law's needs its document."),
            ),
            models.CheckConstraint(
                condition=Q(retirement_override=None, retirement_ground="")
                | Q(retirement_override__isnull=False) & ~Q(retirement_ground=""),
                name="engineer_override_has_ground",
                violation_error_message=_("A retirement date other than the law's needs its ground."),
            ),
            models.CheckConstraint(
                condition=Q(work_unit=None) | Q(work_unit_since__isnull=False),
                name="engineer_work_unit_is_dated",
                violation_error_message=_("Say since when the person works at the other unit."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("talent:engineer_detail", args=[self.pk])

    @property
    def colour(self):
        return ENGINEER_STATUS_COLOURS[self.status]
