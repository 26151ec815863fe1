"""The page on which a return is filled in: its cells, the lines that are added, and the people who are put up."""

from planning.selectors.filing import line_code
from tests.doors.notation import REST, done, door
from tests.doors.personas import BUSINESS, FILLER, HRS
from tests.factories import rulebooks

FILLERS = HRS | FILLER
ONLY_FILLERS = {200: FILLERS, 403: BUSINESS - FILLERS, 404: REST}
ACTED = {302: FILLERS, 403: BUSINESS - FILLERS, 404: REST}


def form(world):
    """One cell of the form without a script."""
    name = f"line:{world['line'].pk}:wanted"
    return {f"v:{name}": "3", f"b:{name}": "2"}


def batch(world):
    """The same cell as the page's script sends it."""
    name = f"line:{world['line'].pk}:wanted"
    return {"epochs": {}, "edits": [{"sheet": world["return"].pk, "criterion": name, "value": "3", "base": "2"}]}


door(
    "planning:return_detail",
    of="return",
    get={200: BUSINESS, 404: REST},
    post=ACTED,
    data=form,
    writes="planning_demandline",
)
door("planning:return_detail", of="submitted_return", get={200: BUSINESS, 404: REST})
door(
    "planning:return_cells",
    post={200: REST},  # an answer per cell; only those who may fill in have saved one
    body=batch,
    doers=FILLERS,
    writes="planning_demandline",
    json=True,
)
door("planning:return_token", get={200: REST}, json=True)
door(
    "planning:return_line_add",
    of="return",
    get=ONLY_FILLERS,
    post=done,
    data=lambda world: {"grade": rulebooks.grade("expert-2").pk, "discipline": "TIE"},
    writes="planning_demandline",
)
door(
    "planning:return_line_remove",
    of=("return", "added_line"),
    get=ONLY_FILLERS,
    post=done,
    data=lambda world: {"seen": line_code(world["added_line"])},
    writes="planning_demandline",
)
door("planning:return_people", of=("return", "line"), get={200: BUSINESS, 404: REST})
door(
    "planning:return_candidates",
    of=("return", "line"),
    post=ACTED,
    data=lambda world: {"engineer": world["holder"].employee_number},
    writes="planning_demandcandidate",
)
door("planning:candidate_pick", get={200: REST}, json=True)
