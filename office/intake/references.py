"""References that many imports need."""

from django.utils.translation import gettext_lazy as _

from office.intake.cells import Reference
from office.models import Unit


class UnitReference(Reference):
    """A unit by its code. With a `user`, units outside the subtrees on which he or she holds one of the roles are refused."""

    def __init__(self, user=None, roles=frozenset()):
        super().__init__(
            self._codes,
            unknown=_("no unit has this code"),
            outside=self._outside,
            outside_reason=_("this unit lies outside your scope"),
        )
        self.user, self.roles = user, roles

    def _codes(self):
        self.paths = dict(Unit.objects.values_list("pk", "path"))
        return dict(Unit.objects.values_list("code", "pk"))

    def _outside(self):
        if self.user is None:
            return frozenset()
        reach = tuple(self.user.paths_as(self.roles))
        return (
            frozenset(pk for pk, path in self.paths.items() if not path.startswith(reach))
            if reach
            else self.paths.keys()
        )
