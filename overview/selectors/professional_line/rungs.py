"""Where a seat stands on the professional line: at a grade of the ladder, and at the level of group, subsidiary or plant."""

from office.enums import UnitKind
from office.models import Unit
from overview.selectors.coverage.levels import parents_on, topmost_units

LEVELS = (UnitKind.GROUP, UnitKind.SUBSIDIARY, UnitKind.PLANT)


class Levels:
    """The level of any unit as it stood on a day: workshops count to their plant, departments to whom they belong to.

    `shown` are those from the highest of which the reader sees a whole unit down: of what stands above nothing is said.
    """

    def __init__(self, user, at, on):
        self._kinds = dict(Unit.objects.filter(kind__in=LEVELS).values_list("pk", "kind"))
        self._parents, self._found = parents_on(on), {}
        tops = [at] if at else topmost_units(user)
        self.shown = LEVELS[min((LEVELS.index(self.of(top.pk, top.path)) for top in tops), default=0) :]

    def of(self, unit, path):
        """Of a unit with this key and today's path."""
        if unit not in self._found:
            above = {self._kinds.get(key) for key in self._above(unit, path)}
            self._found[unit] = next((level for level in reversed(LEVELS) if level in above), UnitKind.GROUP)
        return self._found[unit]

    def _above(self, unit, path):
        if not self._parents:
            return map(int, path.strip("/").split("/"))
        keys = []
        while unit is not None and unit not in keys:
            keys.append(unit)
            unit = self._parents.get(unit)
        return keys
