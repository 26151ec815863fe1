"""What a member of the technical staff sees of himself or herself at home: post, term and results."""

from dataclasses import dataclass

from establishment.models import HolderLetter
from establishment.selectors.letters import letters_to
from evaluations.enums import CycleStatus
from evaluations.models import Assessment
from office.clock import last_day, today
from posts.models import Appointment
from posts.models.appointment import NEVER_HELD
from talent.enums import GONE_STATUSES
from talent.models import Engineer, PastResult

RESULTS_SHOWN = 3
RUNNING = (CycleStatus.RATING, CycleStatus.CALIBRATING)


@dataclass(frozen=True)
class Former:
    """The last appointment of somebody who holds none, and what was written of its end by the review that ended it, if anything."""

    appointment: Appointment
    letter: HolderLetter | None

    @property
    def last_day(self):
        """The last day on which the post was held."""
        return last_day(self.appointment.ended_on)


@dataclass(frozen=True)
class OwnRecord:
    engineer: Engineer
    appointment: Appointment | None
    former: Former | None
    overdue: bool
    results: list  # (period, grade_label), newest first
    running: list  # names of the cycles that assess the person now; nothing else of them is told before publishing

    @property
    def asks_about_posts(self):
        """People on the roster may look at open posts and at what they lack for them."""
        return self.engineer.status not in GONE_STATUSES


def own_record(user):
    """The record linked to the account with the seat held today, or None: four queries, without a seat at most six, one without
    a record."""
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
        former=None if appointment else former_of(user, [engineer]).get(engineer.pk),
        overdue=bool(appointment and appointment.until <= on),
        results=list(results.values_list("period", "grade_label", named=True)[:RESULTS_SHOWN]),
        running=list(running.order_by("cycle").values_list("cycle__name", flat=True)),
    )


def former_of(user, engineers):
    """{engineer key: Former} of those who hold no seat today, where the user sees the last appointment: three queries, one where
    there is none."""
    on = today()
    ended = Appointment.objects.filter(engineer__in=engineers, ended_on__lte=on).exclude(NEVER_HELD)
    holding = Appointment.objects.held_on(on).filter(engineer__in=engineers).values("engineer")
    rows = ended.exclude(engineer__in=holding).select_related(
        "seat__post__unit", "seat__post__discipline", "grade", "engineer"
    )
    last = {held.engineer_id: held for held in rows.order_by("ended_on", "pk")}
    if not last:
        return {}
    keys = [held.pk for held in last.values()]
    seen = set(Appointment.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    letters = letters_to(user, list(last.values()))
    return {engineer: Former(held, letters.get(held.pk)) for engineer, held in last.items() if held.pk in seen}


def _only(rows):
    """Of one row at most: to put wide rows into an order costs more than to fetch one."""
    return next(iter(rows.order_by()), None)
