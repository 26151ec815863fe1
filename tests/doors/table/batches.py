"""Batches of appointments. All their grades are appointed by the group, so its administrator decides."""

import datetime

from office.clock import today
from posts.checks.ground import rows_of
from posts.services import row_facts
from tests.doors.notation import REST, done, door, lists
from tests.doors.personas import GROUP_ADMIN, HRS, OVERSEERS, TWINS

KEPT = {200: HRS, 403: OVERSEERS - HRS, 404: REST}
DECIDED = {200: GROUP_ADMIN, 403: OVERSEERS - GROUP_ADMIN, 404: REST}
PROPOSED = {200: HRS - GROUP_ADMIN, 403: (OVERSEERS - HRS) | GROUP_ADMIN, 404: REST}
YEARS = datetime.timedelta(days=900)
NEW = {"title": "甲新批次", "unit": "A-S", "effective_on": today().isoformat()}
TERM = {"starts_on": today().isoformat(), "last_day": (today() + YEARS).isoformat()}
REASON = {"reason": "甲理由"}


def collected(world):
    return NEW | TERM | {"selected": world["appointment"].pk, "act": "renew"}


def filled(world):
    return NEW | appointed(world)


def appointed(world):
    person, post = world["engineer"], world["post"]
    return TERM | {"engineer": person.employee_number, "post": post.code, "number": "2", "mode": "competition"}


def present(world):
    return {"holder": world["holder"].employee_number, "act": "end", "end_reason": "resigned"}


def revised(world):
    world["batch"].refresh_from_db()
    return {"title": "甲改名", "effective_on": today().isoformat(), "seen": world["batch"].updated_at.isoformat()}


def row_revised(world):
    world["batch_row"].refresh_from_db()
    return {"last_day": "2099-12-31", "seen": row_facts.state_of(world["batch_row"])} | REASON


def confirmed(of):
    return lambda world: {"seen": row_facts.state_of_all(world[of], rows_of(world[of]))}


def cited(of):
    return lambda world: {"historic": "on", "seen": row_facts.state_of_citation(world[of])}


def chosen(**further):
    return lambda world: {"selected": world["batch_row"].pk} | further


lists("posts:batch_list", OVERSEERS | TWINS)
door("posts:holder_pick", get={200: REST}, json=True)
door("posts:leaver_pick", get={200: REST}, json=True)
door(
    "posts:batch_create",
    get={200: HRS | TWINS, 403: REST},
    post={302: HRS, 200: TWINS, 403: REST},
    data=NEW,
    act="batch.created",
)
door("posts:batch_collect", post={302: HRS, 404: TWINS, 403: REST}, data=collected, act="batch.rows_added")
door(
    "posts:seat_fill",
    get={200: HRS | TWINS, 403: REST},
    post={302: HRS, 200: TWINS, 403: REST},
    data=filled,
    act="batch.rows_added",
)
door("posts:batch_detail", of="batch", get={200: OVERSEERS, 404: REST})
door("posts:batch_update", of="batch", get=KEPT, post=done, data=revised, act="batch.revised")
door("posts:batch_decision", of="batch", get=KEPT, post=done, data=cited("batch"), act="batch.decision_cited")
door(
    "posts:batch_decision",
    of="proposed_batch",
    get=DECIDED,
    post=done,
    data=cited("proposed_batch"),
    act="batch.decision_cited",
)
door("posts:batch_propose", of="batch", get=PROPOSED, post=done, act="batch.proposed")
door("posts:batch_return", of="proposed_batch", get=DECIDED, post=done, data=REASON, act="batch.returned")
door("posts:batch_withdraw", of="batch", get=KEPT, post=done, data=REASON, act="batch.withdrawn")
for of in ("batch", "proposed_batch"):
    door("posts:batch_carry_out", of=of, get=DECIDED, post=done, data=confirmed(of), act="batch.carried_out")
door("posts:batch_take_on_file", of="done_batch", get=DECIDED, post=done, act="batch.taken_on_file")
door(
    "posts:batch_correct",
    of="done_batch",
    get=KEPT,
    post=done,
    data=lambda world: {"title": "甲更正", "rows": world["done_batch_row"].pk} | REASON,
    act="batch.rows_added",
)
door("posts:row_appoint", of="batch", get=KEPT, post=done, data=appointed, act="batch.rows_added")
door("posts:row_present", of="batch", get=KEPT, post=done, data=present, act="batch.rows_added")
door("posts:row_update", of=("batch", "batch_row"), get=KEPT, post=done, data=row_revised, act="batch.row_revised")
door(
    "posts:rows_update",
    of="batch",
    post={302: HRS, 403: OVERSEERS - HRS, 404: REST},
    data=chosen(last_day="2099-12-31"),
    act="batch.row_revised",
)
door(
    "posts:rows_remove",
    of="batch",
    post={302: HRS, 403: OVERSEERS - HRS, 404: REST},
    data=chosen(confirmed="yes"),
    act="batch.rows_removed",
)
