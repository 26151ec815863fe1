"""A small group for tests: units placed in the tree, and people who hold duties on them."""

import datetime
from itertools import count

from office.enums import Role, UnitKind
from office.models import Duty, Unit, User

_numbers = count(1)
LONG_AGO = datetime.date(2020, 1, 1)


def unit(parent=None, *, name="", kind=None, code="", **fields):
    number = next(_numbers)
    kind = kind or (UnitKind.PLANT if parent else UnitKind.GROUP)
    made = Unit.objects.create(
        code=code or f"u{number}", name=name or f"单位{number}", kind=kind, parent=parent, path="-", **fields
    )
    made.path = f"{parent.path if parent else '/'}{made.pk}/"
    made.save(update_fields=["path"])
    return made


def user(role=None, on=None, *, name="", **fields):
    """An account; with a role, its holder on the unit `on`."""
    number = next(_numbers)
    made = User.objects.create(username=fields.pop("username", f"user{number}"), name=name or f"人员{number}", **fields)
    if role:
        duty(made, role, on)
    return made


def duty(holder, role, on, *, starts_on=LONG_AGO, until=None):
    return Duty.objects.create(user=holder, role=Role(role), unit=on, starts_on=starts_on, until=until)


def hr(on, **fields):
    return user(Role.HR, on, **fields)
