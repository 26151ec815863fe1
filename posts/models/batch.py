from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office.clock import last_day
from office.enums import HR_ROLES, Role
from office.models import Decision, Paper, Unit
from office.scope import UnitScopedQuerySet
from posts.enums import (
    BATCH_COLOURS,
    OPEN_BATCHES,
    AppointmentMode,
    AppointmentStatus,
    BatchAct,
    BatchStatus,
    EndReason,
)
from posts.models.appointment import Appointment
from posts.models.post import Seat, designation
from rulebooks.models import Grade
from talent.models import Engineer

MOST_ROWS = 500


class BatchQuerySet(UnitScopedQuerySet):
    seen_by = HR_ROLES | {Role.LEADER, Role.INSPECTION}

    def visible_to(self, user):
        """Those of one's units; what is being prepared about oneself is for others."""
        own = BatchRow.objects.filter(batch=OuterRef("pk"), engineer__user=user)
        return self.filter(self.scope_of(user)).exclude(Exists(own), status__in=OPEN_BATCHES)

    def open(self):
        return self.filter(status__in=OPEN_BATCHES)

    def done(self):
        return self.filter(status=BatchStatus.DONE)


class AppointmentBatch(models.Model):
    """What one decision does to appointments: checked as a whole, done as a whole, mended by a later batch only."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="batches", verbose_name=_("unit"))
    title = models.CharField(_("title of the batch"), max_length=120)
    explanation = models.TextField(_("explanation for the meeting"), blank=True)
    effective_on = models.DateField(_("takes effect on"))
    status = models.CharField(_("status"), max_length=10, choices=BatchStatus, default=BatchStatus.DRAFT)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="batches", verbose_name=_("decision")
    )
    historic = models.BooleanField(_("historic, before decisions were recorded"), default=False)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    meeting_paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("paper for the meeting")
    )
    document = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("appointment document")
    )
    document_on = models.DateField(_("date of the document"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("prepared by")
    )
    created_at = models.DateTimeField(_("prepared at"), auto_now_add=True)
    form_key = models.CharField(_("form that made it"), max_length=32, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("carried out by")
    )
    done_at = models.DateTimeField(_("carried out at"), null=True, blank=True)
    to_be_filed = models.BooleanField(_("filed with the group"), default=False)
    filed_at = models.DateTimeField(_("taken on file at"), null=True, blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("taken on file by")
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("appointment batch")
        verbose_name_plural = _("appointment batches")
        indexes = [models.Index(fields=["unit", "status"], name="batch_by_unit_and_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["created_by", "form_key"],
                condition=~Q(form_key=""),
                name="appointmentbatch_once_per_form",
                violation_error_message=_("This form has made its batch already."),
            ),
            models.CheckConstraint(
                condition=~Q(status=BatchStatus.DONE)
                | Q(done_at__isnull=False) & (Q(decision__isnull=False) | Q(historic=True)),
                name="appointmentbatch_done_cites_decision",
                violation_error_message=_("Cite the decision, or mark the batch as historic."),
            ),
            models.CheckConstraint(
                condition=Q(filed_at=None) | Q(to_be_filed=True, status=BatchStatus.DONE),
                name="appointmentbatch_filed_when_done",
                violation_error_message=_("Only what was carried out is taken on file."),
            ),
            models.CheckConstraint(
                condition=Q(document=None) | Q(document_on__isnull=False),
                name="appointmentbatch_document_is_dated",
                violation_error_message=_("The document has a date."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("posts:batch_detail", args=[self.pk])

    @property
    def colour(self):
        return BATCH_COLOURS[self.status]

    @property
    def day_of_meeting(self):
        """Of batches with their decision; without one the day on which they take effect."""
        return self.decision.held_on if self.decision else self.effective_on


class BatchRowQuerySet(UnitScopedQuerySet):
    unit_path = "batch__unit__path"
    seen_by = BatchQuerySet.seen_by

    def done(self):
        return self.filter(batch__status=BatchStatus.DONE)

    def standing(self):
        """Carried out and not revoked since."""
        return self.filter(carried_out_on__isnull=False).exclude(revocations__carried_out_on__isnull=False)

    def with_until_before(self):
        """Annotates `until_before`: the end of the term before the row changed it, be it revoked since or not."""
        revocations = BatchRow.objects.filter(revokes=OuterRef("pk"), carried_out_on__isnull=False)
        return self.annotate(until_before=Coalesce("previous_until", Subquery(revocations.values("until")[:1])))

    def awaiting_their_day(self, brought_back=()):
        """Of batches that were carried out: what takes effect on a day to come, unless it was revoked or given up since.

        As it will be once the appointments `brought_back`, by their keys, are given up no more.
        """
        given_up = Q(result__status=AppointmentStatus.ENDED) & ~Q(result__in=brought_back)
        return self.not_revoked().filter(carried_out_on=None).exclude(given_up)

    def not_revoked(self):
        """Of batches that were carried out: what a later one has not revoked."""
        return self.done().exclude(revocations__carried_out_on__isnull=False)


class BatchRow(models.Model):
    """One person's line in a batch. Terms are [starts_on, until); `appointment` is the one acted on, `result` the new one."""

    batch = models.ForeignKey(AppointmentBatch, models.CASCADE, related_name="rows", verbose_name=_("batch"))
    position = models.PositiveSmallIntegerField(_("order"))
    act = models.CharField(_("act"), max_length=8, choices=BatchAct)
    engineer = models.ForeignKey(Engineer, models.PROTECT, related_name="batch_rows", verbose_name=_("engineer"))
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="rows", verbose_name=_("present appointment")
    )
    seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="batch_rows", verbose_name=_("seat")
    )
    grade = models.ForeignKey(Grade, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("grade"))
    mode = models.CharField(_("mode"), max_length=12, choices=AppointmentMode, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until (not included)"), null=True, blank=True)
    end_reason = models.CharField(_("end reason"), max_length=16, choices=EndReason, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    waived = models.BooleanField(_("conditions waived"), default=False)
    revokes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="revocations", verbose_name=_("row that is revoked")
    )
    previous_until = models.DateField(_("until, before the extension"), null=True, blank=True)
    result = models.OneToOneField(
        Appointment, models.PROTECT, null=True, blank=True, related_name="origin", verbose_name=_("new appointment")
    )
    certificate = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="certified_row", verbose_name=_("certificate")
    )
    carried_out_on = models.DateField(_("carried out on"), null=True, blank=True)

    objects = BatchRowQuerySet.as_manager()

    class Meta:
        ordering = ["batch", "position"]
        verbose_name = _("row of a batch")
        verbose_name_plural = _("rows of a batch")
        indexes = [
            models.Index(fields=["appointment", "act", "starts_on"], name="batchrow_by_appointment"),
            models.Index(fields=["appointment"], condition=Q(carried_out_on=None), name="batchrow_not_carried_out"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "appointment", "act"],
                name="batchrow_one_per_appointment_and_act",
                violation_error_message=_("This person stands in the batch with this act already."),
            ),
            models.UniqueConstraint(
                fields=["batch", "engineer"],
                condition=Q(act=BatchAct.APPOINT),
                name="batchrow_one_appointing_per_person",
                violation_error_message=_("This person stands in the batch with this act already."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(starts_on=None) | Q(until__gt=F("starts_on")),
                name="batchrow_term_not_empty",
                violation_error_message=_("A term ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(act=BatchAct.APPOINT) | Q(appointment__isnull=False),
                name="batchrow_acts_on_appointment",
                violation_error_message=_("Say which appointment this is about."),
            ),
        ]

    def __str__(self):
        return f"{self.get_act_display()} · {self.engineer}"

    @property
    def seat_concerned(self):
        """Where the row leads to, else where the present appointment is; None while no seat is said."""
        return self.seat or (self.appointment and self.appointment.seat)

    @property
    def designation(self):
        """The post of that seat as the certificate calls it."""
        seat = self.seat_concerned
        return designation(seat.post, self._grade_of(seat)) if seat else ""

    def _grade_of(self, seat):
        return self.grade or (seat.post.grade if self.seat else self.appointment.grade)

    @property
    def first_day(self):
        """None of an extension: from which day that counts is filled in when it is carried out, and begins no term."""
        return None if self.act == BatchAct.EXTEND else self.starts_on

    @property
    def last_day(self):
        return last_day(self.until)

    @property
    def previous_last_day(self):
        """Of rows `with_until_before`."""
        return last_day(self.until_before)
