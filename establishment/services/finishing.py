"""Posts that a review left to their holders to the end of the term are abolished once the last one has left."""

import datetime

from django.db import transaction
from django.db.models import F, Max

from establishment.models import PostChange
from office.clock import today
from office.locks import lock_rows
from office.sentences import labelled
from posts.enums import PostStatus
from posts.models import Appointment, Post, PostVersion, Seat
from posts.services.posts import revise_post


def finish_abolitions():
    """Abolish them as of the first day without a holder. Returns how many; again on the same day, it does nothing.

    A post that was opened again since, or frozen by a review of its own, stays as it is.
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
    """When the last holder had left, and never a day on which the post was changed: what was said of that day stays."""
    held = Appointment.objects.filter(seat__post=change.result_id, ended_on__gt=F("starts_on"))
    left = held.order_by("-ended_on").values_list("ended_on", flat=True).first()
    changed = PostVersion.objects.filter(post=change.result_id).aggregate(last=Max("starts_on"))["last"]
    return max(filter(None, (left, changed + datetime.timedelta(1))))
