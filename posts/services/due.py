"""What time does to appointments: decided terms begin, ends and extensions take effect, terms lapse, ends are announced."""

from dataclasses import dataclass

from django.db import transaction

from office import audit
from office.clock import today
from office.intake.model_imports import write_back
from office.models import Counter
from posts.enums import APPOINTING_ACTS, AppointmentStatus, BatchAct, EndReason
from posts.models import Appointment, BatchRow, Seat
from posts.services.effects import fall_due
from posts.services.reminders import announce_ends
from rulebooks.selectors import RulesOn
from talent.models import Engineer

RELATED = (
    "batch",
    "revokes",
    "appointment__engineer",
    "appointment__seat__post__unit",
    "result__engineer",
    "result__seat__post__unit",
)
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
    rows = _take_up(on)
    return Done(
        begun=sum(row.act in APPOINTING_ACTS for row in rows),
        ended=sum(row.act == BatchAct.END for row in rows),
        extended=sum(row.act == BatchAct.EXTEND for row in rows),
        lapsed=len(_lapse(on)),
        reminded=announce_ends(on),
    )


def _one_at_a_time(on):
    """Two that start together run one after the other: the second finds nothing left, and sends no mail again."""
    Counter.objects.get_or_create(series=RUNS, year=on.year)
    Counter.objects.select_for_update().get(series=RUNS, year=on.year)


def _take_up(on):
    """Rows of batches that waited for a day that has come."""
    rows = BatchRow.objects.awaiting_their_day().filter(starts_on__lte=on)
    keys = list(rows.values_list("pk", "seat", "appointment__seat", "engineer"))
    if not keys:
        return []
    _lock(Seat, {seat for _pk, *seats, _person in keys for seat in seats if seat})
    _lock(Engineer, {person for *_rest, person in keys})
    waiting = BatchRow.objects.awaiting_their_day().filter(pk__in=[pk for pk, *_rest in keys])
    return fall_due(list(waiting.select_related(*RELATED).order_by("starts_on", "pk")), on=on)


def _lock(model, keys):
    list(model.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").values_list("pk"))


def _lapse(on):
    """Terms that are over end by themselves where the rules say so, unless something else is decided or prepared."""
    over = Appointment.objects.serving().filter(until__lte=on).select_related("seat__post__unit", "engineer")
    over = over.exclude(pk__in=BatchRow.objects.awaiting_their_day().values("appointment"))
    rules = RulesOn(on)
    lapsing = [held for held in over if (rule := rules.grade_rule(held.seat.post.unit, held.grade_id)) and rule.lapses]
    if not lapsing:
        return []
    _lock(Seat, {held.seat_id for held in lapsing})
    lapsing = [held for held in over.all() if held.pk in {found.pk for found in lapsing}]
    for held in lapsing:
        held.status, held.ended_on, held.end_reason = AppointmentStatus.ENDED, held.until, EndReason.EXPIRED
    write_back(lapsing, ["status", "ended_on", "end_reason", "updated_at"])
    audit.record_many(
        actor=None,
        verb="appointment.lapsed",
        rows=[(held, held.seat.post.unit, {"ended_on": [None, held.until]}) for held in lapsing],
    )
    return lapsing
