"""Batches of appointments, their rows and papers, and target letters: written as they stand on record, past the services."""

import datetime
from itertools import count

from django.utils import timezone

from office.enums import PaperKind
from office.models import Paper
from posts.enums import BatchAct, BatchStatus
from posts.models import AppointmentBatch, BatchRow, TargetLetter

_numbers = count(1)
EFFECTIVE_ON = datetime.date(2026, 11, 1)


def batch(unit, **fields):
    """A draft, to which rows are added; then `carried_out`. One that is made as done has no rows and never gets any."""
    number = next(_numbers)
    given = {"title": f"聘任批次{number}", "effective_on": EFFECTIVE_ON}
    if fields.get("status") == BatchStatus.DONE:
        given |= _done(fields)
    return AppointmentBatch.objects.create(unit=unit, **given | fields)


def carried_out(batch, **fields):
    """The batch is done, by the decision given or as history; its rows are not touched."""
    for name, value in (_done(fields) | fields | {"status": BatchStatus.DONE}).items():
        setattr(batch, name, value)
    batch.save()
    return batch


def _done(fields):
    return {"done_at": timezone.now(), "historic": "decision" not in fields}


def row(batch, act, appointment=None, **fields):
    """The next row of a batch about an appointment, or for `act=BatchAct.APPOINT` about `engineer`."""
    given = {
        "position": batch.rows.count() + 1,
        "engineer": fields.get("engineer") or (appointment or fields["result"]).engineer,
        "appointment": None if act == BatchAct.APPOINT else appointment,
    }
    return BatchRow.objects.create(batch=batch, act=act, **given | fields)


def paper(unit, kind=PaperKind.CERTIFICATE, **fields):
    number = next(_numbers)
    return Paper.objects.create(unit=unit, kind=kind, **{"title": f"文书{number}", "number": f"N-{number:05}"} | fields)


def letter(appointment, **fields):
    """A draft of the target letter over the whole term."""
    given = {"starts_on": appointment.starts_on, "until": appointment.until}
    return TargetLetter.objects.create(appointment=appointment, **given | fields)
