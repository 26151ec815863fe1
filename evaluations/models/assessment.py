from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations.enums import ASSESSMENT_COLOURS, PUBLIC_CYCLES, AssessmentState
from evaluations.models.cycle import Cycle
from office.enums import HR_ROLES, Role
from office.models import Unit
from office.scope import UnitScopedQuerySet
from posts.models import Appointment
from rulebooks.models import Grade, ResultGrade
from talent.models import Discipline, Engineer


class AssessmentQuerySet(UnitScopedQuerySet):
    seen_by = HR_ROLES | {Role.LEADER, Role.INSPECTION}

    def visible_to(self, user):
        """Assessments in one's units, and one's own; nobody sees his or her own before it is published, HR neither."""
        own, public = Q(engineer__user=user), Q(cycle__status__in=PUBLIC_CYCLES)
        return self.filter(self.scope_of(user) | own, ~own | public)

    def active(self):
        return self.filter(state=AssessmentState.ACTIVE)


class Assessment(models.Model):
    """How one holder did in one cycle. Unit, post and grade are copied at opening: they stay what they were.

    `composite`, `forecast` (the grade its lines give) and `grade` (settled on the calibration board) count from
    calibrating on; before that they are computed (selectors.composites). Who is left out before the opening has a row
    too, without sheets.
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

    @property
    def colour(self):
        return ASSESSMENT_COLOURS[self.state]

    @property
    def takes_part(self):
        return self.state == AssessmentState.ACTIVE

    def get_absolute_url(self):
        return reverse("evaluations:assessment_detail", args=[self.pk])
