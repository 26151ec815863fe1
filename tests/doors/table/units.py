"""Units that are merged or dissolved."""

from tests.doors.notation import REST, done, door
from tests.doors.personas import ADMINS, BUSINESS, GROUP_ADMIN, OVERSEERS, RIGHTS

door(
    "office:unit_merge",
    of="plant",
    get={200: GROUP_ADMIN, 403: (BUSINESS - GROUP_ADMIN) | RIGHTS, 404: REST},
    post=done,
    data={"successor": "A-Y", "on": "2026-01-01", "reason": "甲合并"},
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
