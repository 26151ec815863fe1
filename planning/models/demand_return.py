from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office.models import Paper, Unit
from office.scope import UnitScopedQuerySet
from planning.enums import ANSWERED, RETURN_COLOURS, UNANSWERED, Part, ReturnStatus
from planning.models.survey import RETURNS_SEEN_BY, DemandSurvey, SurveyQuestion, surveyed_by


class ReturnQuerySet(UnitScopedQuerySet):
    seen_by = RETURNS_SEEN_BY

    def scope_of(self, user):
        return super().scope_of(user) | surveyed_by(user)

    def answered(self):
        return self.filter(status__in=ANSWERED)

    def unanswered(self):
        return self.filter(status__in=UNANSWERED)

    def with_due_on(self):
        """Annotates `last_day`, in SQL what `answered_by` is: SQLite knows no greatest of a day and NULL."""
        return self.annotate(last_day=Greatest(Coalesce("due_on", "survey__closes_on"), "survey__closes_on"))

    def overdue_on(self, date):
        """Still in the unit though the last day to answer has gone by."""
        return self.unanswered().with_due_on().filter(last_day__lt=date)


class DemandReturn(models.Model):
    """What one unit answers (单位填报). `late`: it left the unit after its last day. `paper` is the copy to be signed.

    Sent back, it has not been filled in, checked or approved by anybody; its participants are remembered all the same.
    """

    survey = models.ForeignKey(DemandSurvey, models.CASCADE, related_name="returns", verbose_name=_("survey"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="demand_returns", verbose_name=_("unit"))
    status = models.CharField(_("status"), max_length=12, choices=ReturnStatus, default=ReturnStatus.DRAFT)
    due_on = models.DateField(_("extended to"), null=True, blank=True)
    late = models.BooleanField(_("late answer"), default=False)
    remarks = models.TextField(_("remarks"), blank=True)
    sent_back_reason = models.CharField(_("sent back because"), max_length=500, blank=True)
    sent_back_at = models.DateTimeField(_("last sent back to the unit at"), null=True, blank=True)
    filled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("filled in by"),
    )
    filled_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    on_paper = models.BooleanField(_("approved by a stamped copy"), default=False)
    submitted_at = models.DateTimeField(_("first submitted at"), null=True, blank=True)
    paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("copy to be signed")
    )
    signed_code = models.CharField(_("check code of the signed copy"), max_length=16, blank=True)
    signed_digest = models.CharField(max_length=64, blank=True, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ["survey", "unit"]
        verbose_name = _("demand return")
        verbose_name_plural = _("demand returns")
        indexes = [models.Index(fields=["survey", "status"], name="demandreturn_by_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "unit"],
                name="demandreturn_one_per_unit",
                violation_error_message=_("The unit answers this survey already."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=UNANSWERED) | Q(submitted_at__isnull=False),
                name="demandreturn_answered_is_dated",
                violation_error_message=_("What has left the unit says when."),
            ),
        ]

    def __str__(self):
        return f"{self.unit} · {self.survey}"

    def get_absolute_url(self):
        return reverse("planning:return_detail", args=[self.pk])

    @property
    def colour(self):
        return RETURN_COLOURS[self.status]

    @property
    def answered_by(self):
        """Its last day to answer, included; of returns with their survey. An extension takes nothing away."""
        closes_on = self.survey.closes_on
        return max(self.due_on or closes_on, closes_on)


class DemandParticipant(models.Model):
    """Somebody who took part in a return (经办人), for good: whoever changes what this person typed, and when it is sent back."""

    demand_return = models.ForeignKey(
        DemandReturn, models.CASCADE, related_name="participants", verbose_name=_("demand return")
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    part = models.CharField(_("part taken"), max_length=10, choices=Part)

    class Meta:
        ordering = ["demand_return", "pk"]
        verbose_name = _("participant in a return")
        verbose_name_plural = _("participants in returns")
        constraints = [
            models.UniqueConstraint(fields=["demand_return", "person", "part"], name="demandparticipant_once_per_part")
        ]

    def __str__(self):
        return f"{self.person} · {self.get_part_display()}"


class DemandAnswer(models.Model):
    """What a unit says to one question of its survey, as text: numbers and days as they are typed, 2026-11-22."""

    demand_return = models.ForeignKey(
        DemandReturn, models.CASCADE, related_name="answers", verbose_name=_("demand return")
    )
    question = models.ForeignKey(SurveyQuestion, models.CASCADE, related_name="answers", verbose_name=_("question"))
    value = models.TextField(_("answer"), max_length=1000, blank=True)

    class Meta:
        ordering = ["demand_return", "question"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["demand_return", "question"], name="demandanswer_one_per_question")
        ]

    def __str__(self):
        return self.value
