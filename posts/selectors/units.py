"""What an act on a unit reaches among posts, those who hold them and batches under way: a line for each status."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from office import slots
from office.enums import UnitKind
from office.selectors.units import list_url
from office.slots import Touched
from posts.enums import OPEN_BATCHES, STANDING_POSTS, AppointmentStatus
from posts.models import Appointment, AppointmentBatch, Post
from posts.selectors.authority import plant_of, quotas_exceeded


@dataclass(frozen=True)
class Reached:
    """A noun of the unit: by its statuses each what narrows its list to them, and the sentences with status and count."""

    model: type
    list_name: str
    statuses: dict
    label: str
    obstacle: str

    def lines(self, user, units):
        counts = slots.in_sight(self.model.objects, user).counts_in(units, "status")
        return {
            unit.pk: [self._line(unit, status, counts[unit.pk][status]) for status in self.statuses] for unit in units
        }

    def _line(self, unit, status, count):
        facts = {"status": status.label, "count": count}
        return Touched(
            self.label % facts,
            count,
            list_url(self.list_name, unit, **self.statuses[status]),
            self.obstacle % facts if count else "",
        )


def _by_status(statuses):
    return {status: {"status": status.value} for status in sorted(statuses)}


POSTS = Reached(
    Post,
    "posts:post_list",
    _by_status(STANDING_POSTS),
    _("Posts: %(status)s"),
    _("Posts that still belong to it (%(status)s): %(count)s. Abolish them or move them to another unit first."),
)
HOLDERS = Reached(
    Appointment,
    "posts:appointment_list",
    {AppointmentStatus.SERVING: {}, AppointmentStatus.PENDING: {"state": "pending"}},
    _("Appointments: %(status)s"),
    _("Appointments to its posts (%(status)s): %(count)s. End them first."),
)
BATCHES = Reached(
    AppointmentBatch,
    "posts:batch_list",
    _by_status(OPEN_BATCHES),
    _("Appointment batches: %(status)s"),
    _("Appointment batches under way (%(status)s): %(count)s. Carry them out or withdraw them first."),
)


def posts_and_holders(user, units):
    found = [reached.lines(user, units) for reached in (POSTS, HOLDERS, BATCHES)]
    return {unit.pk: [line for lines in found for line in lines[unit.pk]] for unit in units}


def seats_beyond_quota(user, unit, successor):
    """What the successor's plant would have too many of; what stands in it already is counted there as before."""
    plant = plant_of(successor)
    if plant.kind != UnitKind.PLANT or plant.covers(unit.path):
        return []
    return [
        _("%(plant)s would have %(seats)d seats of %(discipline)s, %(grade)s; the rules allow %(quota)d.")
        % {"plant": plant, "discipline": discipline, "grade": grade, "seats": seats, "quota": quota}
        for discipline, grade, seats, quota in quotas_exceeded(user, unit, plant)
    ]
