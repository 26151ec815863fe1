from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.enums import UnitKind
from rulebooks.enums import (
    Aggregation,
    CapRounding,
    ComponentSource,
    ConsequenceAction,
    FiledBy,
    RegimeKind,
)
from rulebooks.models.rulebook import Rulebook
from rulebooks.models.standard import Standard


class Regime(models.Model):
    """How holders are assessed (考核方案): what counts with which weight, and how scores become grades."""

    rulebook = models.ForeignKey(Rulebook, models.CASCADE, related_name="regimes", verbose_name=_("rulebook"))
    code = models.CharField(_("code"), max_length=32)
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=RegimeKind)
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+", verbose_name=_("assessment standard"))
    decimals = models.PositiveSmallIntegerField(_("decimals of the composite"), default=2)
    verification_required = models.BooleanField(_("every sheet is verified by a second person"), default=True)
    rank_shown = models.BooleanField(_("the rank within the pool is shown to the person"), default=True)
    pool_kind = models.CharField(_("pools are formed by"), max_length=16, choices=UnitKind, default=UnitKind.SUBSIDIARY)
    pool_minimum = models.PositiveSmallIntegerField(_("smaller pools join their parent's"), default=5)

    class Meta:
        ordering = ["rulebook", "code"]
        verbose_name = _("regime")
        verbose_name_plural = _("regimes")
        constraints = [models.UniqueConstraint(fields=["rulebook", "code"], name="regime_code_once_per_rulebook")]

    def __str__(self):
        return self.name


class Component(models.Model):
    """A part of the composite (考核构成), with its weight and the number of raters' sheets it is made of."""

    regime = models.ForeignKey(Regime, models.CASCADE, related_name="components", verbose_name=_("regime"))
    position = models.PositiveSmallIntegerField(_("order"))
    code = models.CharField(_("code"), max_length=32)
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=60)
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2)
    source = models.CharField(_("source"), max_length=12, choices=ComponentSource, default=ComponentSource.SHEETS)
    aggregation = models.CharField(_("aggregation"), max_length=12, choices=Aggregation, default=Aggregation.MEAN)
    trimmed_from = models.PositiveSmallIntegerField(_("trimmed from this many raters"), default=5)
    raters = models.PositiveSmallIntegerField(_("raters"), default=1)
    raters_required = models.PositiveSmallIntegerField(_("raters at least"), default=1)
    filed_by = models.CharField(_("filed by"), max_length=12, choices=FiledBy, default=FiledBy.RATER)
    required = models.BooleanField(_("required"), default=True)
    parameters = models.JSONField(_("parameters of the source"), default=dict, blank=True)

    class Meta:
        ordering = ["regime", "position"]
        verbose_name = _("component")
        verbose_name_plural = _("components")
        constraints = [
            models.UniqueConstraint(fields=["regime", "code"], name="component_code_once_per_regime"),
            models.UniqueConstraint(fields=["regime", "position"], name="component_position_once_per_regime"),
            models.CheckConstraint(
                condition=Q(weight__gt=0),
                name="component_weight_positive",
                violation_error_message=_("A component's weight is above zero."),
            ),
        ]

    def __str__(self):
        return self.name


class ResultGrade(models.Model):
    """A grade of the result (等次): reached from `line` up; the lowest has none. `rank` 1 is the best."""

    regime = models.ForeignKey(Regime, models.CASCADE, related_name="result_grades", verbose_name=_("regime"))
    rank = models.PositiveSmallIntegerField(_("rank"))
    code = models.CharField(_("code"), max_length=32)
    name = models.CharField(_("result grade"), max_length=20)
    line = models.DecimalField(_("line"), max_digits=6, decimal_places=2, null=True, blank=True)
    cap_percent = models.DecimalField(_("cap (% of the pool)"), max_digits=5, decimal_places=2, null=True, blank=True)
    cap_rounding = models.CharField(
        _("rounding of the cap"), max_length=8, choices=CapRounding, default=CapRounding.DOWN
    )
    passes = models.BooleanField(_("passes"), default=True)
    colour = models.CharField(_("colour"), max_length=12, default="secondary")

    class Meta:
        ordering = ["regime", "rank"]
        verbose_name = _("result grade")
        verbose_name_plural = _("result grades")
        constraints = [
            models.UniqueConstraint(fields=["regime", "code"], name="resultgrade_code_once_per_regime"),
            models.UniqueConstraint(fields=["regime", "rank"], name="resultgrade_rank_once_per_regime"),
        ]

    def __str__(self):
        return self.name


class Consequence(models.Model):
    """What a result grade, reached `repeated` times in a row, leads to: a proposal, never an act."""

    result_grade = models.ForeignKey(ResultGrade, models.CASCADE, related_name="consequences")
    repeated = models.PositiveSmallIntegerField(_("times in a row"), default=1)
    action = models.CharField(_("action"), max_length=12, choices=ConsequenceAction)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)

    class Meta:
        ordering = ["result_grade", "repeated"]
        verbose_name = _("consequence")
        verbose_name_plural = _("consequences")

    def __str__(self):
        return f"{self.result_grade} × {self.repeated}: {self.get_action_display()}"
