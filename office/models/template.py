from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from office import triggers
from office.enums import HR_ROLES, PaperKind
from office.storage import random_name


class PaperTemplateQuerySet(models.QuerySet):
    seen_by = HR_ROLES  # at a root unit: Word templates belong to the group

    def visible_to(self, user):
        return self if user.holds_at_root(self.seen_by) else self.none()

    def in_use(self):
        return self.filter(retired_at=None)


class PaperTemplate(models.Model):
    """A Word file that HR put in the place of the one the house ships for a kind of paper.

    The newest of a kind that is not retired is the one in use; without one it is the shipped file. Only `retired_at` ever
    changes: papers say for good which version they were made of.
    """

    kind = models.CharField(_("kind of paper"), max_length=24, choices=PaperKind)
    version = models.PositiveSmallIntegerField(_("version"))
    file = models.FileField(_("Word file"), upload_to=random_name)
    file_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("digest of the file"), max_length=64)
    note = models.CharField(_("what is different"), max_length=200)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    retired_at = models.DateTimeField(_("out of use since"), null=True, blank=True)

    objects = PaperTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-version"]
        verbose_name = _("Word template")
        verbose_name_plural = _("Word templates")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"],
                name="papertemplate_version_once_per_kind",
                violation_error_message=_("There is a template with this version already."),
            )
        ]

    @property
    def colour(self):
        return "secondary" if self.retired_at else "green"

    def get_status_display(self):
        return _("Out of use") if self.retired_at else _("In use")

    def __str__(self):
        return f"{self.get_kind_display()} v{self.version}"


triggers.frozen(PaperTemplate, "", changeable=("retired_at",))
