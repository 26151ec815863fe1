from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.models.cycle import Cycle, RaterSlot
from office.models import Paper, Unit


class ScoreSummary(models.Model):
    """A printed 评分汇总表: the sheets of one slot in one unit's subtree, whose signed copy comes back as a scan."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="summaries", verbose_name=_("cycle"))
    slot = models.ForeignKey(RaterSlot, models.PROTECT, related_name="summaries", verbose_name=_("rater slot"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    paper = models.OneToOneField(Paper, models.PROTECT, related_name="score_summary", verbose_name=_("paper"))

    class Meta:
        ordering = ["cycle", "slot", "unit"]
        verbose_name = _("score summary")
        verbose_name_plural = _("score summaries")
        constraints = [
            models.UniqueConstraint(fields=["cycle", "slot", "unit"], name="scoresummary_once_per_slot_and_unit")
        ]

    def __str__(self):
        return f"{self.slot} · {self.unit}"
