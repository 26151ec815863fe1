from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.check_codes import says
from office.enums import PaperKind
from office.models.unit import Unit
from office.storage import random_name


class Paper(models.Model):
    """A document that goes out and comes back signed. It knows no owner; owners point at it.

    `digest` stands for the values on it: values that change later give another one, which shows that the signed copy no
    longer agrees. It is empty for what was printed before it was kept. `check_code` is the part of it that is printed. A
    cancelled paper keeps its number (作废).
    """

    kind = models.CharField(_("kind"), max_length=24, choices=PaperKind)
    title = models.CharField(_("title"), max_length=200)
    number = models.CharField(_("document number"), max_length=60, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    template_version = models.CharField(_("template version"), max_length=20, blank=True)
    check_code = models.CharField(_("check code"), max_length=16, blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("issued by")
    )
    issued_at = models.DateTimeField(_("issued at"), auto_now_add=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("cancelled by")
    )
    cancel_reason = models.CharField(_("reason for cancelling"), max_length=500, blank=True)
    scan = models.FileField(_("signed scan"), upload_to=random_name, blank=True)
    scan_name = models.CharField(_("file name"), max_length=200, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    scanned_at = models.DateTimeField(_("scan attached at"), null=True, blank=True)
    scanned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("scan attached by")
    )

    class Meta:
        ordering = ["-issued_at"]
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"],
                condition=~Q(number=""),
                name="paper_number_once_per_kind",
                violation_error_message=_("This document number was used already."),
            )
        ]

    def __str__(self):
        return f"{self.title} {self.number}".strip()

    def says(self, values):
        """Whether it was printed last with just these values."""
        return says(self, values)


class PaperPrint(models.Model):
    """One printing of a paper: the reprint log."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="prints")
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    printed_at = models.DateTimeField(auto_now_add=True)
    check_code = models.CharField(max_length=16, blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["printed_at"]
        verbose_name = _("printing")
        verbose_name_plural = _("printings")

    def __str__(self):
        return f"{self.paper} ({self.printed_at:%Y-%m-%d %H:%M})"

    def says(self, values):
        return says(self, values)
