"""Lines that were merged into one of another unit, and those it took in."""

from django.db.models import Q

from planning.models import DemandLine


def merged_with(lines, user):
    """{line.pk: (what it was merged into or None, what was merged into it)} as (line, its page, "" out of sight); two queries."""
    keys, into = {line.pk for line in lines}, {line.merged_into_id for line in lines}
    beside = DemandLine.objects.filter(Q(pk__in=into - {None}) | Q(merged_into__in=keys))
    seen = set(DemandLine.objects.visible_to(user).filter(pk__in=beside).values_list("pk", flat=True))
    others = {
        other.pk: (other, other.get_absolute_url() if other.pk in seen else "")
        for other in beside.select_related("demand_return__unit", "grade", "discipline")
    }
    return {
        line.pk: (
            others.get(line.merged_into_id),
            [pair for pair in others.values() if pair[0].merged_into_id == line.pk],
        )
        for line in lines
    }
