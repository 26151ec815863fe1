"""What the demand decisions granted, so that a review may do as much."""

from collections import Counter

from django.db.models import Sum

from planning.selectors.decided import PLACE, decided_lines


def granted(groups, plants):
    """Counter of the seats that stand as they were decided by (plant, discipline, grade); a query, none without groups.

    Seats beyond a quota are decided with a reason, or not at all.
    """
    found = Counter()
    if groups:
        _plants, disciplines, grades = map(set, zip(*groups, strict=True))
        lines = decided_lines().filter(discipline__in=disciplines, grade__in=grades).order_by()
        rows = lines.values_list("demand_return__unit__path", *PLACE).annotate(Sum("decided"))
        for path, unit, discipline, grade, seats in rows:
            found[plants.above(path, unit), discipline, grade] += seats
    return found
