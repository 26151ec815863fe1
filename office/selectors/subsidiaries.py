"""Which subsidiary a unit stands below: two plants of two subsidiaries may bear one name."""

from django.utils.functional import cached_property

from office.clock import today
from office.enums import UnitKind
from office.models import Unit
from office.scope import parent_path


class Subsidiaries:
    """Those that are open today, for the pages that tell them of many units: one query, when they are first asked for."""

    @cached_property
    def _names(self):
        found = Unit.objects.open_on(today()).filter(kind=UnitKind.SUBSIDIARY)
        return dict(found.order_by().values_list("path", "name"))

    def above(self, path):
        """The name of the nearest one above the unit of the path, "" if there is none."""
        return self._at(parent_path(path))

    def _at(self, path):
        while path and path not in self._names:
            path = parent_path(path)
        return self._names.get(path, "")

    def place(self, name, path):
        """The name of the unit of the path, behind that of its subsidiary."""
        return " · ".join(filter(None, (self.above(path), name)))

    def differ_within(self, paths):
        """Whether units in these subtrees may stand below different ones."""
        inside = {name for own, name in self._names.items() if any(own.startswith(path) for path in paths)}
        return len(inside | {self._at(path) for path in paths}) > 1
