"""Sending a return back as it is now, or as it was `seen`."""

from planning.models import DemandReturn
from planning.selectors.merged import code_of_going_back, merged_returns
from planning.services import returns


def shown(demand_return):
    """The code that the page carries now."""
    found = DemandReturn.objects.select_related("survey", "unit").get(pk=demand_return.pk)
    return code_of_going_back(merged_returns(found))


def to_unit(demand_return, *, actor, reason="请核对", seen=None):
    return returns.send_back(demand_return, actor=actor, reason=reason, seen=seen or shown(demand_return))


def to_subsidiary(demand_return, *, actor, reason="请压减", seen=None):
    return returns.send_back_to_subsidiary(demand_return, actor=actor, reason=reason, seen=seen or shown(demand_return))
