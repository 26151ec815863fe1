"""Lines that were merged into one of another unit, and those it took in; returns that hang together by them."""

from itertools import chain

from django.db.models import Q

from office.check_codes import digest
from planning.models import DemandLine, DemandReturn


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


def beside_unit(line):
    """A line as histories of others name it; None without one."""
    return line and f"{line.demand_return.unit} · {line}"


# --- Returns that hang together -----------------------------------------------------------------------------------
def partners_in(survey):
    """{return key: {return key: its unit's name}} of those that have lines merged with one another; one query."""
    found = {}
    lines = DemandLine.objects.filter(demand_return__survey=survey).exclude(merged_into=None)
    ends = ("demand_return", "merged_into__demand_return")
    for one, other, name, other_name in lines.order_by("pk").values_list(
        *ends, *(f"{end}__unit__name" for end in ends)
    ):
        found.setdefault(one, {})[other] = other_name
        found.setdefault(other, {})[one] = name
    return found


def merged_returns(demand_return):
    """Those that hang together with the return by merged lines, step by step, itself the first; two queries."""
    partners, reached = partners_in(demand_return.survey), {demand_return.pk}
    beyond = reached
    while beyond:
        beyond = {key for one in beyond for key in partners.get(one, ())} - reached
        reached = reached | beyond
    others = DemandReturn.objects.filter(pk__in=reached - {demand_return.pk}).select_related("unit", "survey__unit")
    return [demand_return, *others.order_by("unit__path")]


def code_of_going_back(returns):
    """Stands for what is undone if these go back: how far each is, who filled it in when, and its numbers; one query."""
    places = ((one.pk, one.status, one.filled_at) for one in sorted(returns, key=lambda one: one.pk))
    lines = DemandLine.objects.filter(demand_return__in=returns).order_by("pk")
    return digest(chain(*places, *lines.values_list("pk", "wanted", "consolidated", "merged_into")))


def partner_names(demand_return):
    """The names of the units with whose lines those of the return are merged; one query."""
    return sorted(partners_in(demand_return.survey).get(demand_return.pk, {}).values())
