from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from office.clock import last_day, today
from office.enums import DUTY_STATE_COLOURS, DutyState, Role
from office.models.unit import Unit
from office.scope import UnitScopedQuerySet


class DutyQuerySet(UnitScopedQuerySet):
    seen_by = frozenset({Role.RIGHTS_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR, Role.INSPECTION})

    def visible_to(self, user):
        """The superuser grants the first duties and sees all of them, but no business by that."""
        return self if user.is_superuser else super().visible_to(user)

    def active_on(self, date):
        return self.filter(Q(until=None) | Q(until__gt=date), starts_on__lte=date)


class Duty(models.Model):
    """A role on a unit's subtree over [starts_on, until); `until` empty means open-ended."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="duties", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=32, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties", verbose_name=_("unit"))
    starts_on = models.DateField(_("from"))
    until = models.DateField(_("until (not included)"), null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("granted by")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["user", "role", "unit", "starts_on"]
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("starts_on")),
                name="duty_ends_after_it_starts",
                violation_error_message=_("A duty ends after it starts."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "unit", "starts_on"],
                name="duty_once_per_start",
                violation_error_message=_("This duty starts on that day already."),
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()} · {self.unit}"

    @property
    def last_day(self):
        """The day before the first one without the duty, as people write it; None while it is open-ended."""
        return last_day(self.until)

    @property
    def state(self):
        return state_of(self.starts_on, self.until)

    @property
    def colour(self):
        return DUTY_STATE_COLOURS[self.state]


def state_of(starts_on, until):
    """Where a duty over [starts_on, until) stands today."""
    if until and until <= starts_on:
        return DutyState.WITHDRAWN
    if until and until <= today():
        return DutyState.ENDED
    return DutyState.COMING if starts_on > today() else DutyState.IN_FORCE
