from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office.enums import JOB_COLOURS, JobStatus
from office.models.unit import Unit
from office.storage import random_name


class JobQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(owner=user)


class Job(models.Model):
    """Long work done by the worker: it shows its progress, may be left, and its result waits for its owner.

    `params` is what it was asked to do and `result` what it answers; both are JSON written by its runner.
    """

    kind = models.CharField(_("kind"), max_length=40)
    label = models.CharField(_("what"), max_length=120)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs", verbose_name=_("started by")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    status = models.CharField(_("status"), max_length=16, choices=JobStatus, default=JobStatus.WAITING)
    params = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    progress = models.PositiveIntegerField(_("done so far"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    message = models.TextField(_("message"), blank=True)
    input = models.FileField(upload_to=random_name, blank=True)
    input_name = models.CharField(_("file name"), max_length=200, blank=True)
    output = models.FileField(upload_to=random_name, blank=True)
    output_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(_("started at"), auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    seen_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        indexes = [models.Index(fields=["owner", "status"], name="job_by_owner_and_status")]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return reverse("office:job_detail", args=[self.pk])

    @property
    def colour(self):
        return JOB_COLOURS[self.status]

    @property
    def percent(self):
        return 100 * self.progress // self.total if self.total else 0
