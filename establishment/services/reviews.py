"""Reviews from their draft to their approval. `move` is the only writer of their status."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from establishment.checks.facts import state_of_review
from establishment.checks.ground import Ground
from establishment.checks.reviews import obstacles
from establishment.enums import REVIEW_TRANSITIONS, ReviewStatus
from establishment.models import PostReview
from establishment.rules.reviews import can_approve, other_status
from establishment.selectors.waiting import prepared_by
from office import audit
from office.changes import changes_to
from office.errors import DomainError
from office.locks import lock_rows
from posts.checks.decisions import fault_of_decision
from posts.models import Post


def lock(review):
    """The review as it is now, locked until the transaction ends."""
    return PostReview.objects.select_for_update(of=("self",)).select_related("unit", "decision__unit").get(pk=review.pk)


def lock_in(review, *statuses):
    """The same, refused in any other status."""
    review = lock(review)
    if review.status not in statuses:
        raise DomainError(other_status(review))
    return review


def move(review, status, *, actor, verb, reason="", **fields):
    """Write the status of a locked review. Raises DomainError if its present status does not lead there."""
    if status not in REVIEW_TRANSITIONS[review.status]:
        raise DomainError(other_status(review))
    changes = {"status": [review.status, status]}
    for name, value in {"status": status, **fields}.items():
        setattr(review, name, value)
    review.save(update_fields=["status", *fields, "updated_at"])
    audit.record(actor=actor, verb=verb, target=review, unit=review.unit, changes=changes, reason=reason)
    return review


# --- The draft -------------------------------------------------------------------------------------------------
@transaction.atomic
def create_review(*, actor, unit, form_key="", **facts):
    """An empty draft. A form that is sent twice names its `form_key`, and the second time finds what it made."""
    review, is_new = PostReview.objects.get_or_create(
        created_by=actor, form_key=form_key or secrets.token_hex(16), defaults={"unit": unit, **facts}
    )
    if is_new:
        audit.record(actor=actor, verb="postreview.created", target=review, unit=unit)
    return review


@transaction.atomic
def revise_review(review, *, actor, seen, **facts):
    """Change what a draft says of itself. `seen` is the `updated_at` its form was made with."""
    review = lock_in(review, ReviewStatus.DRAFT)
    if review.updated_at != seen:
        raise DomainError(_("Somebody changed this review meanwhile. Look at what is there now, then save again."))
    changes = changes_to(review, facts)
    if not changes:
        return review
    for name, value in facts.items():
        setattr(review, name, value)
    review.save(update_fields=[*facts, "updated_at"])
    audit.record(actor=actor, verb="postreview.revised", target=review, unit=review.unit, changes=changes)
    return review


# --- Put to review, approved -----------------------------------------------------------------------------------
@transaction.atomic
def propose_review(review, *, actor, seen=None):
    """Hand the draft to who decides. `seen` is the `state_of_review` that was confirmed.

    Raises DomainError if something changed since, and with all that is wrong in it.
    """
    review = lock_in(review, ReviewStatus.DRAFT)
    _lock_posts(review)
    ground = Ground(review)
    if seen is not None and state_of_review(review) != seen:
        raise DomainError(_("The review was changed since you looked at it. Look again, then put it to review."))
    _refuse(obstacles(review, ground))
    return move(
        review,
        ReviewStatus.REVIEWING,
        actor=actor,
        verb="postreview.proposed",
        proposed_by=actor,
        proposed_at=timezone.now(),
        authority=ground.level,
    )


@transaction.atomic
def take_back(review, *, actor):
    """Back to the draft by who keeps it, before anybody has decided on it."""
    review = lock_in(review, ReviewStatus.REVIEWING)
    undone = {"proposed_by": None, "proposed_at": None}
    return move(review, ReviewStatus.DRAFT, actor=actor, verb="postreview.taken_back", **undone)


@transaction.atomic
def send_back(review, *, actor, reason):
    """Back to the draft, with what is to be mended; an approval counts no more."""
    if not reason.strip():
        raise DomainError(_("Say what is to be mended."))
    review = lock_in(review, ReviewStatus.REVIEWING, ReviewStatus.APPROVED)
    undone = {"approved_by": None, "approved_at": None, "decision": None}
    return move(review, ReviewStatus.DRAFT, actor=actor, verb="postreview.sent_back", reason=reason, **undone)


@transaction.atomic
def withdraw_review(review, *, actor, reason):
    """Nothing of it will be done; it stays on record."""
    if not reason.strip():
        raise DomainError(_("Say why nothing of it is done."))
    return move(lock(review), ReviewStatus.WITHDRAWN, actor=actor, verb="postreview.withdrawn", reason=reason)


@transaction.atomic
def approve_review(review, decision, *, actor, seen):
    """Approve it under a decision; `seen` is the `state_of_review` that was shown.

    Raises DomainError if something changed since or is wrong in it, for who prepared it or holds a post of it, if its grades are
    for a higher authority, and for a decision of a body that may not decide on them, or not for its unit.
    """
    review = lock_in(review, ReviewStatus.REVIEWING)
    _lock_posts(review)
    ground = Ground(review)
    if state_of_review(review) != seen:
        raise DomainError(_("The review was changed since you looked at it. Look again, then approve it."))
    refuse_own(review, ground, actor)
    _refuse(obstacles(review, ground))
    if not can_approve(actor, review, ground.level):
        raise DomainError(_("Grades in this review are for a higher authority to decide."))
    if fault := fault_of_decision(decision, ground.level, review.unit):
        raise DomainError(fault)
    return move(
        review,
        ReviewStatus.APPROVED,
        actor=actor,
        verb="postreview.approved",
        decision=decision,
        approved_by=actor,
        approved_at=timezone.now(),
    )


def refuse_own(review, ground, actor):
    """Who drafted it, wrote in it, ever put it to review or holds one of its posts lets somebody else approve it."""
    if (
        actor.pk in {review.created_by_id, review.proposed_by_id}
        or prepared_by(actor).filter(target_id=review.pk).exists()
    ):
        raise DomainError(_("You prepared this review: another person approves it."))
    if any(held.engineer.user_id == actor.pk for holders in ground.holders.values() for held in holders):
        raise DomainError(_("You hold a post of this review yourself: another person approves it."))


def _lock_posts(review):
    """Two reviews of one post wait for each other."""
    lock_rows(Post, review.changes.exclude(post=None).values_list("post", flat=True))


def _refuse(found):
    if found:
        raise DomainError(_("The review is not right yet."), reasons=map(str, found))
