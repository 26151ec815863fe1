"""What a member of the technical staff sees of himself or herself at home: post, term and results."""

from dataclasses import dataclass

from office.clock import today
from posts.models import Appointment
from talent.models import Engineer, PastResult

RESULTS_SHOWN = 3


@dataclass(frozen=True)
class OwnRecord:
    engineer: Engineer
    appointment: Appointment | None
    overdue: bool
    results: list  # of PastResult, newest first


def own_record(user):
    """The record linked to the account with the seat held today, or None: three queries, one without a record."""
    engineer = Engineer.objects.filter(user=user).first()
    if engineer is None:
        return None
    on = today()
    held = Appointment.objects.held_on(on).filter(engineer=engineer)
    appointment = held.select_related("seat__post__unit", "seat__post__discipline", "grade").first()
    results = PastResult.objects.in_force().filter(engineer=engineer).order_by("-period")[:RESULTS_SHOWN]
    return OwnRecord(engineer, appointment, bool(appointment and appointment.until <= on), list(results))
