"""With whom a named table may be shared."""

from django.utils.translation import gettext as _

from office.enums import HR_ROLES


def sharing_units(user):
    """The units whose people this person serves as human resources, the highest first; no query."""
    units = {duty.unit_id: duty.unit for duty in user.current_duties if duty.role in HR_ROLES}
    return sorted(units.values(), key=lambda unit: unit.path)


def audiences(user):
    """[(value, label)] of those for whom a table can be kept: oneself, or everyone of a unit."""
    shared = [(str(unit.pk), _("Everyone of %(unit)s") % {"unit": unit}) for unit in sharing_units(user)]
    return [("", _("Only me")), *shared]
