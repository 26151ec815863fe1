from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations.models.assessment import Assessment
from evaluations.models.cycle import Cycle, RaterSlot
from office.enums import HR_ROLES, Role
from office.models import Paper, Unit
from office.scope import UnitScopedQuerySet, any_subtree


class ScoreSummaryQuerySet(UnitScopedQuerySet):
    seen_by = HR_ROLES | {Role.INSPECTION}

    def visible_to(self, user):
        """Those of one's units, and of the slot one fills in.

        Raters stay hidden from whoever is rated in the cycle, and nobody sees a summary that holds his own scores.
        """
        rated = Assessment.objects.filter(engineer__user=user)
        own_row = rated.filter(cycle=OuterRef("cycle"), unit__path__startswith=OuterRef("unit__path"))
        in_scope = any_subtree(user.paths_as(self.seen_by), self.unit_path) & ~Q(cycle__in=rated.values("cycle"))
        return self.filter(in_scope | Q(~Exists(own_row), slot__user=user))


class ScoreSummary(models.Model):
    """A printed 评分汇总表: the sheets of one slot in one unit's subtree, whose signed copy comes back as a scan.

    `printings` keeps, per check code, the rows as they were printed and a mark of the sheets they came from;
    `signed_code` says which of them the signed copy shows. They tell, cell by cell, what has changed since.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="summaries", verbose_name=_("cycle"))
    slot = models.ForeignKey(RaterSlot, models.PROTECT, related_name="summaries", verbose_name=_("rater slot"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    paper = models.OneToOneField(Paper, models.PROTECT, related_name="score_summary", verbose_name=_("paper"))
    printings = models.JSONField(_("values as printed"), default=dict)
    signed_code = models.CharField(_("check code of the signed copy"), max_length=16, blank=True)

    objects = ScoreSummaryQuerySet.as_manager()

    class Meta:
        ordering = ["cycle", "slot", "unit"]
        verbose_name = _("score summary")
        verbose_name_plural = _("score summaries")
        constraints = [
            models.UniqueConstraint(fields=["cycle", "slot", "unit"], name="scoresummary_once_per_slot_and_unit")
        ]

    def __str__(self):
        return f"{self.slot} · {self.unit}"

    def get_absolute_url(self):
        return reverse("evaluations:summary_detail", args=[self.pk])

    @property
    def reference_code(self):
        """The code whose values hold: of the signed copy, or of the last printing while none is signed."""
        return self.signed_code or self.paper.check_code
