from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.enums import HR_ROLES, Role
from office.scope import UnitScopedQuerySet
from talent.enums import ResultKind, ResultSource
from talent.models.engineer import Engineer


class PastResultQuerySet(UnitScopedQuerySet):
    unit_path = "engineer__unit__path"
    seen_by = HR_ROLES | {Role.LEADER, Role.INSPECTION}

    def visible_to(self, user):
        return self.filter(self.scope_of(user) | Q(engineer__user=user))

    def in_force(self):
        return self.filter(superseded_at=None)


class PastResult(models.Model):
    """How someone did in a period, in the words of the rule of that time: never judged by today's lines."""

    engineer = models.ForeignKey(Engineer, models.PROTECT, related_name="results", verbose_name=_("engineer"))
    kind = models.CharField(_("kind"), max_length=8, choices=ResultKind, default=ResultKind.ANNUAL)
    period = models.PositiveSmallIntegerField(_("year"))
    grade_label = models.CharField(_("result grade"), max_length=20)
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=2, null=True, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=ResultSource)
    rulebook_label = models.CharField(_("under the rule"), max_length=120, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)

    objects = PastResultQuerySet.as_manager()

    class Meta:
        ordering = ["engineer", "-period"]
        verbose_name = _("past result")
        verbose_name_plural = _("past results")
        constraints = [
            models.UniqueConstraint(
                fields=["engineer", "kind", "period"],
                condition=Q(superseded_at=None),
                name="pastresult_one_in_force",
                violation_error_message=_("There is a result for this person and year already."),
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0),
                name="pastresult_score_not_negative",
                violation_error_message=_("A score is not negative."),
            ),
        ]

    def __str__(self):
        return f"{self.engineer} {self.period} {self.grade_label}"
