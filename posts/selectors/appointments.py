from django.db.models import F, OuterRef, Subquery

from office.clock import today
from posts.models import PostVersion


def register(appointments, on):
    """Rows of the register with their state on a day, and `unit_then`, the unit of the post as it was called and where the
    post stood on that day."""
    return appointments.with_state_on(on).annotate(unit_then=_unit_on(on))


def _unit_on(on):
    if on >= today():
        return F("seat__post__unit__name")
    versions = PostVersion.objects.standing_on(on).filter(post=OuterRef("seat__post"))
    return Subquery(versions.with_unit_on(on).values("unit_then")[:1])
