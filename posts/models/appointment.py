import datetime

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office.clock import last_day, today
from office.enums import HR_ROLES, Role
from office.models import Decision
from office.scope import UnitScopedQuerySet
from posts.enums import APPOINTMENT_COLOURS, AppointmentMode, AppointmentStatus, BatchAct, EndReason, TermState
from posts.models.post import PostVersion, Seat
from rulebooks.models import Grade
from talent.models import Engineer

NEVER_HELD = Q(ended_on=F("starts_on"))


def held_on(date, prefix=""):
    """The condition that a seat is held on the day: begun, and not ended yet. `prefix` leads to the appointment."""
    begun = Q(**{f"{prefix}starts_on__lte": date}) & ~Q(**{f"{prefix}status": AppointmentStatus.PENDING})
    return begun & (Q(**{f"{prefix}ended_on": None}) | Q(**{f"{prefix}ended_on__gt": date}))


def until_on(date, prefix=""):
    """The end of the term as it stood on the day: an extension counts from its own day on. `prefix` leads to the appointment."""
    if date >= today():
        return F(f"{prefix}until")
    before = _extended_after(date, pk=OuterRef(f"{prefix}pk"), rows__previous_until__isnull=False)
    return Coalesce(
        Subquery(before.order_by("rows__starts_on", "rows__previous_until").values("rows__previous_until")[:1]),
        F(f"{prefix}until"),
    )


def overdue_on(date, prefix=""):
    """The condition that the term was over by the day, as it stood then: `until_on` in a form that need not ask row by row."""
    over = Q(**{f"{prefix}until__lte": date})
    if date >= today():
        return over
    extended_too_late = _extended_after(date, rows__previous_until__lte=date).order_by()
    return over | Q(**{f"{prefix}pk__in": extended_too_late.values("pk")})


def _extended_after(date, **more):
    """Appointments with an extension from a later day; `more` is asked of the same row of a batch."""
    return Appointment.objects.filter(rows__act=BatchAct.EXTEND, rows__starts_on__gt=date, **more)


class AppointmentQuerySet(UnitScopedQuerySet):
    unit_path = "seat__post__unit__path"
    seen_by = HR_ROLES | {Role.FILLER, Role.CHECKER, Role.UNIT_HEAD, Role.LEADER, Role.INSPECTION}

    def visible_to(self, user):
        """Appointments to the posts of one's units, and one's own."""
        return self.filter(self.scope_of(user) | Q(engineer__user=user))

    def in_unit_on(self, unit, date):
        """Those to posts that stood in the unit or below it on the day."""
        if date == today():
            return self.in_unit(unit)
        posts = PostVersion.objects.standing_on(date).in_unit_on(unit, date).values("post")
        return self.filter(seat__post__in=posts)

    def serving(self):
        return self.filter(status=AppointmentStatus.SERVING)

    def held_on(self, date):
        return self.filter(held_on(date))

    def with_term_on(self, date):
        """Annotates `until_then`, the end of the term as it stood on the day."""
        return self.annotate(until_then=until_on(date))

    def overdue_on(self, date):
        """Held beyond the end of the term without renewal (超期未续聘)."""
        return self.filter(held_on(date), overdue_on(date))

    def within_term_on(self, date):
        return self.held_on(date).with_term_on(date).filter(until_then__gt=date)

    def ending_within(self, date, days):
        """Within the term on the day, which is over at most `days` days later."""
        return self.within_term_on(date).filter(until_then__lte=date + datetime.timedelta(days))

    def retiring_in_term_on(self, date):
        """Within the term on the day, but the holder reaches retirement before it is over."""
        return self.within_term_on(date).filter(engineer__retires_on__lt=F("until_then"))

    def past_retirement_on(self, date):
        """Within the term on the day, though the holder's day of retirement has gone by."""
        return self.within_term_on(date).filter(engineer__retires_on__lt=date)

    def with_state_on(self, date):
        """Annotates `state`, a value of TermState, and `until_then`."""
        return self.with_term_on(date).annotate(
            state=Case(
                When(Q(ended_on__lte=date) | NEVER_HELD, then=Value(TermState.ENDED.value)),
                When(Q(status=AppointmentStatus.PENDING) | Q(starts_on__gt=date), then=Value(TermState.PENDING.value)),
                When(until_then__lte=date, then=Value(TermState.OVERDUE.value)),
                default=Value(TermState.WITHIN.value),
            )
        )


class Appointment(models.Model):
    """Someone on a seat. The term is [starts_on, until); the seat is held over [starts_on, ended_on)."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="appointments", verbose_name=_("seat"))
    engineer = models.ForeignKey(Engineer, models.PROTECT, related_name="appointments", verbose_name=_("engineer"))
    mode = models.CharField(_("mode"), max_length=12, choices=AppointmentMode)
    grade = models.ForeignKey(Grade, models.PROTECT, related_name="+", verbose_name=_("grade"))
    starts_on = models.DateField(_("term from"))
    until = models.DateField(_("term until (not included)"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=AppointmentStatus, default=AppointmentStatus.PENDING)
    end_reason = models.CharField(_("end reason"), max_length=16, choices=EndReason, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="appointments", verbose_name=_("decision")
    )
    historic = models.BooleanField(_("historic, before decisions were recorded"), default=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "starts_on"]
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        indexes = [
            models.Index(fields=["status", "until"], name="appointment_by_until"),
            models.Index(fields=["engineer", "starts_on"], name="appointment_by_engineer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("starts_on")),
                name="appointment_term_not_empty",
                violation_error_message=_("A term ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on")),
                name="appointment_ends_after_it_starts",
                violation_error_message=_("An appointment ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(status=AppointmentStatus.ENDED, ended_on__isnull=False) & ~Q(end_reason="")
                | ~Q(status=AppointmentStatus.ENDED) & Q(ended_on=None, end_reason=""),
                name="appointment_ended_says_when_and_why",
                violation_error_message=_("An ended appointment says when and why; another says neither."),
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=False) | Q(historic=True),
                name="appointment_cites_decision",
                violation_error_message=_("Cite the decision, or mark the appointment as historic."),
            ),
            *(
                models.UniqueConstraint(
                    fields=[holder],
                    condition=Q(status=status),
                    name=f"appointment_one_{status}_per_{holder}",
                    violation_error_message=message,
                )
                for holder, status, message in (
                    ("seat", AppointmentStatus.SERVING, _("This seat is held already.")),
                    ("seat", AppointmentStatus.PENDING, _("Someone is to be appointed to this seat already.")),
                    ("engineer", AppointmentStatus.SERVING, _("This person holds a seat already.")),
                    ("engineer", AppointmentStatus.PENDING, _("This person is to be appointed elsewhere already.")),
                )
            ),
        ]

    def __str__(self):
        return f"{self.engineer} · {self.seat.post}"

    def get_absolute_url(self):
        return reverse("posts:appointment_detail", args=[self.pk])

    @property
    def colour(self):
        return APPOINTMENT_COLOURS[self.status]

    @property
    def last_day(self):
        """聘期止: the last day of the term, as papers write it."""
        return last_day(self.until)

    @property
    def never_held(self):
        """Revoked, or given up before it began."""
        return self.ended_on == self.starts_on

    def state_on(self, date):
        """The same as `with_state_on`, of one object and a day from today on."""
        if self.never_held or (self.ended_on and self.ended_on <= date):
            return TermState.ENDED
        if self.status == AppointmentStatus.PENDING or self.starts_on > date:
            return TermState.PENDING
        return TermState.OVERDUE if self.until <= date else TermState.WITHIN
