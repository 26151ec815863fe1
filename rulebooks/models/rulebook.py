from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.enums import BUSINESS_ROLES, Role
from office.models import Unit
from rulebooks.enums import RULEBOOK_COLOURS, RulebookStatus
from talent.models import Engineer


class RulebookQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rules are published: whoever has a business duty or is on the roster reads them; drafts only who writes them."""
        if Role.GROUP_ADMINISTRATOR in user.roles:
            return self
        published = self.published()
        return (
            published if user.roles & BUSINESS_ROLES else published.filter(Exists(Engineer.objects.filter(user=user)))
        )

    def published(self):
        return self.exclude(status=RulebookStatus.DRAFT)

    def in_force_on(self, date):
        """Of each code the version that holds on the day, be it superseded by now or not."""
        newer = self.model.objects.published().filter(
            code=OuterRef("code"), in_force_from__lte=date, in_force_from__gt=OuterRef("in_force_from")
        )
        return self.published().filter(~Exists(newer), in_force_from__lte=date)


class Rulebook(models.Model):
    """One version of a set of rules (管理办法). Frozen once it is used; a change makes a new version."""

    code = models.CharField(_("code"), max_length=32)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=120)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=RulebookStatus, default=RulebookStatus.DRAFT)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    frozen_at = models.DateTimeField(_("first used at"), null=True, blank=True)
    units = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name=_("units it governs"))
    manager_share = models.DecimalField(_("share of managers (%)"), max_digits=5, decimal_places=2, default=20)
    waiver_share = models.DecimalField(_("share of waivers (%)"), max_digits=5, decimal_places=2, default=10)
    absence_months = models.PositiveSmallIntegerField(_("absence alert (months)"), default=3)
    notice_days = models.PositiveSmallIntegerField(_("public notice (working days)"), default=5)
    recheck_ask_days = models.PositiveSmallIntegerField(_("days to ask for a re-check"), default=30)
    recheck_decide_days = models.PositiveSmallIntegerField(_("days to decide a re-check"), default=30)
    reminder_days = models.JSONField(_("reminders before a term ends (days)"), default=list)

    objects = RulebookQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-version"]
        verbose_name = _("rulebook")
        verbose_name_plural = _("rulebooks")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="rulebook_version_once",
                violation_error_message=_("This version of the rulebook exists already."),
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(status=RulebookStatus.IN_FORCE),
                name="rulebook_one_in_force",
                violation_error_message=_("Another version of this rulebook is in force."),
            ),
            models.CheckConstraint(
                condition=Q(status=RulebookStatus.DRAFT) | Q(in_force_from__isnull=False),
                name="rulebook_in_force_is_dated",
                violation_error_message=_("Say from which day the rulebook is in force."),
            ),
        ]

    def __str__(self):
        return f"{self.name} v{self.version}"

    def get_absolute_url(self):
        return reverse("rulebooks:rulebook_detail", args=[self.pk])

    @property
    def colour(self):
        return RULEBOOK_COLOURS[self.status]
