"""What an act on a unit reaches among assessments: its own running cycles, and those in which its people take part."""

from collections import defaultdict

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations.enums import PUBLIC_CYCLES, SheetStatus
from evaluations.models import Assessment, AssessmentSheet, Cycle
from office import slots
from office.scope import any_subtree
from office.slots import Touched


def own_cycles(user, units):
    """Cycles of the unit or of one below it that are not published."""
    running = slots.in_sight(Cycle.objects, user).exclude(status__in=PUBLIC_CYCLES)
    counts = running.counts_in(units)
    obstacle = _("Running cycles of its own: %(count)s. Publish them first.")
    found = {unit: counts[unit.pk].total() for unit in units}
    return {
        unit.pk: [
            Touched(
                _("Running cycles of its own"),
                count,
                reverse("evaluations:cycle_list", query={"unit": unit.code}),
                obstacle % {"count": count},
            )
        ]
        for unit, count in found.items()
    }


def running_assessments(user, units):
    """Per running cycle how many of the unit's people are assessed, and how many of their sheets are open."""
    sheets = _by_cycle(slots.in_sight(AssessmentSheet.objects, user), units, "assessment__", _still_open())
    people = _by_cycle(slots.in_sight(Assessment.objects, user), units, "", Q())
    return {
        unit.pk: [
            entry
            for (cycle, name), count in people[unit.pk].items()
            for entry in _of_cycle(unit, cycle, name, count, sheets[unit.pk].get((cycle, name), 0))
        ]
        for unit in units
    }


def _still_open():
    return Q(sheet__status=SheetStatus.DRAFT)


def _by_cycle(objects, units, to_assessment, condition):
    """{unit.pk: {(cycle key, cycle name): count}} of those in running cycles; one query."""
    path, cycle = f"{to_assessment}unit__path", f"{to_assessment}cycle"
    within = objects.filter(condition, any_subtree((unit.path for unit in units), path))
    rows = within.exclude(**{f"{cycle}__status__in": PUBLIC_CYCLES}).order_by(cycle)
    found = defaultdict(lambda: defaultdict(int))
    for place, key, name, count in rows.values_list(path, cycle, f"{cycle}__name").annotate(Count("pk")):
        for unit in units:
            if place.startswith(unit.path):
                found[unit.pk][key, name] += count
    return found


def _of_cycle(unit, cycle, name, people, sheets):
    facts, query = {"cycle": name}, {"unit": unit.code}
    yield Touched(
        _("%(cycle)s: people assessed") % facts,
        people,
        reverse("evaluations:assessment_list", args=[cycle], query=query),
    )
    yield Touched(
        _("%(cycle)s: score sheets still open") % facts,
        sheets,
        reverse("evaluations:chase_list", args=[cycle], query=query),
    )
