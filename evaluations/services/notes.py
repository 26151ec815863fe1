"""Routine notes on holders (日常考评记录)."""

from django.db import transaction
from django.utils.translation import gettext as _

from evaluations.models import RoutineNote
from office import audit
from office.clock import today
from office.errors import DomainError


@transaction.atomic
def add_note(appointment, *, actor, noted_on, praise, text, criterion_code=""):
    """Record what was observed on a day. Raises DomainError for a day to come or a note on oneself."""
    if appointment.engineer.user_id == actor.pk:
        raise DomainError(_("Nobody writes a note on himself or herself."))
    if noted_on > today():
        raise DomainError(_("The day of the note lies in the future."))
    note = RoutineNote.objects.create(
        appointment=appointment,
        noted_on=noted_on,
        praise=praise,
        criterion_code=criterion_code,
        text=text,
        author=actor,
    )
    audit.record(actor=actor, verb="note.added", target=note, unit=appointment.seat.post.unit)
    return note
