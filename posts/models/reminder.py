from django.db import models
from django.utils.translation import gettext_lazy as _

from posts.models.appointment import Appointment


class TermReminder(models.Model):
    """That the end of a term was announced `days` before it: each once, however often time is asked what is due."""

    appointment = models.ForeignKey(
        Appointment, models.CASCADE, related_name="reminders", verbose_name=_("appointment")
    )
    until = models.DateField(_("until (not included)"))
    days = models.PositiveSmallIntegerField(_("days before"))
    sent_on = models.DateField(_("sent on"))

    class Meta:
        ordering = ["appointment", "-days"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(fields=["appointment", "until", "days"], name="termreminder_once_per_term_and_days")
        ]

    def __str__(self):
        return f"{self.appointment} -{self.days}"
