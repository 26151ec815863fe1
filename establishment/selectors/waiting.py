"""What of post reviews waits for a person: to approve, to apply now that its day has come, to mend."""

from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from establishment.enums import ReviewStatus
from establishment.models import PostReview
from office.clock import today
from office.enums import HR_ROLES, Role
from office.models import AuditEntry
from office.scope import any_subtree
from office.sentences import listed
from posts.enums import OPEN_APPOINTMENTS
from posts.models import Appointment
from posts.rules.posts import AUTHORISERS, authorisers
from posts.selectors.authority import deciding_unit


class Work(StrEnum):
    APPROVE = "approve"
    APPLY = "apply"
    MEND = "mend"  # sent back, with a reason


WORK_OF_STATUS = {
    ReviewStatus.REVIEWING: Work.APPROVE,
    ReviewStatus.APPROVED: Work.APPLY,
    ReviewStatus.DRAFT: Work.MEND,
}

PREPARING = tuple(
    f"postreview.{act}"
    for act in ("revised", "changes_added", "change_revised", "change_removed", "fate_set", "holders_kept", "proposed")
)


@dataclass(frozen=True)
class Waiting:
    work: Work
    review: PostReview
    reason: str = ""


def waiting_for(user):
    """[Waiting] of the user's own duties: one query, none without such a duty."""
    if not user.paths_as(HR_ROLES):
        return []
    sent_back = _entries().filter(target_id=OuterRef("pk"), verb="postreview.sent_back")
    waiting = PostReview.objects.filter(_to_decide(user) | _to_mend(user)).order_by("effective_on", "pk")
    found = waiting.annotate(why=Subquery(sent_back.order_by("-pk").values("reason")[:1]))
    return [
        Waiting(work, review, review.why or "" if work == Work.MEND else "")
        for review in found
        for work in [WORK_OF_STATUS[review.status]]
    ]


def prepared_by(user):
    """Entries of the audit trail on what the user wrote in reviews, and on those that he or she put to review."""
    return _entries().filter(actor=user, verb__in=PREPARING)


def _entries():
    return AuditEntry.objects.filter(target_type=PostReview._meta.label_lower)


def _to_decide(user):
    """Prepared by others, of posts that the user authorises and none of which he or she holds: the services ask the same."""
    authorised = reduce(
        or_,
        (Q(authority=level) & any_subtree(user.paths_as(roles), "unit__path") for level, roles in AUTHORISERS.items()),
    )
    held = Appointment.objects.filter(engineer__user=user, status__in=OPEN_APPOINTMENTS).values("seat__post")
    prepared = Exists(prepared_by(user).filter(target_id=OuterRef("pk")))
    by_others = ~Q(created_by=user) & ~Q(proposed_by=user) & ~Q(changes__post__in=held) & ~prepared
    due = Q(status=ReviewStatus.REVIEWING) | Q(status=ReviewStatus.APPROVED, effective_on__lte=today())
    return due & authorised & by_others


def _to_mend(user):
    """Sent back to who drafted it or put it to review."""
    own = Q(created_by=user) | Q(proposed_by=user)
    drafted = any_subtree(user.paths_as(HR_ROLES), "unit__path")
    return Q(status=ReviewStatus.DRAFT, proposed_at__isnull=False) & own & drafted


def why_sent_back(review):
    """What was to be mended when it was sent back last, "" of a draft that never was; a query."""
    found = _entries().filter(target_id=review.pk, verb="postreview.sent_back").order_by("-pk")
    return found.values_list("reason", flat=True).first() or ""


def deciders_of(review):
    """Who approves and applies it, in words; a query at most."""
    roles = listed([role.label for role in Role if role in authorisers(review.authority)])
    unit = deciding_unit(review.unit, review.authority)
    return _("%(roles)s (%(unit)s), not who drafted it or put it to review") % {"roles": roles, "unit": unit}
