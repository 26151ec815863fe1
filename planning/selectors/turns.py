"""Whose turn it is to go on with a return."""

from collections import defaultdict

from django.utils.functional import cached_property

from office.clock import today
from office.models import Duty
from office.scope import parent_path
from planning.enums import ReturnStatus
from planning.selectors.surveys import SIGNING_ROLES

TURN = dict(zip((ReturnStatus.DRAFT, ReturnStatus.CHECKING, ReturnStatus.APPROVING), SIGNING_ROLES, strict=True))


class Turns:
    """Those with the duty at the unit itself, or where nobody has it at the next unit above: one query for all returns."""

    @cached_property
    def _people(self):
        """{(path, role): [name]}"""
        found = defaultdict(list)
        duties = Duty.objects.active_on(today()).filter(role__in=SIGNING_ROLES, user__is_active=True)
        for path, role, name in duties.order_by("user__name", "pk").values_list("unit__path", "role", "user__name"):
            found[path, role].append(name)
        return found

    def people(self, path, status):
        """The names for a return in a status of TURN, of the unit of the path."""
        role = TURN[status]
        while path and (path, role) not in self._people:
            path = parent_path(path)
        return self._people.get((path, role), [])
