"""Who sees what: every noun of a unit is in sight of those who hold a duty on that unit's subtree.

A subtree is a range of the indexed ``path``: "/1/5/" covers every path p with "/1/5/" <= p < "/1/50",
which both SQLite and PostgreSQL answer from the index.
"""

from django.db import models
from django.db.models import Q


def subtree(path, field="path"):
    """The condition that `field` lies in the subtree of `path` (its own node included)."""
    return Q(**{f"{field}__gte": path, f"{field}__lt": f"{path[:-1]}0"})


def any_subtree(paths, field="path"):
    """The condition that `field` lies in one of the subtrees; no path means nothing is in sight."""
    condition = Q(pk__in=())
    for path in topmost(paths):
        condition = subtree(path, field) if condition == Q(pk__in=()) else condition | subtree(path, field)
    return condition


def topmost(paths):
    """The paths without those that another of them already covers, sorted."""
    kept = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


class UnitScopedQuerySet(models.QuerySet):
    """For nouns that belong to a unit: set `unit_path` to the lookup of that unit's path."""

    unit_path = "unit__path"
    seen_by = frozenset()  # roles that see the noun in their subtree

    def visible_to(self, user):
        return self.filter(any_subtree(user.paths_as(self.seen_by), self.unit_path))

    def in_unit(self, unit):
        """Rows of the unit and everything below it."""
        return self.filter(subtree(unit.path, self.unit_path))
