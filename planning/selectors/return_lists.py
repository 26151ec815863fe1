"""Returns as their lists show them."""

from django.db.models import Case, OuterRef, Subquery, Sum, Value, When

from office.clock import today
from planning.enums import UNANSWERED
from planning.models import DemandLine


def with_standing(returns):
    """Annotates `last_day` and `overdue`."""
    overdue = Case(When(status__in=UNANSWERED, last_day__lt=today(), then=Value(True)), default=Value(False))
    return returns.with_due_on().annotate(overdue=overdue)


def with_seats(returns):
    """Annotates `authorised` and `wanted`: sums over the lines, `wanted` None until one is answered."""
    lines = DemandLine.objects.filter(demand_return=OuterRef("pk")).order_by().values("demand_return")
    return returns.annotate(**{name: Subquery(lines.values(total=Sum(name))) for name in ("authorised", "wanted")})
