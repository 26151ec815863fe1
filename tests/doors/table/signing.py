"""A return through the unit's hands: handed in, checked, approved, sent back, on paper; and the story of a line."""

from planning.rules.signing import what_a_copy_does
from planning.selectors.returns import content_code
from tests.doors import planning
from tests.doors.notation import REST, done, door
from tests.doors.personas import BUSINESS, CHECKER, FILLER, GROUP_ADMIN, GROUP_HR, HEAD, HRS, STAFF
from tests.doors.table.office import scan
from tests.planning.going_back import shown

SEEN_BY = BUSINESS
READ = {200: SEEN_BY, 404: REST}


def only_for(allowed):
    return {200: allowed, 403: SEEN_BY - allowed, 404: REST}


def seen(name):
    return lambda world: {"seen": content_code(world[name])}


def going_back(name):
    return lambda world: {"reason": "甲请核对", "to": "unit", "seen": shown(world[name])}


def stamped(name):
    return lambda world: scan() | {"code": planning.code_of(world[name]), "does": what_a_copy_does(world[name])}


door(
    "planning:return_hand_in",
    of="return",
    get=only_for(HRS | FILLER),
    post=done,
    data=seen("return"),
    act="demandreturn.handed_in",
)
door(
    "planning:return_check",
    of="checking_return",
    get=only_for(CHECKER),
    post=done,
    data=seen("checking_return"),
    act="demandreturn.checked",
)
door(
    "planning:return_approve",
    of="approving_return",
    get=only_for(HEAD),
    post=done,
    data=seen("approving_return"),
    act="demandreturn.approved",
)
SENDERS = HRS | CHECKER | HEAD  # at one time or another
for name, senders in (
    ("checking_return", CHECKER | GROUP_ADMIN | GROUP_HR),
    ("approving_return", HEAD | GROUP_ADMIN | GROUP_HR),
    ("submitted_return", HRS),
    ("consolidated_return", GROUP_ADMIN | GROUP_HR),
):
    door(
        "planning:return_send_back",
        of=name,
        get={200: senders, 302: SENDERS - senders, 403: SEEN_BY - SENDERS, 404: REST},
        post={302: SENDERS, 403: SEEN_BY - SENDERS, 404: REST},
        data=going_back(name),
        act="demandreturn.sent_back",
        doers=senders,
    )
door("planning:return_print", of="return", get=only_for(HRS | STAFF), post=only_for(HRS | STAFF), act="paper.printed")
door(
    "planning:return_paper",
    of="return",
    get=only_for(HRS),
    post=done,
    data=stamped("return"),
    act="demandreturn.approved_on_paper",
)
door(
    "planning:return_paper",
    of="submitted_return",
    get=only_for(HRS),
    post=done,
    data=stamped("submitted_return"),
    act="demandreturn.copy_filed",
)
door("planning:return_scan", of="consolidated_return", get=READ)
door("planning:line_detail", of="line", get=READ)
door("planning:line_detail", of="consolidated_line", get=READ)
