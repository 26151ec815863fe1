from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from establishment.models.holder_fate import HolderFate
from establishment.models.post_review import PostReviewQuerySet
from office.models import Paper
from office.scope import UnitScopedQuerySet
from posts.models import Appointment


class HolderLetterQuerySet(UnitScopedQuerySet):
    unit_path = "fate__change__review__unit__path"
    seen_by = PostReviewQuerySet.seen_by

    def visible_to(self, user):
        """Those of one's units' reviews, and one's own."""
        return self.filter(self.scope_of(user) | Q(fate__appointment__engineer__user=user))


class HolderLetter(models.Model):
    """What somebody is told in writing of an applied review (告知书). `became` is the appointment to which the holder moved."""

    fate = models.OneToOneField(
        HolderFate, models.PROTECT, related_name="letter", verbose_name=_("what becomes of the holder")
    )
    became = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("new appointment")
    )
    paper = models.OneToOneField(Paper, models.PROTECT, related_name="+", verbose_name=_("paper"))

    objects = HolderLetterQuerySet.as_manager()

    class Meta:
        ordering = ["fate"]
        verbose_name = _("letter to a holder")
        verbose_name_plural = _("letters to holders")

    def __str__(self):
        return str(self.paper)

    def get_absolute_url(self):
        return reverse("establishment:letter_detail", args=[self.pk])
