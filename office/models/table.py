from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from office.enums import HR_ROLES, PaperSize
from office.models.unit import Unit
from office.scope import any_subtree


class NamedTableQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those that a unit above one's duties (or their own) shares."""
        above = {key for duty in user.current_duties for key in duty.unit.ancestor_ids}
        return self.filter(Q(owner=user) | Q(unit__in=above))

    def with_keeping(self, user):
        """Adds `kept`: the key of what this person may change, nothing for the others."""
        shared = any_subtree(user.paths_as(HR_ROLES), "unit__path")
        return self.annotate(kept=Case(When(Q(owner=user) | shared, then=F("pk"))))


class NamedTable(models.Model):
    """常用表: columns of a list in an order, under a name. Of one person, or shared with everyone of a unit's subtree.

    `list_code` is the code of the List, `columns` are names of its columns; which of them somebody sees is asked anew by each
    export. `headings` maps a column to the words above it where they differ from the list's own.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kept by")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("shared with")
    )
    list_code = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name of the table"), max_length=60)
    title = models.CharField(_("title line"), max_length=120, blank=True)
    columns = models.JSONField(_("columns"), default=list)
    headings = models.JSONField(_("headings"), default=dict)
    paper = models.CharField(_("paper size"), max_length=8, choices=PaperSize, default=PaperSize.AUTO)
    footer = models.CharField(_("signature line"), max_length=200, blank=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = NamedTableQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("named table")
        verbose_name_plural = _("named tables")
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None, unit__isnull=False) | Q(owner__isnull=False, unit=None),
                name="namedtable_of_a_person_or_shared",
                violation_error_message=_("A table is somebody's own or shared by a unit."),
            ),
            models.UniqueConstraint(
                fields=["owner", "list_code", "name"],
                condition=Q(unit=None),
                name="namedtable_own_name_once_per_list",
                violation_error_message=_("You have a table of this name for this list already."),
            ),
            models.UniqueConstraint(
                fields=["unit", "list_code", "name"],
                condition=Q(owner=None),
                name="namedtable_shared_name_once_per_list",
                violation_error_message=_("The unit shares a table of this name for this list already."),
            ),
        ]

    def __str__(self):
        return self.name
