from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office.enums import ADMINISTRATOR_ROLES, DecisionBody, Role
from office.models.paper import Paper
from office.models.unit import Unit
from office.scope import UnitScopedQuerySet


class DecisionQuerySet(UnitScopedQuerySet):
    seen_by = ADMINISTRATOR_ROLES | {Role.HR, Role.LEADER, Role.INSPECTION}


class Decision(models.Model):
    """What a body decided at a meeting, and the minutes that prove it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="decisions", verbose_name=_("unit"))
    body = models.CharField(_("body"), max_length=20, choices=DecisionBody)
    body_name = models.CharField(_("name of the body"), max_length=80, blank=True)
    meeting_number = models.CharField(_("meeting number"), max_length=40)
    held_on = models.DateField(_("held on"))
    subject = models.CharField(_("subject"), max_length=200)
    outcome = models.TextField(_("outcome"))
    attendees = models.TextField(_("attendees"))
    recused = models.TextField(_("recused"), blank=True)
    minutes = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("minutes")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "body", "body_name", "meeting_number", "subject"],
                name="decision_once_per_meeting_and_subject",
                violation_error_message=_("This decision of that meeting is recorded already."),
            ),
            models.CheckConstraint(
                condition=~Q(meeting_number=""),
                name="decision_has_meeting_number",
                violation_error_message=_("A decision needs its meeting number."),
            ),
        ]

    def __str__(self):
        return f"{self.body_name or self.get_body_display()} {self.meeting_number}"

    def get_absolute_url(self):
        return reverse("office:decision_detail", args=[self.pk])
