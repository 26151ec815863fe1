"""An applied review is mended by another one: a draft that puts posts back to what they were."""

from django.db import transaction
from django.utils.translation import gettext as _

from establishment.enums import FIELDS_OF_KIND, ChangeKind, ReviewStatus
from establishment.models import PostChange
from establishment.models.post_change import CONTENT
from establishment.services.changes import add_changes
from establishment.services.reviews import create_review
from office.errors import DomainError
from posts.enums import PostStatus
from posts.models import Post, PostVersion

BACK_TO_STATUS = {  # what undoes a change of status, by the status there was before
    PostStatus.ACTIVE: ChangeKind.REOPEN,
    PostStatus.FROZEN: ChangeKind.FREEZE,
    PostStatus.ABOLISHED: ChangeKind.ABOLISH,
}


STATUSES_MADE = {  # by a change of status that nothing else was decided after
    ChangeKind.FREEZE: {PostStatus.FROZEN},
    ChangeKind.REOPEN: {PostStatus.ACTIVE},
    ChangeKind.ABOLISH: {PostStatus.FROZEN, PostStatus.ABOLISHED},
}
COLUMNS = {name: Post._meta.get_field(name).attname for name in CONTENT}  # of posts, versions and changes alike


@transaction.atomic
def correct_review(review, changes, *, actor, title, reason, effective_on, form_key=""):
    """A draft that undoes these changes of an applied review, for a reason: once per form.

    A post that was set up is abolished, any other becomes what it was the day before; what was decided of it since stays. What
    was done to holders is mended by a correcting batch. Raises DomainError for a review that was not applied, if all its posts are
    as they were before, and for a form that made something else.
    """
    if review.status != ReviewStatus.APPLIED:
        raise DomainError(_("Only a review that was applied is corrected by another."))
    made = create_review(
        actor=actor, unit=review.unit, title=title, effective_on=effective_on, corrects=review, form_key=form_key
    )
    facts = [undone | {"reason": reason} for undone in _undoing(review, changes)]
    drafted = set(made.changes.values_list("post", flat=True))
    if made.corrects_id != review.pk or (drafted and not _is_the_same(made, drafted, facts, effective_on)):
        raise DomainError(_("This form has made its review already."))
    if not facts:
        raise DomainError(_("The chosen posts are as they were before it: there is nothing to put back."))
    if not drafted:
        add_changes(made, facts, actor=actor)
    return made


def _is_the_same(made, drafted, facts, effective_on):
    """Whether the form, sent again, asks for what it has drafted."""
    return made.effective_on == effective_on and drafted == {undone["post"].pk for undone in facts}


def _undoing(review, changes):
    """Facts of the changes that put posts back, none for those that are as they were; two queries."""
    before = _versions_before(review, changes)
    results = [change.result_id for change in changes]
    waiting = set(
        PostChange.objects.waiting_for_last_holder().filter(result__in=results).values_list("result", flat=True)
    )
    for change in changes:
        if undone := _undone(change, before.get(change.result_id), change.result_id in waiting):
            yield undone | {"post": change.result}


def _versions_before(review, changes):
    """{post key: PostVersion} of the day before the review took effect; a query."""
    versions = PostVersion.objects.filter(
        post__in=[change.result_id for change in changes], starts_on__lt=review.effective_on
    )
    named = versions.select_related("unit", "discipline", "grade").order_by("starts_on")
    return {version.post_id: version for version in named}


def _undone(change, before, waits):
    """`waits` is whether the post is frozen until its last holder has left, to be abolished then."""
    post = change.result
    if before is None:
        return {} if waits or post.status == PostStatus.ABOLISHED else {"kind": ChangeKind.ABOLISH}
    content = _content_before(change, before)
    if waits and before.status == PostStatus.FROZEN:
        return {"kind": ChangeKind.FREEZE}  # for good
    if post.status != before.status and post.status in STATUSES_MADE.get(change.kind, ()):
        kind = BACK_TO_STATUS[before.status]
        return {"kind": kind} | {name: value for name, value in content.items() if name in FIELDS_OF_KIND[kind]}
    if not content or post.status == PostStatus.ABOLISHED:
        return {}
    return {"kind": _kind_of(content)} | content


def _content_before(change, before):
    """What the change said of the post, and nobody said otherwise since, as it was before."""
    return {
        name: getattr(before, name)
        for name, column in COLUMNS.items()
        if name in FIELDS_OF_KIND[change.kind]
        and getattr(change, column) is not None
        and getattr(change, column) == getattr(change.result, column) != getattr(before, column)
    }


def _kind_of(content):
    if "unit" in content:
        return ChangeKind.MOVE
    return ChangeKind.REGRADE if "grade" in content else ChangeKind.REVISE
