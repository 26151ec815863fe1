"""Named tables: one's own, and those of a unit, which its human resources keep."""

from tests.doors.notation import REST, done, door, lists
from tests.doors.personas import ADMIN, HR, LEADER, STAFF

KEEPERS = ADMIN | HR
CHANGED = {
    "name": "甲新表",
    "audience": "",
    "paper": "a4",
    "place_name": "2",
    "place_unit": "1",
    "place_born_on": "",
    "heading_unit": "甲单位",
}

lists("office:table_list", REST)
door(
    "office:table_create",
    post={302: REST},
    data={"list": "talent.EngineerList", "columns": ["unit", "name"], "name": "甲表"},
    writes="office_namedtable",
)
for name, data in (("table_update", CHANGED), ("table_delete", {})):
    door(
        f"office:{name}",
        of="own_table",
        get={200: HR, 404: REST},
        post=done,
        data=data,
        writes="office_namedtable",
    )
    door(
        f"office:{name}",
        of="shared_table",
        get={200: KEEPERS, 403: LEADER | STAFF, 404: REST},
        post=done,
        data=data,
        act="namedtable.withdrawn" if data else "namedtable.deleted",
    )
