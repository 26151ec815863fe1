from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rulebooks.enums import RecusalRule, StageKind, VoteDenominator
from rulebooks.models.rulebook import Rulebook
from rulebooks.models.standard import Standard


class VoteRule(models.Model):
    """How a panel is made up, is quorate and decides (评审委员会)."""

    rulebook = models.ForeignKey(Rulebook, models.CASCADE, related_name="vote_rules", verbose_name=_("rulebook"))
    code = models.CharField(_("code"), max_length=32)
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=120)
    members = models.PositiveSmallIntegerField(_("members"), default=11)
    external_members = models.PositiveSmallIntegerField(_("external members"), default=3)
    drawn = models.BooleanField(_("drawn at random"), default=True)
    quorum = models.CharField(_("quorum (fraction of the members)"), max_length=9, default="2/3")
    threshold = models.CharField(_("yes votes (fraction)"), max_length=9, default="2/3")
    strictly_more = models.BooleanField(_("strictly more than the fraction"), default=False)
    denominator = models.CharField(
        _("counted on"), max_length=8, choices=VoteDenominator, default=VoteDenominator.PRESENT
    )
    secret = models.BooleanField(_("secret ballot"), default=True)
    recusal = models.CharField(_("recusal"), max_length=20, choices=RecusalRule, default=RecusalRule.ABSENT)

    class Meta:
        ordering = ["rulebook", "code"]
        verbose_name = _("vote rule")
        verbose_name_plural = _("vote rules")
        constraints = [models.UniqueConstraint(fields=["rulebook", "code"], name="voterule_code_once_per_rulebook")]

    def __str__(self):
        return self.name


class Procedure(models.Model):
    """The way a post is filled, as ordered stages (选聘程序)."""

    rulebook = models.ForeignKey(Rulebook, models.CASCADE, related_name="procedures", verbose_name=_("rulebook"))
    code = models.CharField(_("code"), max_length=32)
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=120)

    class Meta:
        ordering = ["rulebook", "code"]
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        constraints = [models.UniqueConstraint(fields=["rulebook", "code"], name="procedure_code_once_per_rulebook")]

    def __str__(self):
        return self.name


class Stage(models.Model):
    """A step of a procedure: a gate, a weighted part, or both."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="stages", verbose_name=_("procedure"))
    position = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=16, choices=StageKind)
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=60)
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2, null=True, blank=True)
    gate = models.DecimalField(_("least score to go on"), max_digits=7, decimal_places=2, null=True, blank=True)
    working_days = models.PositiveSmallIntegerField(_("working days"), null=True, blank=True)
    standard = models.ForeignKey(
        Standard, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("review standard")
    )
    vote_rule = models.ForeignKey(
        VoteRule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vote rule")
    )

    class Meta:
        ordering = ["procedure", "position"]
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            models.UniqueConstraint(fields=["procedure", "position"], name="stage_position_once_per_procedure")
        ]

    def __str__(self):
        return self.name
