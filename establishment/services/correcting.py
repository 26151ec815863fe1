"""An applied review is mended by another one: a draft that puts posts back to what they were."""

from django.db import transaction
from django.utils.translation import gettext as _

from establishment.enums import ChangeKind, ReviewStatus
from establishment.models.post_change import CONTENT
from establishment.services.changes import add_changes
from establishment.services.reviews import create_review
from office.errors import DomainError
from posts.enums import PostStatus
from posts.models import PostVersion

BACK_TO_STATUS = {  # what undoes a change of status, by the status there was before
    PostStatus.ACTIVE: ChangeKind.REOPEN,
    PostStatus.FROZEN: ChangeKind.FREEZE,
    PostStatus.ABOLISHED: ChangeKind.ABOLISH,
}


@transaction.atomic
def correct_review(review, changes, *, actor, title, reason, effective_on, form_key=""):
    """A draft that undoes these changes of an applied review, for a reason: once per form.

    A post that was set up is abolished, any other becomes what it was the day before. What was done to holders is mended by a
    correcting batch. Raises DomainError for a review that was not applied.
    """
    if review.status != ReviewStatus.APPLIED:
        raise DomainError(_("Only a review that was applied is corrected by another."))
    made = create_review(
        actor=actor, unit=review.unit, title=title, effective_on=effective_on, corrects=review, form_key=form_key
    )
    if not made.changes.exists():
        before = _versions_before(review, changes)
        facts = [
            _undone(change, before.get(change.result_id)) | {"post": change.result, "reason": reason}
            for change in changes
        ]
        add_changes(made, facts, actor=actor)
    return made


def _versions_before(review, changes):
    """{post key: PostVersion} of the day before the review took effect; a query."""
    versions = PostVersion.objects.filter(
        post__in=[change.result_id for change in changes], starts_on__lt=review.effective_on
    )
    named = versions.select_related("unit", "discipline", "grade").order_by("starts_on")
    return {version.post_id: version for version in named}


def _undone(change, before):
    if before is None:
        return {"kind": ChangeKind.ABOLISH}
    if change.kind == ChangeKind.ABOLISH and change.result.status == before.status:
        return {"kind": ChangeKind.FREEZE}  # it was frozen before, and waits to be abolished
    if change.result.status != before.status:
        return {"kind": BACK_TO_STATUS[before.status]}
    facts = {name: value for name in CONTENT if (value := getattr(before, name)) != getattr(change.result, name)}
    return {"kind": change.kind} | facts
