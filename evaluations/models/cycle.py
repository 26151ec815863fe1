from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluations.enums import CYCLE_COLOURS, CycleStatus
from office.enums import HR_ROLES, Role
from office.models import Decision, Unit
from office.scope import UnitScopedQuerySet, any_subtree, is_root
from rulebooks.models import Component, Regime, ResultGrade


class CycleQuerySet(UnitScopedQuerySet):
    seen_by = HR_ROLES | {Role.LEADER, Role.INSPECTION}

    def visible_to(self, user):
        """Cycles of one's units, of the units above them (their people take part), and those one rates in.

        And those in which one's people take part still, after their unit was moved out of the cycle's.
        """
        paths = user.paths_as(self.seen_by)
        above = {int(part) for path in paths for part in path.strip("/").split("/")}
        return self.filter(
            any_subtree(paths, self.unit_path)
            | Q(unit__in=above)
            | Q(pk__in=RaterSlot.objects.filter(user=user).values("cycle"))
            | self._moved_here(paths)
        )

    def _moved_here(self, paths):
        """Whoever has the root sees all cycles anyhow; below it an index of the assessments' units answers."""
        if any(map(is_root, paths)):
            return Q(pk__in=())
        with_people = self.model._base_manager.filter(any_subtree(paths, "assessments__unit__path"))
        return Q(pk__in=with_people.values("pk"))


class Cycle(models.Model):
    """One round of assessment under one regime, for the holders of a unit's subtree."""

    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=120)
    regime = models.ForeignKey(Regime, models.PROTECT, related_name="cycles", verbose_name=_("regime"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    year = models.PositiveSmallIntegerField(_("year"))
    as_of = models.DateField(_("holders as of"))
    filing_ends_on = models.DateField(_("sheets are due by"))
    status = models.CharField(_("status"), max_length=12, choices=CycleStatus, default=CycleStatus.DRAFT)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="cycles", verbose_name=_("decision")
    )
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("created by")
    )

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "name"]
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        constraints = [
            models.UniqueConstraint(
                fields=["regime", "unit", "year"],
                name="cycle_one_per_regime_unit_year",
                violation_error_message=_("There is a cycle of this regime, unit and year already."),
            ),
            models.CheckConstraint(
                condition=Q(filing_ends_on__gte=F("as_of")) | Q(status=CycleStatus.DRAFT),
                name="cycle_due_after_as_of",
                violation_error_message=_("Sheets are due on or after the day whose holders take part."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("evaluations:cycle_detail", args=[self.pk])

    @property
    def colour(self):
        return CYCLE_COLOURS[self.status]


class RaterSlot(models.Model):
    """A place that fills in sheets (评委席): an expert rater, the units, the departments. It may be nobody's account."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="slots", verbose_name=_("cycle"))
    component = models.ForeignKey(Component, models.PROTECT, related_name="+", verbose_name=_("component"))
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="slots", verbose_name=_("rater")
    )

    class Meta:
        ordering = ["cycle", "component__position", "number"]
        verbose_name = _("rater slot")
        verbose_name_plural = _("rater slots")
        constraints = [
            models.UniqueConstraint(fields=["cycle", "component", "number"], name="raterslot_number_once"),
            models.UniqueConstraint(
                fields=["cycle", "name"],
                name="raterslot_name_once_per_cycle",
                violation_error_message=_("Another slot of this cycle has that name."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="raterslot_has_name", violation_error_message=_("A slot needs a name.")
            ),
        ]

    def __str__(self):
        return self.name


class CapOverride(models.Model):
    """The act that lets a pool exceed a grade's cap, with its reason."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="overrides")
    pool = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("pool"))
    grade = models.ForeignKey(ResultGrade, models.PROTECT, related_name="+", verbose_name=_("result grade"))
    allowed = models.PositiveSmallIntegerField(_("allowed number"))
    reason = models.TextField(_("reason"))
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+", verbose_name=_("decision"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["cycle", "pool"]
        verbose_name = _("cap override")
        verbose_name_plural = _("cap overrides")
        constraints = [
            models.UniqueConstraint(fields=["cycle", "pool", "grade"], name="capoverride_once_per_pool_and_grade")
        ]

    def __str__(self):
        return f"{self.pool}: {self.allowed}"
