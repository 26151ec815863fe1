"""What time does to appointments: decided terms begin, ends and extensions take effect, terms lapse, ends are announced."""

import logging
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from office.clock import today
from office.errors import DomainError
from office.locks import lock_rows
from office.models import Counter
from posts.enums import APPOINTING_ACTS, BatchAct, PostStatus
from posts.models import Appointment, BatchRow, Seat
from posts.services.effects import fall_due, lapse
from posts.services.reminders import announce_ends
from rulebooks.selectors import RulesOn
from talent.enums import GONE_STATUSES
from talent.models import Engineer

logger = logging.getLogger(__name__)
RELATED = (
    "batch",
    "engineer",
    "revokes",
    "appointment__engineer",
    "appointment__seat__post__unit",
    "result__engineer",
    "result__seat__post__unit",
)
REFUSALS = (DomainError, IntegrityError)
RUNS = "due.run"  # a row that runs lock, not a series of numbers


@dataclass(frozen=True)
class Done:
    """How many of each there were."""

    begun: int
    ended: int
    extended: int
    lapsed: int
    reminded: int


@transaction.atomic
def run():
    """Do all that is due today. Again on the same day, it does nothing; days that were missed are made up for."""
    on = today()
    _one_at_a_time(on)
    waiting = BatchRow.objects.awaiting_their_day().filter(starts_on__lte=on)
    over = Appointment.objects.serving().filter(until__lte=on)
    _lock(waiting, over)
    rows = _take_up(waiting, on)
    decided = BatchRow.objects.awaiting_their_day().filter(appointment__isnull=False)
    lapsing = _lapsing(over.exclude(pk__in=decided.values("appointment")), on)
    lapse(lapsing, on=on)
    return Done(
        begun=sum(row.act in APPOINTING_ACTS for row in rows),
        ended=sum(row.act == BatchAct.END for row in rows),
        extended=sum(row.act == BatchAct.EXTEND for row in rows),
        lapsed=len(lapsing),
        reminded=announce_ends(on),
    )


def _one_at_a_time(on):
    """Two that start together run one after the other: the second finds nothing left, and sends no mail again.

    This row is locked before all others, and by nobody else.
    """
    Counter.objects.get_or_create(series=RUNS, year=on.year)
    Counter.objects.select_for_update().get(series=RUNS, year=on.year)


def _lock(waiting, over):
    """Seats, then people, of both steps at once: in the order of the house."""
    rows = list(waiting.values_list("engineer", "seat", "appointment__seat"))
    rows += over.values_list("engineer", "seat", "seat")
    for model, keys in (
        (Seat, {key for _person, *seats in rows for key in seats if key}),
        (Engineer, {person for person, *_seats in rows}),
    ):
        lock_rows(model, keys)


def _take_up(waiting, on):
    """Rows of batches that waited for a day that has come. A day is done as a whole, for seats change hands across batches;
    where that fails, batch by batch: what cannot be done holds up nobody else."""
    done = []
    for day in list(waiting.order_by("starts_on").values_list("starts_on", flat=True).distinct()):
        of_day = waiting.filter(starts_on=day)
        try:
            done += _do(of_day, on)
        except REFUSALS:
            done += _batch_by_batch(of_day, on)
    return done


def _batch_by_batch(waiting, on):
    """In the order in which they were carried out, and once more while that helps: one may need the seat that another frees."""
    done, refused = [], list(waiting.order_by("batch__done_at").values_list("batch", flat=True).distinct())
    while refused:
        before, refused = refused, []
        for batch in before:
            try:
                done += _do(waiting.filter(batch=batch), on)
            except REFUSALS as refusal:
                refused.append(batch)
                told = refusal
        if refused == before:
            logger.error("Rows of the batches %s could not take effect", refused, exc_info=told)
            break
    return done


def _do(waiting, on):
    rows = waiting.select_related(*RELATED).order_by("batch__done_at", "pk")
    with transaction.atomic():
        return fall_due([row for row in rows if _may_begin(row)], on=on)


def _may_begin(row):
    """Who left meanwhile, or is to sit on a post that is no longer open, stays on the board for a person to settle."""
    if row.act not in APPOINTING_ACTS:
        return True
    return row.engineer.status not in GONE_STATUSES and row.result.seat.post.status == PostStatus.ACTIVE


def _lapsing(over, on):
    """Of the terms that are over those that end by themselves where the rules say so."""
    rules = RulesOn(on)
    return [
        held
        for held in over.select_related("seat__post__unit", "engineer").order_by("pk")
        if (rule := rules.grade_rule(held.seat.post.unit, held.grade_id)) and rule.lapses
    ]
