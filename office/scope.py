"""Who sees what: every noun of a unit is in sight of those who hold a duty on that unit's subtree.

A subtree is a range of the indexed ``path``: "/1/5/" covers every path p with "/1/5/" <= p < "/1/50",
which both SQLite and PostgreSQL answer from the index.
"""

from collections import Counter
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q


def subtree(path, field="path"):
    """The condition that `field` lies in the subtree of `path` (its own node included)."""
    return Q(**{f"{field}__gte": path, f"{field}__lt": f"{path[:-1]}0"})


def strictly_below(path, field="path"):
    """The same without its own node: a digit follows its path."""
    return Q(**{f"{field}__range": (f"{path}0", f"{path}:")})


def any_subtree(paths, field="path"):
    """The condition that `field` lies in one of the subtrees; no path means nothing is in sight.

    Below the root the units come as a set of keys: a range of a joined path would let SQLite read the whole noun to find
    the few rows of a plant (110 ms among 100,000 people for 0.1). A root covers nearly every row, so there a list is best
    read in its order until a page is full: written so that no index of units answers it, from which SQLite would start and
    sort everything (110 ms for 0.2).
    """
    paths = topmost(paths)
    if not paths:
        return Q(pk__in=())
    unit, _separator, _name = field.rpartition("__")
    if not unit:
        return reduce(or_, (subtree(path, field) for path in paths))
    if any(is_root(path) for path in paths):
        return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in paths))
    from office.models import Unit  # the models' own scopes are made of this module

    return Q(**{f"{unit}__in": Unit.objects.filter(any_subtree(paths))})


def is_root(path):
    return path.count("/") == 2


def parent_path(path):
    """Of "/1/5/" it is "/1/", of "/1/" it is empty."""
    above = path.rstrip("/").rpartition("/")[0]
    return f"{above}/" if above else ""


def topmost(paths):
    """The paths without those that another of them already covers, sorted."""
    kept = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def url_in_sight(user, target):
    """Where the object's page is, "" if there is none or the user does not see it: who sees a row need not see what it names."""
    if target is None or not type(target).objects.visible_to(user).filter(pk=target.pk).exists():
        return ""
    return target.get_absolute_url()


class UnitScopedQuerySet(models.QuerySet):
    """For nouns that belong to a unit: set `unit_path` to the lookup of that unit's path."""

    unit_path = "unit__path"
    seen_by = frozenset()  # roles that see the noun in their subtree

    def visible_to(self, user):
        return self.filter(self.scope_of(user))

    def scope_of(self, user):
        """The condition behind `visible_to`, for nouns that add to it: one filter costs half of two combined."""
        return any_subtree(user.paths_as(self.seen_by), self.unit_path)

    def in_unit(self, unit):
        """Rows of the unit and everything below it."""
        return self.filter(subtree(unit.path, self.unit_path))

    def counts_in(self, units, *keys):
        """{unit.pk: Counter} of the rows of each unit and everything below it, by the values of the keys; one query."""
        within = self.filter(any_subtree((unit.path for unit in units), self.unit_path)).order_by()
        rows = list(within.values_list(self.unit_path, *keys).annotate(models.Count("pk")))
        found = {unit.pk: Counter() for unit in units}
        for path, *values, count in rows:
            for unit in units:
                if path.startswith(unit.path):
                    found[unit.pk][values[0] if len(values) == 1 else tuple(values)] += count
        return found
