"""A review as its pages and its services read it."""

from establishment.models import HolderFate
from posts.enums import OPEN_APPOINTMENTS
from posts.models import Appointment

OF_CHANGE = (
    "post__unit", "post__discipline", "post__grade", "unit", "discipline", "grade", "successor", "successor_change",
    "line__demand_return__unit",
)  # fmt: skip
OF_FATE = (
    "appointment__engineer__unit", "appointment__engineer__discipline", "appointment__seat__post", "seat__post__unit",
    "to_change__unit", "to_change__post__unit",
)  # fmt: skip


def changes_of(review):
    """The changes with what they name, in their order; a query."""
    return list(review.changes.select_related(*OF_CHANGE).order_by("position"))


def fates_of(review):
    """{appointment key: HolderFate} with what they name; a query."""
    fates = HolderFate.objects.filter(change__review=review).select_related(*OF_FATE, "change").order_by("pk")
    return {fate.appointment_id: fate for fate in fates}


def holders_of(posts):
    """{post key: [Appointment]} of those who hold a seat of the posts or are to hold one; a query."""
    found = {}
    held = Appointment.objects.filter(status__in=OPEN_APPOINTMENTS, seat__post__in=posts)
    for appointment in held.select_related("engineer", "seat").order_by("seat__number", "starts_on"):
        found.setdefault(appointment.seat.post_id, []).append(appointment)
    return found
