"""What an act on a unit reaches among posts and those who hold them."""

from django.utils.translation import gettext as _

from office import slots
from office.selectors.units import listed
from office.slots import Touched
from posts.enums import AppointmentStatus, BatchStatus, PostStatus
from posts.models import Appointment, AppointmentBatch, Post

STANDING = (PostStatus.ACTIVE, PostStatus.FROZEN)
TAKEN = (AppointmentStatus.SERVING, AppointmentStatus.PENDING)
UNDER_WAY = (BatchStatus.DRAFT, BatchStatus.PROPOSED)


@slots.touched("office.unit")
def posts(user, units):
    counts = slots.in_sight(Post.objects, user).counts_in(units, "status")
    return {unit.pk: [_posts(unit, status, counts[unit.pk][status]) for status in STANDING] for unit in units}


def _posts(unit, status, count):
    facts = {"status": status.label, "count": count}
    obstacle = _(
        "Posts that still belong to it (%(status)s): %(count)s. Abolish them or move them to another unit first."
    )
    return Touched(
        _("Posts: %(status)s") % facts,
        count,
        listed("posts:post_list", unit, status=status.value),
        obstacle % facts if count else "",
    )


@slots.touched("office.unit")
def holders(user, units):
    counts = slots.in_sight(Appointment.objects, user).counts_in(units, "status")
    return {unit.pk: [_holders(unit, status, counts[unit.pk][status]) for status in TAKEN] for unit in units}


def _holders(unit, status, count):
    facts = {"status": status.label, "count": count}
    obstacle = _("Appointments to its posts (%(status)s): %(count)s. End them first.")
    query = {"state": "pending"} if status == AppointmentStatus.PENDING else {}
    return Touched(
        _("Appointments: %(status)s") % facts,
        count,
        listed("posts:appointment_list", unit, **query),
        obstacle % facts if count else "",
    )


@slots.touched("office.unit")
def open_batches(user, units):
    counts = slots.in_sight(AppointmentBatch.objects, user).counts_in(units, "status")
    return {unit.pk: [_batches(unit, status, counts[unit.pk][status]) for status in UNDER_WAY] for unit in units}


def _batches(unit, status, count):
    facts = {"status": status.label, "count": count}
    obstacle = _("Appointment batches under way (%(status)s): %(count)s. Carry them out or withdraw them first.")
    return Touched(
        _("Appointment batches: %(status)s") % facts,
        count,
        listed("posts:batch_list", unit, status=status.value),
        obstacle % facts if count else "",
    )
