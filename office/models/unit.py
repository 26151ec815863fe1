from collections import defaultdict

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office.clock import today
from office.enums import BUSINESS_ROLES, Role, UnitKind
from office.scope import UnitScopedQuerySet, subtree


class UnitQuerySet(UnitScopedQuerySet):
    unit_path = "path"
    seen_by = BUSINESS_ROLES | {Role.RIGHTS_ADMINISTRATOR}

    def open_on(self, date):
        return self.filter(Q(opened_on=None) | Q(opened_on__lte=date), Q(closed_on=None) | Q(closed_on__gt=date))

    def closed_by(self, date):
        return self.filter(closed_on__lte=date)

    def placed_below(self, unit, date):
        """The unit and what stood below it on the day: from today on its subtree, before by the placements.

        Reads all placements that changed since, in two queries, and those only for a day gone by.
        """
        former = UnitPlacement.objects.parents_on(date) if date < today() else {}
        parents = dict(Unit.objects.values_list("pk", "parent")) if former else {}
        if all(parents[moved] == parent for moved, parent in former.items()):
            return self.filter(subtree(unit.path))
        return self.filter(pk__in=_below(unit.pk, parents | former))


class Unit(models.Model):
    """A node of the organisation. `parent` and `path` are today's placement; the past is in UnitPlacement."""

    code = models.CharField(_("unit code"), max_length=32, unique=True)
    name = models.CharField(_("unit name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=UnitKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent unit")
    )
    path = models.CharField(max_length=255, db_index=True, editable=False)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("successor")
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_on=None) | Q(closed_on=None) | Q(closed_on__gt=models.F("opened_on")),
                name="unit_closes_after_it_opens",
                violation_error_message=_("A unit closes after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | Q(closed_on__isnull=False),
                name="unit_successor_needs_closing",
                violation_error_message=_("Only a closed unit has a successor."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("office:unit_detail", args=[self.pk])

    @property
    def depth(self):
        """0 for the root."""
        return self.path.count("/") - 2

    @property
    def ancestor_ids(self):
        """Primary keys from the root down to this unit itself."""
        return [int(part) for part in self.path.strip("/").split("/")]

    def covers(self, path):
        return path.startswith(self.path)

    def is_closed_on(self, date):
        return self.closed_on is not None and self.closed_on <= date


def name_on(date, unit):
    """Of rows that refer to a unit by the lookup `unit`: the name it had on the day, from today on its present one.

    What the register does not know from before is taken to have been called as it first was.
    """
    present = F(f"{unit}__name")
    if date >= today():
        return present
    later = Case(When(starts_on__gt=date, then=F("starts_on")))
    nearest = UnitPlacement.objects.filter(unit=OuterRef(unit)).order_by(later.asc(nulls_first=True), "-starts_on")
    return Coalesce(Subquery(nearest.values("name")[:1]), present)


def _below(top, parents):
    """Keys of the unit and of those whose way up by `parents` {unit: parent} leads to it."""
    children = defaultdict(list)
    for unit, parent in parents.items():
        children[parent].append(unit)
    found, ahead = set(), [top]
    while ahead:
        unit = ahead.pop()
        if unit not in found:
            found.add(unit)
            ahead += children[unit]
    return found


class UnitPlacementQuerySet(models.QuerySet):
    def parents_on(self, date):
        """{unit: parent on the day} of the units that have been placed or named anew since.

        What the register does not know from before is taken to have stood where it first did.
        """
        changed = self.filter(starts_on__gt=date).values("unit")
        rows = self.filter(unit__in=changed).order_by("unit", "starts_on").values_list("unit", "parent", "starts_on")
        found = {}
        for unit, parent, starts_on in rows:
            if unit not in found or starts_on <= date:
                found[unit] = parent
        return found

    def names(self, units):
        """A function of unit and day: what it was called then. One query; the same of one object as `name_on` of rows."""
        known = defaultdict(list)
        for unit, starts_on, name in self.filter(unit__in=units).values_list("unit", "starts_on", "name"):
            known[unit].append((starts_on, name))

        def name_then(unit, on):
            if on >= today():
                return unit.name
            names = sorted(known[unit.pk])
            return next(
                (name for starts_on, name in reversed(names) if starts_on <= on), (names or [(on, unit.name)])[0][1]
            )

        return name_then


class UnitPlacement(models.Model):
    """Where a unit stands from a day on, until its next placement starts."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="placements", verbose_name=_("unit"))
    parent = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("parent unit")
    )
    starts_on = models.DateField(_("from"))
    name = models.CharField(_("name at that time"), max_length=100)

    objects = UnitPlacementQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "starts_on"]
        verbose_name = _("unit placement")
        verbose_name_plural = _("unit placements")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "starts_on"],
                name="unitplacement_one_per_day",
                violation_error_message=_("The unit was placed on this day already."),
            )
        ]

    def __str__(self):
        return f"{self.unit} › {self.parent} ({self.starts_on})"
