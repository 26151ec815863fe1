from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations.enums import SHEET_COLOURS, SheetStatus
from evaluations.models.assessment import Assessment
from evaluations.models.cycle import RaterSlot
from office.enums import HR_ROLES, Role
from office.scope import UnitScopedQuerySet, any_subtree
from rulebooks.enums import FiledBy
from rulebooks.models import Component, Criterion, Standard


class Sheet(models.Model):
    """A set of scores by one rater on one standard; it knows no subject.

    `epoch` rises on submitting and reopening, so that a stale page is told. `filer` typed it in.
    """

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+", verbose_name=_("standard"))
    status = models.CharField(_("status"), max_length=10, choices=SheetStatus, default=SheetStatus.DRAFT)
    epoch = models.PositiveIntegerField(default=0)
    filer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("filed by")
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("submitted by")
    )
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("verified by")
    )
    total = models.DecimalField(_("total"), max_digits=7, decimal_places=2, null=True, blank=True)
    digest = models.CharField(_("digest of the submitted scores"), max_length=64, blank=True)
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_at=None) | Q(status=SheetStatus.SUBMITTED),
                name="sheet_verified_is_submitted",
                violation_error_message=_("Only a submitted sheet is verified."),
            ),
            models.CheckConstraint(
                condition=Q(status=SheetStatus.DRAFT) | (Q(submitted_at__isnull=False) & ~Q(digest="")),
                name="sheet_submitted_has_digest",
                violation_error_message=_("A submitted sheet keeps the digest of its scores."),
            ),
        ]

    def __str__(self):
        return f"{self.standard} #{self.pk}"

    @property
    def colour(self):
        return SHEET_COLOURS[self.status]


class Score(models.Model):
    """One criterion's value on one sheet. `version` rises with every change; a cleared cell keeps its row with no value."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="scores", verbose_name=_("score sheet"))
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name=_("criterion"))
    value = models.DecimalField(_("score"), max_digits=7, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    filer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("filed by")
    )
    filed_at = models.DateTimeField(_("filed at"))

    class Meta:
        ordering = ["sheet", "criterion"]
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="score_once_per_sheet_and_criterion"),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0),
                name="score_not_negative",
                violation_error_message=_("A score is not negative."),
            ),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.value}"


class AssessmentSheetQuerySet(UnitScopedQuerySet):
    unit_path = "assessment__unit__path"
    seen_by = HR_ROLES | {Role.INSPECTION}

    def visible_to(self, user):
        """Sheets of one's units and the ones one rates; a unit head's own unit's; never those on oneself."""
        seen = self.scope_of(user) | Q(slot__user=user)
        if headed := user.paths_as({Role.UNIT_HEAD}):
            seen |= Q(any_subtree(headed, self.unit_path), component__filed_by=FiledBy.UNIT)
        return self.filter(seen).exclude(assessment__engineer__user=user)


class AssessmentSheet(models.Model):
    """A sheet that counts for an assessment, in a component, from a rater slot."""

    sheet = models.OneToOneField(Sheet, models.CASCADE, related_name="subject", verbose_name=_("score sheet"))
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="sheets", verbose_name=_("assessment"))
    component = models.ForeignKey(Component, models.PROTECT, related_name="+", verbose_name=_("component"))
    slot = models.ForeignKey(RaterSlot, models.PROTECT, related_name="sheets", verbose_name=_("rater slot"))

    objects = AssessmentSheetQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "slot"]
        verbose_name = _("assessment sheet")
        verbose_name_plural = _("assessment sheets")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "slot"], name="assessmentsheet_one_per_slot"),
        ]

    def __str__(self):
        return f"{self.assessment} · {self.slot}"

    def get_absolute_url(self):
        return reverse("evaluations:sheet_detail", args=[self.pk])
