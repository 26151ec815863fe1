"""Which subsidiary consolidates what: the nearest open one above the unit, within the units that are asked."""

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from office.clock import today
from office.enums import UnitKind
from office.models import Unit
from office.scope import strictly_below, subtree
from planning.enums import ReturnStatus
from planning.models import DemandReturn


def subsidiaries_within(survey):
    """Those that may have units to consolidate; whoever runs the survey decides instead.

    A closed one is passed over: its units stand below its successor and go that one's way.
    """
    return _open_subsidiaries(survey.unit)


def consolidated_at(subsidiary):
    """The condition on returns that it consolidates them, what `consolidator_of` says of one; one query."""
    return Q(units_consolidated_at(subsidiary), survey__unit__in=subsidiary.ancestor_ids)


def units_consolidated_at(subsidiary):
    """The same of the returns of surveys of a unit above it.

    Of the units below it, those below an open subsidiary within it left to that one.
    """
    nearer = [strictly_below(unit.path, "unit__path") for unit in _open_subsidiaries(subsidiary)]
    below = strictly_below(subsidiary.path, "unit__path")
    return below & ~reduce(or_, nearer) if nearer else below


def consolidator_of(demand_return):
    """The subsidiary that consolidates a return, None if it goes straight to who decides; one query."""
    above = (
        subsidiaries_within(demand_return.survey)
        .filter(pk__in=demand_return.unit.ancestor_ids)
        .exclude(pk=demand_return.unit_id)
    )
    return max(above, key=lambda unit: unit.depth, default=None)


def on_no_desk(survey, subsidiaries=None):
    """The returns to be consolidated that no subsidiary consolidates: theirs was closed, or the unit moved away.

    `subsidiaries` are those within the survey, if they are known already; else one query.
    """
    known = subsidiaries_within(survey) if subsidiaries is None else subsidiaries
    desks = (strictly_below(unit.path, "unit__path") for unit in known)
    return survey.returns.filter(~reduce(or_, desks, Q(pk__in=())), status=ReturnStatus.SUBMITTED)


def any_consolidated(returns):
    """Whether a subsidiary consolidates one of these returns of a survey; one query."""
    above = {key for demand_return in returns for key in demand_return.unit.ancestor_ids[:-1]}
    return subsidiaries_within(returns[0].survey).filter(pk__in=above).exists()


def consolidators(survey):
    """The subsidiaries with a return of the survey below them, in the order of their codes; one query."""
    below = DemandReturn.objects.filter(survey=survey, unit__path__startswith=OuterRef("path"))
    found = subsidiaries_within(survey).filter(Exists(below.exclude(unit=OuterRef("pk"))))
    return list(found.order_by("code"))


def consolidates(unit):
    """Whether it is a subsidiary to which returns of its units may go; a closed one is passed over."""
    return unit.kind == UnitKind.SUBSIDIARY and not unit.is_closed_on(today())


def _open_subsidiaries(unit):
    """Those below the unit that consolidate, without itself."""
    below = Unit.objects.open_on(today()).filter(subtree(unit.path), kind=UnitKind.SUBSIDIARY)
    return below.exclude(pk=unit.pk)
