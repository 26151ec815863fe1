"""On the desks of both sides: a wish of two units, another one that was merged, and a return that is ready to go up."""

from planning.enums import ReturnStatus
from tests.doors.world import words
from tests.factories import planning as make
from tests.factories import rulebooks


def build(world):
    survey = world["desk_survey"] = make.survey(world["group"], title="集团需求普查汇总")
    ready = world["ready_survey"] = make.survey(world["group"], title="集团需求普查上报")
    other = rulebooks.grade("expert-1")
    for side in world.sides():
        plant, yard = (
            make.answer(world[f"{side}{name}"], survey, ReturnStatus.SUBMITTED) for name in ("plant", "yard")
        )
        world[f"{side}desk_line"] = _line(world, side, plant)
        world[f"{side}repeated_line"] = _line(world, side, yard)
        into = _line(world, side, plant, grade=other, consolidated=3, consolidated_reason=words(side, "合并"))
        world[f"{side}merged_line"] = _line(
            world, side, yard, grade=other, consolidated=1, consolidated_reason=words(side, "并入"), merged_into=into
        )
        passing = make.answer(world[f"{side}plant"], ready, ReturnStatus.SUBMITTED)
        _line(world, side, passing, consolidated=2)


def _line(world, side, answer, **fields):
    given = {"grade": world["grade"], "discipline": world["discipline"], "problem": words(side, "生产难题")}
    return make.line(answer, **given | fields)
