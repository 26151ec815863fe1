"""The desk of a subsidiary: HR enters, whoever sees all its returns reads. And the list of all lines in sight."""

from planning.models import DemandLine
from planning.selectors.consolidation import (
    code_of_merging,
    code_of_separating,
    code_of_taking,
    goings_of,
    returns_of,
    state_of,
)
from tests.doors.notation import REST, done, door, lists
from tests.doors.personas import BUSINESS, HRS, OVERSEERS, TWINS

READ = {200: OVERSEERS, 404: REST}
ENTERED = {302: HRS, 403: OVERSEERS - HRS, 404: REST}
CONFIRMED = {200: HRS, 403: OVERSEERS - HRS, 404: REST}
DESK = ("desk_survey", "subsidiary")


def number(world):
    line = world["desk_line"]
    seen = state_of(DemandLine.objects.get(pk=line.pk))
    return {f"number-{line.pk}": "1", f"reason-{line.pk}": "甲统筹", f"seen-{line.pk}": seen}


def taken(world):
    line = world["desk_line"]
    return {"selected": [line.pk], "agreed": code_of_taking([DemandLine.objects.get(pk=line.pk)])}


def merged(world):
    keys = [world["desk_line"].pk, world["repeated_line"].pk]
    shown = code_of_merging(DemandLine.objects.filter(pk__in=keys))
    return {"selected": keys, "target": keys[0], "number": "3", "reason": "甲合并", "agreed": shown}


def separated(world):
    line = DemandLine.objects.select_related("merged_into").get(pk=world["merged_line"].pk)
    return {"number": "2", "reason": "甲拆分", "agreed": code_of_separating(line)}


def passed(world):
    answers = returns_of(world["ready_survey"], world["subsidiary"])
    return {"returns": [f"{key}:{going.code}" for key, going in goings_of(answers).items()]}


lists("planning:line_list", BUSINESS | TWINS)
door("planning:consolidation", of=DESK, get=READ)
door("planning:consolidation_save", of=DESK, post=ENTERED, data=number, act="demandline.consolidated")
door("planning:consolidation_take", of=DESK, post=ENTERED, data=taken, act="demandline.taken_as_wanted")
door("planning:consolidation_merge", of=DESK, post=ENTERED, data=merged, act="demandline.merged")
door(
    "planning:consolidation_separate",
    of=(*DESK, "merged_line"),
    get=CONFIRMED,
    post=done,
    data=separated,
    act="demandline.separated",
)
door(
    "planning:consolidation_pass_up",
    of=("ready_survey", "subsidiary"),
    get=CONFIRMED,
    post=done,
    data=passed,
    act="demandreturn.passed_up",
)
door("planning:consolidation_print", of=DESK, get=CONFIRMED, post=CONFIRMED, act="consolidation.printed")
