"""Named tables of both sides: one of somebody's own, one that the subsidiary shares."""

from office.models import NamedTable
from tests.doors import personas as p
from tests.doors.world import words


def build(world):
    for side in world.sides():
        looks = {
            "list_code": "talent.EngineerList",
            "title": words(side, "花名册"),
            "columns": ["name", "unit", "born_on"],
            "headings": {"name": words(side, "人")},
            "footer": words(side, "制表"),
        }
        owner = world.people[p.only(p.TWIN_HR if side else p.HR)]
        world[f"{side}own_table"] = NamedTable.objects.create(owner=owner, name=words(side, "常用表"), **looks)
        world[f"{side}shared_table"] = NamedTable.objects.create(
            unit=world[f"{side}subsidiary"], name=words(side, "共用表"), **looks
        )
