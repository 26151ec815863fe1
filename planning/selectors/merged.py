"""Lines that were merged into one of another unit, and those it took in."""

from django.db.models import Q

from planning.models import DemandLine


def merged_with(lines, user):
    """{line.pk: (what it was merged into or None, what was merged into it)}, each (line, its page, "" out of sight).

    Three queries, one if nothing was merged.
    """
    others = _others(lines, user)
    return {
        line.pk: (
            others.get(line.merged_into_id),
            [pair for pair in others.values() if pair[0].merged_into_id == line.pk],
        )
        for line in lines
    }


def _others(lines, user):
    """{line.pk: (line, its page)} of the lines of others."""
    into = {line.merged_into_id for line in lines} - {None}
    merged = Q(pk__in=into) | Q(merged_into__in={line.pk for line in lines})
    keys = list(DemandLine.objects.filter(merged).values_list("pk", flat=True))
    if not keys:
        return {}
    seen = set(DemandLine.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    beside = DemandLine.objects.filter(pk__in=keys).select_related("demand_return__unit", "grade", "discipline")
    return {one.pk: (one, one.get_absolute_url() if one.pk in seen else "") for one in beside}
