"""Pools and frozen composites. Called by the acts of a cycle, inside their transaction and under the lock of the cycle."""

from collections import Counter

from django.db.models import Case, When

from evaluations.models import Assessment
from evaluations.selectors.composites import composites, scheme_of
from office.models import Unit
from office.scope import subtree
from rulebooks import scoring

BATCH = 400


def assign_pools(cycle):
    """Put everyone who takes part into the pool of the nearest unit of the regime's kind; small pools join their parent's.

    The cycle's own unit is the top: its pool stays, however small.
    """
    units = {unit.pk: unit for unit in Unit.objects.filter(subtree(cycle.unit.path))}
    kind, top = cycle.regime.pool_kind, cycle.unit_id
    base = {pk: _base(unit, units, kind, top) for pk, unit in units.items()}
    active = cycle.assessments.active()
    sizes = Counter(base.get(unit, top) for unit in active.order_by().values_list("unit_id", flat=True))
    parents = {pk: unit.parent_id if pk != top else None for pk, unit in units.items()}
    homes = scoring.assign_pools(sizes, parents, minimum=cycle.regime.pool_minimum)
    in_pool = {}
    for unit_id in active.order_by().values_list("unit_id", flat=True).distinct():
        in_pool.setdefault(homes[base.get(unit_id, top)], []).append(unit_id)
    if in_pool:
        active.update(pool=Case(*(When(unit__in=unit_ids, then=pool_id) for pool_id, unit_ids in in_pool.items())))


def _base(unit, units, kind, top):
    """The nearest unit of the kind upwards from `unit`, within the cycle."""
    for pk in reversed(unit.ancestor_ids):
        if pk == top or units[pk].kind == kind:
            return pk
    return top


def freeze_composites(cycle):
    """Store composite and grade by the lines of everyone who takes part.

    A grade that was settled against the lines survives a return to rating if the lines still say the same.
    """
    scheme = scheme_of(cycle)
    rows = list(cycle.assessments.active().order_by("pk"))
    for row, result in zip(rows, composites(cycle, rows, scheme=scheme).values(), strict=True):
        keeps = row.grade_id and row.grade_reason and row.forecast_id == getattr(result.forecast, "pk", None)
        row.composite, row.forecast = result.value, result.forecast
        if not keeps:
            row.grade, row.grade_reason = result.forecast, ""
    Assessment.objects.bulk_update(rows, ["composite", "forecast", "grade", "grade_reason"], batch_size=BATCH)
    return rows
