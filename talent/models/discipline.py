from django.db import models
from django.utils.translation import gettext_lazy as _


class DisciplineQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Disciplines are common knowledge of everyone who signs in."""
        return self


class Discipline(models.Model):
    """A professional field, two levels deep: 炼铁 › 高炉."""

    code = models.CharField(_("discipline code"), max_length=32, unique=True)
    name = models.CharField(_("discipline"), max_length=60)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent discipline")
    )

    objects = DisciplineQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("discipline")
        verbose_name_plural = _("disciplines")

    def __str__(self):
        return self.name
