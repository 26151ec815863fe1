"""Posts without holders, one of them frozen, on both sides: what is set up, revised, frozen, opened again and abolished."""

from posts.enums import PostStatus
from posts.services import posts as services
from tests.doors.world import SINCE, words


def build(world):
    for side in world.sides():
        code = "TWIN" if side else "A"
        world[f"{side}vacant_post"] = _post(world, side, f"{code}-P90", "空缺岗位")
        world[f"{side}frozen_post"] = services.revise_post(
            _post(world, side, f"{code}-P91", "冻结岗位"),
            actor=None,
            starts_on=SINCE.replace(year=SINCE.year + 1),
            historic=True,
            reason=words(side, "冻结理由"),
            status=PostStatus.FROZEN,
        )


def _post(world, side, code, title):
    return services.create_post(
        actor=None,
        starts_on=SINCE,
        historic=True,
        code=code,
        title=words(side, title),
        unit=world[f"{side}plant"],
        discipline=world["discipline"],
        grade=world["grade"],
        authorised=1,
        duties=words(side, "岗位职责"),
    )
