from django.db import models
from django.utils.translation import gettext_lazy as _

from rulebooks.enums import AuthorityLevel
from rulebooks.models.rulebook import Rulebook
from rulebooks.models.standard import Standard


class Ladder(models.Model):
    """A career ladder; what holds on it is said by the rules of each rulebook version."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("ladder"), max_length=60)

    class Meta:
        ordering = ["code"]
        verbose_name = _("ladder")
        verbose_name_plural = _("ladders")

    def __str__(self):
        return self.name


class Grade(models.Model):
    """A rung of a ladder, the same through all versions of the rules."""

    ladder = models.ForeignKey(Ladder, models.PROTECT, related_name="grades", verbose_name=_("ladder"))
    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("grade"), max_length=60)

    class Meta:
        ordering = ["ladder", "code"]
        verbose_name = _("grade")
        verbose_name_plural = _("grades")
        constraints = [models.UniqueConstraint(fields=["ladder", "name"], name="grade_name_once_per_ladder")]

    def __str__(self):
        return self.name


class GradeRule(models.Model):
    """What one rulebook version says of a grade. `rank` 1 is the highest."""

    rulebook = models.ForeignKey(Rulebook, models.CASCADE, related_name="grade_rules", verbose_name=_("rulebook"))
    grade = models.ForeignKey(Grade, models.PROTECT, related_name="rules", verbose_name=_("grade"))
    rank = models.PositiveSmallIntegerField(_("rank"))
    fills_from_below = models.BooleanField(_("filled from the grade below only"), default=False)
    quota = models.PositiveSmallIntegerField(_("quota per plant and discipline"), null=True, blank=True)
    term_years = models.PositiveSmallIntegerField(_("term (calendar years)"), default=3)
    lapses = models.BooleanField(_("the term lapses by itself"), default=False)
    age_limit = models.PositiveSmallIntegerField(_("age limit"), null=True, blank=True)
    years_to_retirement = models.PositiveSmallIntegerField(_("least years to retirement"), null=True, blank=True)
    concurrent_posts = models.PositiveSmallIntegerField(_("posts at the same time"), default=1)
    monthly_allowance = models.DecimalField(
        _("monthly allowance (yuan)"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    authorised_by = models.CharField(_("posts authorised by"), max_length=12, choices=AuthorityLevel)
    appointed_by = models.CharField(_("appointed by"), max_length=12, choices=AuthorityLevel)
    assessed_by = models.CharField(_("assessed by"), max_length=12, choices=AuthorityLevel)
    filed_with = models.CharField(_("filed with"), max_length=12, choices=AuthorityLevel, blank=True)
    qualification = models.ForeignKey(
        Standard, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("qualification standard")
    )

    class Meta:
        ordering = ["rulebook", "rank"]
        verbose_name = _("grade rule")
        verbose_name_plural = _("grade rules")
        constraints = [
            models.UniqueConstraint(fields=["rulebook", "grade"], name="graderule_one_per_grade"),
            models.UniqueConstraint(fields=["rulebook", "rank"], name="graderule_one_per_rank"),
        ]

    def __str__(self):
        return str(self.grade)
