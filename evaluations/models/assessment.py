from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations.enums import AssessmentState, CycleStatus
from evaluations.models.cycle import Cycle
from office.enums import HR_ROLES, Role
from office.models import Unit
from office.scope import UnitScopedQuerySet
from posts.models import Appointment
from rulebooks.models import Grade, ResultGrade
from talent.models import Discipline, Engineer

PUBLIC_CYCLES = (CycleStatus.PUBLISHED, CycleStatus.CLOSED)


class AssessmentQuerySet(UnitScopedQuerySet):
    seen_by = HR_ROLES | {Role.LEADER, Role.INSPECTION}

    def visible_to(self, user):
        """Assessments in one's units; one's own once the cycle is published."""
        own = self.filter(engineer__user=user, cycle__status__in=PUBLIC_CYCLES)
        return super().visible_to(user) | own

    def active(self):
        return self.filter(state=AssessmentState.ACTIVE)


class Assessment(models.Model):
    """How one holder did in one cycle. Unit, post and grade are copied at opening: they stay what they were.

    `composite` is unset until every required part is there; `forecast` is the grade its lines give;
    `grade` is the one settled on the calibration board.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="assessments", verbose_name=_("cycle"))
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="assessments", verbose_name=_("appointment")
    )
    engineer = models.ForeignKey(Engineer, models.PROTECT, related_name="assessments", verbose_name=_("engineer"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    discipline = models.ForeignKey(Discipline, models.PROTECT, related_name="+", verbose_name=_("discipline"))
    post_grade = models.ForeignKey(Grade, models.PROTECT, related_name="+", verbose_name=_("grade"))
    post_name = models.CharField(_("post"), max_length=120)
    pool = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("pool"))
    state = models.CharField(_("takes part"), max_length=10, choices=AssessmentState, default=AssessmentState.ACTIVE)
    state_reason = models.CharField(_("reason"), max_length=200, blank=True)
    composite = models.DecimalField(_("composite"), max_digits=6, decimal_places=2, null=True, blank=True)
    forecast = models.ForeignKey(
        ResultGrade, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("grade by the lines")
    )
    grade = models.ForeignKey(
        ResultGrade, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled grade")
    )
    grade_reason = models.TextField(_("reason of the change"), blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["cycle", "unit__code", "appointment"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        indexes = [models.Index(fields=["cycle", "pool", "grade"], name="assessment_by_pool")]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "appointment"], name="assessment_one_per_appointment"),
            models.CheckConstraint(
                condition=Q(state=AssessmentState.ACTIVE) | ~Q(state_reason=""),
                name="assessment_left_out_says_why",
                violation_error_message=_("Say why the person is left out."),
            ),
        ]

    def __str__(self):
        return f"{self.engineer} · {self.cycle}"

    def get_absolute_url(self):
        return reverse("evaluations:assessment_detail", args=[self.pk])
