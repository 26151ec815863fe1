"""Units that are merged or dissolved."""

import datetime

from office.models import Unit
from office.selectors.mergers import foresee_merger
from office.views.acting import agreement
from tests.doors.notation import REST, done, door
from tests.doors.personas import ADMINS, BUSINESS, GROUP_ADMIN, OVERSEERS, RIGHTS, only


def merged(world):
    """The payload of whoever has read what comes of it."""
    chosen = {"successor": Unit.objects.get(code="A-Y"), "on": datetime.date(2026, 1, 1)}
    foreseen = foresee_merger(world.people[only(GROUP_ADMIN)], world["plant"], **chosen)
    return {"successor": "A-Y", "on": "2026-01-01", "reason": "甲合并", "agreed": agreement(foreseen.shown)}


door(
    "office:unit_merge",
    of="plant",
    get={200: GROUP_ADMIN, 403: (BUSINESS - GROUP_ADMIN) | RIGHTS, 404: REST},
    post=done,
    data=merged,
    act="unit.merged",
)
door(
    "office:unit_close",
    of="yard",
    get={200: ADMINS, 403: (OVERSEERS - ADMINS) | RIGHTS, 404: REST},
    post=done,
    data={"on": "2026-01-01", "reason": "甲撤销"},
    act="unit.closed",
)
door(
    "office:unit_close",
    of="subsidiary",
    get={200: GROUP_ADMIN, 403: (OVERSEERS - GROUP_ADMIN) | RIGHTS, 404: REST},
)
