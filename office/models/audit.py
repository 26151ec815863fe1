from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office import triggers
from office.enums import Role
from office.models.unit import Unit
from office.scope import any_subtree


class AuditQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The audit administrator and discipline inspection read the entries of their subtree; the group's also those of no unit."""
        paths = user.paths_as({Role.AUDIT_ADMINISTRATOR, Role.INSPECTION})
        condition = any_subtree(paths, "unit__path")
        if any(path.count("/") == 2 for path in paths):
            condition |= Q(unit=None)
        return self.filter(condition)

    def of(self, target):
        """The history of one object; the caller has fetched the object through its own scope."""
        return self.filter(target_type=target._meta.label_lower, target_id=target.pk)


class AuditEntry(models.Model):
    """Who did what to what, when and why. Append-only: triggers refuse UPDATE and DELETE."""

    at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("actor")
    )
    actor_name = models.CharField(_("actor's name"), max_length=60)
    verb = models.CharField(_("act"), max_length=60, db_index=True)
    target_type = models.CharField(max_length=60)
    target_id = models.BigIntegerField(null=True)
    target_name = models.CharField(_("object"), max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    changes = models.JSONField(_("changes"), default=dict)
    reason = models.TextField(_("reason"), blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        indexes = [
            models.Index(fields=["target_type", "target_id", "-id"], name="audit_by_target"),
            models.Index(fields=["unit", "-id"], name="audit_by_unit"),
            models.Index(fields=["target_name"], name="audit_by_target_name"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.verb} {self.target_name}"


triggers.append_only(AuditEntry)
