"""What a member of the technical staff sees of himself or herself at home: post, term and results."""

from dataclasses import dataclass

from evaluations.enums import CycleStatus
from evaluations.models import Assessment
from office.clock import today
from posts.models import Appointment
from talent.enums import GONE_STATUSES
from talent.models import Engineer, PastResult

RESULTS_SHOWN = 3
RUNNING = (CycleStatus.RATING, CycleStatus.CALIBRATING)


@dataclass(frozen=True)
class OwnRecord:
    engineer: Engineer
    appointment: Appointment | None
    overdue: bool
    results: list  # (period, grade_label), newest first
    running: list  # names of the cycles that assess the person now; nothing else of them is told before publishing

    @property
    def asks_about_posts(self):
        """People on the roster may look at open posts and at what they lack for them."""
        return self.engineer.status not in GONE_STATUSES


def own_record(user):
    """The record linked to the account with the seat held today, or None: four queries, one without a record."""
    engineer = _only(Engineer.objects.filter(user=user))
    if engineer is None:
        return None
    on = today()
    held = Appointment.objects.held_on(on).filter(engineer=engineer)
    appointment = _only(held.select_related("seat__post__unit", "seat__post__discipline", "grade"))
    results = PastResult.objects.in_force().filter(engineer=engineer).order_by("-period")
    running = Assessment.objects.active().filter(engineer=engineer, cycle__status__in=RUNNING)
    return OwnRecord(
        engineer=engineer,
        appointment=appointment,
        overdue=bool(appointment and appointment.until <= on),
        results=list(results.values_list("period", "grade_label", named=True)[:RESULTS_SHOWN]),
        running=list(running.order_by("cycle").values_list("cycle__name", flat=True)),
    )


def _only(rows):
    """Of one row at most: to put wide rows into an order costs more than to fetch one."""
    return next(iter(rows.order_by()), None)
