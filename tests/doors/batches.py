"""Batches of both sides in each status: an extension for the first holder, decided by the group."""

import datetime

from django.utils import timezone

from office.clock import today
from posts.enums import BatchAct, BatchStatus
from posts.services import row_facts
from tests.doors.world import UNTIL, words
from tests.factories import batches as make
from tests.factories import evaluations

LONGER = UNTIL + datetime.timedelta(days=90)


def build(world):
    for side in world.sides():
        for name, status in (("batch", "draft"), ("proposed_batch", "proposed")):
            world[f"{side}{name}"] = _batch(world, side, name, status)
        world[f"{side}done_batch"] = _done(world, side)


def _batch(world, side, name, status):
    made = make.batch(
        world[f"{side}subsidiary"],
        title=words(side, f"批次{status}"),
        explanation=words(side, "说明"),
        effective_on=today(),
        status=status,
        decision=evaluations.decision(world["group"]),
    )
    world[f"{side}{name}_row"] = _row(world, side, made)
    return made


def _row(world, side, batch):
    held = world[f"{side}appointment"]
    facts = row_facts.on_present(
        BatchAct.EXTEND, held, until=LONGER, reason=words(side, "项目未完"), effective_on=batch.effective_on
    )
    return batch.rows.create(position=1, **facts)


def _done(world, side):
    made = _batch(world, side, "done_batch", BatchStatus.DRAFT)
    row = world[f"{side}done_batch_row"]
    row.starts_on, row.previous_until, row.carried_out_on = today(), row.appointment.until, today()
    row.save()
    made.status, made.done_at, made.to_be_filed = BatchStatus.DONE, timezone.now(), True
    made.save()
    return made
