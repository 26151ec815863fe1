from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.clock import last_day
from office.enums import HR_ROLES, Role
from office.models import Paper
from office.scope import UnitScopedQuerySet
from posts.enums import Bound, LetterStatus
from posts.models.appointment import Appointment
from posts.models.post import designation


class TargetLetterQuerySet(UnitScopedQuerySet):
    unit_path = "appointment__seat__post__unit__path"
    seen_by = HR_ROLES | {Role.UNIT_HEAD, Role.LEADER, Role.INSPECTION}

    def visible_to(self, user):
        """Letters of one's units, and one's own; of these, drafts only once they have goals."""
        drawn_up = ~Q(status=LetterStatus.DRAFT) | Exists(Goal.objects.filter(letter=OuterRef("pk")))
        return self.filter(self.scope_of(user) | Q(appointment__engineer__user=user) & drawn_up)


class TargetLetter(models.Model):
    """聘期目标责任书: what the holder is to achieve over [starts_on, until). Once signed, it is replaced, never edited."""

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="letters", verbose_name=_("appointment"))
    starts_on = models.DateField(_("from"))
    until = models.DateField(_("until (not included)"))
    status = models.CharField(_("status"), max_length=10, choices=LetterStatus, default=LetterStatus.DRAFT)
    remarks = models.TextField(_("rights, duties and support agreed"), blank=True)
    paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("paper")
    )
    signed_by_holder_at = models.DateTimeField(_("signed by the holder at"), null=True, blank=True)
    signed_for_unit_at = models.DateTimeField(_("signed for the unit at"), null=True, blank=True)
    signed_for_unit_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("signed for the unit by")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("prepared by")
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = TargetLetterQuerySet.as_manager()

    class Meta:
        ordering = ["appointment", "-starts_on", "-pk"]
        verbose_name = _("target letter")
        verbose_name_plural = _("target letters")
        indexes = [
            models.Index(
                fields=["status", "until", "starts_on", "appointment"], name="letter_by_status"
            ),  # who has none
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("starts_on")),
                name="targetletter_period_not_empty",
                violation_error_message=_("A term ends after it starts."),
            ),
            models.UniqueConstraint(
                fields=["appointment", "starts_on"],
                condition=Q(status=LetterStatus.AGREED),
                name="targetletter_one_signed_per_period",
                violation_error_message=_("There is a signed letter for this period already."),
            ),
            models.UniqueConstraint(
                fields=["appointment", "starts_on"],
                condition=Q(status=LetterStatus.DRAFT),
                name="targetletter_one_draft_per_period",
                violation_error_message=_("There is a draft for this period already."),
            ),
        ]

    def __str__(self):
        return f"{self.appointment} {self.starts_on} — {self.last_day}"

    def get_absolute_url(self):
        return reverse("posts:letter_detail", args=[self.pk])

    @property
    def last_day(self):
        return last_day(self.until)

    @property
    def designation(self):
        """The post as the certificate calls it."""
        return designation(self.appointment.seat.post, self.appointment.grade)


class Goal(models.Model):
    """One quantified goal of a letter: a measure with its target, what it weighs, and by when."""

    letter = models.ForeignKey(TargetLetter, models.CASCADE, related_name="goals", verbose_name=_("target letter"))
    position = models.PositiveSmallIntegerField(_("order"))
    content = models.CharField(_("goal"), max_length=300)
    bound = models.CharField(_("target asks for"), max_length=10, choices=Bound, default=Bound.AT_LEAST)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2, null=True, blank=True)
    measure = models.CharField(pgettext_lazy("of a quantity", "unit"), max_length=20, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2)
    due_on = models.DateField(_("by"), null=True, blank=True)

    class Meta:
        ordering = ["letter", "position"]
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints = [
            models.UniqueConstraint(fields=["letter", "position"], name="goal_position_once_per_letter"),
            models.CheckConstraint(
                condition=Q(weight__gt=0),
                name="goal_weight_positive",
                violation_error_message=_("A goal weighs more than nothing."),
            ),
        ]

    def __str__(self):
        return self.content
