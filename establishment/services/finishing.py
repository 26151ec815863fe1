"""Posts that a review left to their holders to the end of the term are abolished once the last one has left."""

import datetime

from django.db import transaction
from django.db.models import F

from establishment.models import PostChange
from office.clock import today
from office.locks import lock_rows
from office.sentences import labelled
from posts.enums import PostStatus
from posts.models import Appointment, Post, Seat
from posts.services.posts import revise_post


def finish_abolitions():
    """Abolish them as of the first day without a holder. Returns how many; again on the same day, it does nothing.

    A post of which somebody decided something else since, e.g. opened it again, stays as it is.
    """
    return sum(_finish(key) for key in list(_ready().values_list("pk", flat=True)))


def _ready():
    return PostChange.objects.waiting_for_last_holder().without_holders().order_by("pk")


@transaction.atomic
def _finish(key):
    """Whether the post was abolished. It is locked before it is looked at again: it may be opened, or held, meanwhile."""
    post = PostChange.objects.values_list("result", flat=True).get(pk=key)
    lock_rows(Post, [post])
    lock_rows(Seat, Seat.objects.filter(post=post).values_list("pk", flat=True))
    change = _ready().filter(pk=key).select_related("result", "review__decision", "line").first()
    day = change and _first_day_without(change)
    if day is None or day > today():
        return False
    revise_post(
        change.result,
        actor=None,
        starts_on=day,
        decision=change.review.decision,
        reason=labelled(change.review, change.reason or change.line),
        status=PostStatus.ABOLISHED,
    )
    return True


def _first_day_without(change):
    """When the last holder had left, and never the day of the review itself: that day the post was frozen."""
    held = Appointment.objects.filter(seat__post=change.result_id, ended_on__gt=F("starts_on"))
    left = held.order_by("-ended_on").values_list("ended_on", flat=True).first()
    return max(filter(None, (left, change.review.effective_on + datetime.timedelta(1))))
