from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office.models import Decision
from office.scope import UnitScopedQuerySet
from planning.enums import URGENCY_COLOURS, LineState, ProblemKind, Urgency
from planning.models.demand_return import DemandReturn
from planning.models.survey import RETURNS_SEEN_BY, surveyed_by
from rulebooks.models import Grade
from talent.models import Discipline, Engineer

UNIT_PATH = "demand_return__unit__path"


class LineQuerySet(UnitScopedQuerySet):
    unit_path = UNIT_PATH
    seen_by = RETURNS_SEEN_BY

    def scope_of(self, user):
        return super().scope_of(user) | surveyed_by(user, "demand_return__survey")

    def counting(self):
        """Without those that were merged into another line."""
        return self.filter(merged_into=None)

    def undecided(self):
        return self.counting().filter(decided=None)


class DemandLine(models.Model):
    """What a unit asks for of one grade and discipline, in seats: those it has included (需求条目).

    `authorised`, `held` and `retiring` (within three years) are the facts of the survey's day, written down when the line
    was made; `qualified`, the unit's own people by the record, when it was handed in. `wanted` is empty until answered.
    `merged_extra` are the further seats for which the line asks that this one was merged into, in its place.
    """

    demand_return = models.ForeignKey(
        DemandReturn, models.CASCADE, related_name="lines", verbose_name=_("demand return")
    )
    grade = models.ForeignKey(Grade, models.PROTECT, related_name="+", verbose_name=_("grade"))
    discipline = models.ForeignKey(Discipline, models.PROTECT, related_name="+", verbose_name=_("discipline"))
    authorised = models.PositiveSmallIntegerField(_("authorised"), default=0)
    held = models.PositiveSmallIntegerField(_("held"), default=0)
    retiring = models.PositiveSmallIntegerField(_("retiring within three years"), default=0)
    qualified = models.PositiveSmallIntegerField(_("own qualified people"), null=True, blank=True)
    wanted = models.PositiveSmallIntegerField(_("seats wanted"), null=True, blank=True)
    problem_kind = models.CharField(_("kind of problem"), max_length=10, choices=ProblemKind, blank=True)
    problem = models.TextField(_("production problem"), max_length=1000, blank=True)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency, blank=True)
    consequence = models.TextField(_("what happens if refused"), max_length=1000, blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("filed by")
    )
    filed_at = models.DateTimeField(_("filed at"), null=True, blank=True)
    consolidated = models.PositiveSmallIntegerField(_("consolidated number"), null=True, blank=True)
    consolidated_reason = models.CharField(_("reason of the subsidiary"), max_length=500, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    merged_extra = models.SmallIntegerField(_("further seats handed over"), default=0)
    decided = models.PositiveSmallIntegerField(_("decided number"), null=True, blank=True)
    decided_reason = models.CharField(_("reason of the decision"), max_length=500, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="demand_lines", verbose_name=_("decision")
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["demand_return", "grade", "discipline"]
        verbose_name = _("demand line")
        verbose_name_plural = _("demand lines")
        indexes = [models.Index(fields=["demand_return", "authorised", "wanted"], name="demandline_seats_of_return")]
        constraints = [
            models.UniqueConstraint(
                fields=["demand_return", "grade", "discipline"],
                name="demandline_one_per_grade_and_discipline",
                violation_error_message=_("The return has a line for this grade and discipline already."),
            ),
            models.CheckConstraint(
                condition=Q(consolidated=None) | Q(consolidated=F("wanted")) | ~Q(consolidated_reason=""),
                name="demandline_other_number_has_reason",
                violation_error_message=_("Say why the consolidated number is another."),
            ),
            models.CheckConstraint(
                condition=Q(decided=None) | Q(decided=F("consolidated")) | ~Q(decided_reason=""),
                name="demandline_other_decision_has_reason",
                violation_error_message=_("Say why the decided number is another."),
            ),
            models.CheckConstraint(
                condition=Q(decided=None) | Q(decision__isnull=False),
                name="demandline_decided_cites_decision",
                violation_error_message=_("Cite the decision."),
            ),
            models.CheckConstraint(
                condition=Q(decided=None) | Q(consolidated__isnull=False),
                name="demandline_consolidated_before_decided",
                violation_error_message=_("A number is consolidated before it is decided."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                name="demandline_merged_into_another",
                violation_error_message=_("A line is merged into another one."),
            ),
        ]

    def __str__(self):
        return f"{self.discipline} · {self.grade}"

    def get_absolute_url(self):
        return reverse("planning:line_detail", args=[self.pk])

    def state_for(self, told):
        """A LineState; `told` is whether the reader may know what was decided. Lists ask for it as `with_what_is_told`."""
        if self.merged_into_id:
            return LineState.MERGED
        if told and self.decided is not None:
            return LineState.DECIDED
        if self.consolidated is not None:
            return LineState.CONSOLIDATED
        return LineState.OPEN if self.wanted is None else LineState.ASKED

    @property
    def vacant(self):
        return max(self.authorised - self.held, 0)

    @property
    def extra(self):
        """Seats asked for beyond those authorised; below zero if it gives some up, None while unanswered."""
        return None if self.wanted is None else self.wanted - self.authorised

    @property
    def urgency_colour(self):
        return URGENCY_COLOURS.get(self.urgency, "secondary")


class DemandCandidate(models.Model):
    """Someone of the unit whom it would put up for a seat of the line."""

    line = models.ForeignKey(DemandLine, models.CASCADE, related_name="candidates", verbose_name=_("demand line"))
    engineer = models.ForeignKey(Engineer, models.PROTECT, related_name="+", verbose_name=_("engineer"))

    class Meta:
        ordering = ["line", "pk"]
        verbose_name = _("inside candidate")
        verbose_name_plural = _("inside candidates")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "engineer"],
                name="demandcandidate_once_per_line",
                violation_error_message=_("This person is named already."),
            )
        ]

    def __str__(self):
        return str(self.engineer)
