from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rulebooks.enums import AuthorityLevel, Comparison, CriterionKind, Measure, Necessity, StandardKind
from rulebooks.models.rulebook import Rulebook
from talent.enums import Education, ProfessionalTitle

THRESHOLDS = {Measure.EDUCATION: Education, Measure.TITLE: ProfessionalTitle}  # measures that are no number


class Standard(models.Model):
    """A standard of one of three kinds: who may hold a post, how applicants are scored, how holders are judged."""

    rulebook = models.ForeignKey(Rulebook, models.CASCADE, related_name="standards", verbose_name=_("rulebook"))
    kind = models.CharField(_("kind"), max_length=16, choices=StandardKind)
    code = models.CharField(_("code"), max_length=32)
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=120)
    total = models.DecimalField(_("total"), max_digits=7, decimal_places=2, null=True, blank=True)
    weighted = models.BooleanField(_("weighted"), default=False)
    decimals = models.PositiveSmallIntegerField(_("decimals of a score"), default=1)

    class Meta:
        ordering = ["rulebook", "kind", "code"]
        verbose_name = _("standard")
        verbose_name_plural = _("standards")
        constraints = [
            models.UniqueConstraint(fields=["rulebook", "code"], name="standard_code_once_per_rulebook"),
        ]

    def __str__(self):
        return self.name


class Criterion(models.Model):
    """One row of a standard: something scored, counted or measured, or a veto."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="criteria", verbose_name=_("standard"))
    position = models.PositiveSmallIntegerField(_("order"))
    code = models.CharField(_("code"), max_length=32)
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=120)
    guidance = models.TextField(_("guidance"), blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=CriterionKind)
    maximum = models.DecimalField(_("maximum"), max_digits=7, decimal_places=2, null=True, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=7, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=4, null=True, blank=True)
    points_each = models.DecimalField(_("points each"), max_digits=7, decimal_places=2, null=True, blank=True)
    bands = models.JSONField(_("bands"), default=list, blank=True)
    # Qualification rows only:
    measure = models.CharField(_("measure"), max_length=20, choices=Measure, blank=True)
    comparison = models.CharField(_("comparison"), max_length=10, choices=Comparison, blank=True)
    threshold = models.CharField(_("threshold"), max_length=40, blank=True)
    parameters = models.JSONField(_("parameters of the measure"), default=dict, blank=True)
    necessity = models.CharField(_("necessity"), max_length=10, choices=Necessity, blank=True)
    group = models.CharField(_("group"), max_length=20, blank=True)
    group_minimum = models.PositiveSmallIntegerField(_("how many of the group"), default=0)
    standing = models.BooleanField(_("standing condition"), default=False)

    class Meta:
        ordering = ["standard", "position"]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="criterion_code_once_per_standard"),
            models.UniqueConstraint(fields=["standard", "position"], name="criterion_position_once_per_standard"),
            models.CheckConstraint(
                condition=~Q(kind=CriterionKind.JUDGED) | Q(maximum__gt=0),
                name="criterion_judged_has_maximum",
                violation_error_message=_("A judged criterion needs a maximum above zero."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=CriterionKind.MEASURED) | (~Q(measure="") & ~Q(comparison="") & ~Q(threshold="")),
                name="criterion_measured_is_complete",
                violation_error_message=_("A condition needs its measure, comparison and threshold."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def threshold_label(self):
        choices = THRESHOLDS.get(self.measure)
        return dict(choices.choices).get(self.threshold, self.threshold) if choices else self.threshold

    @property
    def waived_by(self):
        """Who may waive the condition: labels, empty for nobody."""
        return [AuthorityLevel(level).label for level in self.parameters.get("waivable_by", ())]
