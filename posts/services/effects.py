"""What the rows of a decided batch do to appointments, in bulk; besides imports the only writers of status and term."""

from django.utils.translation import gettext as _

from office import audit
from office.bulk import update_rows, write_back
from office.errors import DomainError
from posts.checks.timeline import ORDER
from posts.enums import (
    APPOINTING_ACTS,
    APPOINTMENT_TRANSITIONS,
    AppointmentMode,
    AppointmentStatus,
    BatchAct,
    EndReason,
)
from posts.models import Appointment, BatchRow

VERBS = {
    BatchAct.APPOINT: "appointment.begun",
    BatchAct.RENEW: "appointment.renewed",
    BatchAct.LOWER: "appointment.lowered",
    BatchAct.EXTEND: "appointment.extended",
    BatchAct.END: "appointment.ended",
    BatchAct.REVOKE: "appointment.revoked",
}
DECIDED = "appointment.decided"  # of one that begins on a day to come
ENDS_PREVIOUS = {BatchAct.RENEW: EndReason.EXPIRED, BatchAct.LOWER: EndReason.LOWERED}
LEAVING_FIRST = (AppointmentStatus.ENDED, AppointmentStatus.SERVING, AppointmentStatus.PENDING)


def take_effect(rows, batch, *, on, actor):
    """Do what the rows of one batch say as of the day `on`; the caller holds the locks and has checked them.

    New appointments are made at once and are pending until they begin. What else lies ahead waits for its day: then
    `carried_out_on` stays empty.
    """
    for row in rows:
        if row.act == BatchAct.EXTEND:
            row.starts_on = batch.effective_on
    appointing = [row for row in rows if row.act in APPOINTING_ACTS]
    effects = Effects(on)
    effects.do([row for row in rows if row.act not in APPOINTING_ACTS])
    _create(appointing, batch)
    effects.do(appointing)
    _write_rows(rows)
    _record([row for row in appointing if row.carried_out_on is None], DECIDED, batch.title, actor)
    record_effects(effects.done, batch.title, actor)


def fall_due(rows, *, on):
    """Do what batches decided for a day that has come. Returns the rows that were done; the system itself is the actor."""
    effects = Effects(on)
    effects.do(rows)
    _write_rows(effects.done)
    for title in {row.batch.title for row in effects.done}:
        record_effects([row for row in effects.done if row.batch.title == title], title, None)
    return effects.done


def lapse(appointments, *, on):
    """Let terms that are over end by themselves, as the rules of their grades say."""
    effects = Effects(on)
    effects.lapse(appointments)
    entries = [(held, held.seat.post.unit, {"ended_on": [None, held.until]}) for held in appointments]
    audit.record_many(actor=None, verb="appointment.lapsed", rows=entries)


class Effects:
    """Rows are done one by one in memory and written in bulk; an appointment is one object, whichever row names it."""

    def __init__(self, on):
        self.on, self.done = on, []
        self._known, self._touched = {}, {}

    def do(self, rows):
        """Do the rows whose day has come, in the order of their acts, and write the appointments."""
        self._introduce(rows)
        for row in sorted(rows, key=lambda row: ORDER.index(row.act)):
            if self._has_come(row):
                self.ACTS[row.act](self, row)
                row.carried_out_on = self.on
                self.done.append(row)
        self._write()

    def lapse(self, appointments):
        for held in appointments:
            self._move(held, AppointmentStatus.ENDED, ended_on=held.until, end_reason=EndReason.EXPIRED)
        self._write()

    def _introduce(self, rows):
        """Each row was fetched with copies of its own; what one row does, the next has to see."""
        for row in (*rows, *(row.revokes for row in rows if row.revokes_id)):
            for name in ("appointment", "result"):
                if held := getattr(row, name):
                    setattr(row, name, self._known.setdefault(held.pk, held))

    def _has_come(self, row):
        if row.act == BatchAct.END and row.appointment.status == AppointmentStatus.PENDING:
            return True
        return row.act == BatchAct.REVOKE or row.starts_on <= self.on

    def _write(self):
        """Who leaves a seat before who takes it: at no moment are two on it."""
        for status in LEAVING_FIRST:
            moved = [held for held in self._touched.values() if held.status == status]
            write_back(moved, ["status", "until", "ended_on", "end_reason", "updated_at"])
        self._touched = {}

    def _move(self, held, status, **fields):
        if status != held.status and status not in APPOINTMENT_TRANSITIONS[held.status]:
            raise self._meanwhile(held)
        for name, value in {"status": status, **fields}.items():
            setattr(held, name, value)
        self._touched[held.pk] = held

    def _meanwhile(self, held):
        return DomainError(
            _("The appointment of %(name)s is %(status)s meanwhile.")
            % {"name": held.engineer, "status": held.get_status_display()}
        )

    # --- One act each ----------------------------------------------------------------------------------
    def _appoint(self, row):
        self._move(row.result, AppointmentStatus.SERVING)

    def _renew(self, row):
        if row.appointment.status != AppointmentStatus.SERVING:
            raise self._meanwhile(row.appointment)
        reason = ENDS_PREVIOUS[row.act]
        self._move(row.appointment, AppointmentStatus.ENDED, ended_on=row.starts_on, end_reason=reason)
        self._appoint(row)

    def _extend(self, row):
        held = row.appointment
        row.previous_until = held.until
        self._move(held, held.status, until=row.until)

    def _end(self, row):
        """Who has not begun gives the appointment up: it was never held."""
        held = row.appointment
        day = held.starts_on if held.status == AppointmentStatus.PENDING else row.starts_on
        self._move(held, AppointmentStatus.ENDED, ended_on=day, end_reason=row.end_reason)

    def _revoke(self, row):
        """An extension that never was counts on no day: its row gives up the end before it, and this one keeps both ends."""
        undone = row.revokes
        if undone.result:
            began = undone.result.starts_on
            self._move(undone.result, AppointmentStatus.ENDED, ended_on=began, end_reason=EndReason.REVOKED)
        if not (undone.appointment and undone.carried_out_on):
            return
        if undone.act == BatchAct.EXTEND:
            held = undone.appointment
            row.previous_until, row.until = held.until, undone.previous_until
            self._move(held, held.status, until=undone.previous_until)
            BatchRow.objects.filter(pk=undone.pk).update(previous_until=None)
        else:
            self._move(undone.appointment, _status_before(row), ended_on=None, end_reason="")

    ACTS = {
        BatchAct.APPOINT: _appoint,
        BatchAct.RENEW: _renew,
        BatchAct.LOWER: _renew,
        BatchAct.EXTEND: _extend,
        BatchAct.END: _end,
        BatchAct.REVOKE: _revoke,
    }


def _status_before(revocation):
    """Who gave an appointment up that had not begun has it to come again, and `due` begins it on its day."""
    gave_up = revocation.revokes.act == BatchAct.END and getattr(revocation.appointment, "origin", None)
    waits = gave_up and gave_up.carried_out_on is None
    return AppointmentStatus.PENDING if waits else AppointmentStatus.SERVING


def _create(rows, batch):
    """The new appointments, all pending at first."""
    made = Appointment.objects.bulk_create(
        [
            Appointment(
                seat=row.seat,
                engineer=row.engineer,
                mode=row.mode or AppointmentMode.RENEWAL,
                grade_id=row.grade_id or row.seat.post.grade_id,
                starts_on=row.starts_on,
                until=row.until,
                status=AppointmentStatus.PENDING,
                decision=batch.decision,
                historic=batch.historic,
            )
            for row in rows
        ],
        batch_size=200,
    )
    for row, appointment in zip(rows, made, strict=True):
        row.result = appointment


def _write_rows(rows):
    names = ("starts_on", "until", "previous_until", "result_id", "carried_out_on")
    columns = [name.removesuffix("_id") for name in names]
    update_rows(BatchRow, columns, ([*(getattr(row, name) for name in names), row.pk] for row in rows))


# --- The audit trail -------------------------------------------------------------------------------------
def record_effects(rows, title, actor):
    for act, verb in VERBS.items():
        _record([row for row in rows if row.act == act], verb, title, actor)


def _record(rows, verb, title, actor):
    entries = [(target, target.seat.post.unit, _changes(row, target)) for row in rows if (target := _target(row))]
    audit.record_many(actor=actor, verb=verb, rows=entries, reason=title)


def _target(row):
    undone = row.revokes
    return row.result or row.appointment or (undone and (undone.result or undone.appointment))


def _changes(row, target):
    changes = {
        BatchAct.EXTEND: {"until": [row.previous_until, row.until]},
        BatchAct.END: {"ended_on": [None, target.ended_on], "end_reason": [None, row.end_reason]},
        BatchAct.REVOKE: _brought_back(row, target),
    }.get(row.act, {"starts_on": [None, row.starts_on], "until": [None, row.until]})
    return changes | ({"reason": [None, row.reason]} if row.reason else {})


def _brought_back(row, target):
    """Of an extension the end of the term that holds again, of anything else the status."""
    if row.previous_until:
        return {"until": [row.previous_until, row.until]}
    return {"status": [None, target.status]}
