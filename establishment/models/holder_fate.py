from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from establishment.enums import Fate
from establishment.models.post_change import PostChange
from establishment.models.post_review import PostReviewQuerySet
from office.scope import UnitScopedQuerySet
from posts.enums import EndReason
from posts.models import Appointment, Seat


class HolderFateQuerySet(UnitScopedQuerySet):
    unit_path = "change__review__unit__path"
    seen_by = PostReviewQuerySet.seen_by


class HolderFate(models.Model):
    """What a change of a post means for somebody who holds or is to hold one of its seats.

    Who moves goes to a `seat` that is there, or to the seat `number` of a post that the review sets up or gives more seats
    (`to_change`).
    """

    change = models.ForeignKey(PostChange, models.CASCADE, related_name="fates", verbose_name=_("change of a post"))
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="review_fates", verbose_name=_("appointment")
    )
    fate = models.CharField(_("what becomes of the holder"), max_length=4, choices=Fate)
    seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("to the seat")
    )
    to_change = models.ForeignKey(
        PostChange, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("to the post of the change")
    )
    number = models.PositiveSmallIntegerField(_("seat"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    end_reason = models.CharField(_("end reason"), max_length=16, choices=EndReason, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = HolderFateQuerySet.as_manager()

    class Meta:
        ordering = ["change", "pk"]
        verbose_name = _("fate of a holder")
        verbose_name_plural = _("fates of holders")
        constraints = [
            models.UniqueConstraint(
                fields=["change", "appointment"],
                name="holderfate_one_per_appointment",
                violation_error_message=_("It is said already what becomes of this holder."),
            ),
            models.CheckConstraint(
                condition=Q(fate=Fate.MOVE)
                & (
                    Q(seat__isnull=False, to_change=None, number=None)
                    | Q(seat=None, to_change__isnull=False, number__gt=0)
                )
                | ~Q(fate=Fate.MOVE) & Q(seat=None, to_change=None, number=None),
                name="holderfate_moves_to_a_seat",
                violation_error_message=_("Say to which seat the holder moves."),
            ),
            models.CheckConstraint(
                condition=Q(fate=Fate.END, ends_on__isnull=False) & ~Q(end_reason="")
                | ~Q(fate=Fate.END) & Q(ends_on=None, end_reason=""),
                name="holderfate_ends_on_a_day",
                violation_error_message=_("Say on which day the appointment ends, and why."),
            ),
        ]

    def __str__(self):
        return f"{self.appointment.engineer} · {self.get_fate_display()}"
