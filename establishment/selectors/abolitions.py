"""Posts that are abolished once their last holder has left: what is said of them where people look."""

from django.utils.translation import gettext as _

from establishment.enums import ChangeKind
from establishment.models import PostChange, PostReview
from posts.enums import PostStatus
from posts.models import Appointment, PostVersion


def waits():
    return _("The post is frozen and abolished once its last holder has left.")


def outcomes_of(changes):
    """{change key: sentence} of applied abolitions that left the post to its holders; two queries, none where there are none."""
    found = [change for change in changes if change.kind == ChangeKind.ABOLISH and change.seats_after]
    if not found:
        return {}
    waiting = set(
        PostChange.objects.waiting_for_last_holder()
        .filter(pk__in=[one.pk for one in found])
        .values_list("pk", flat=True)
    )
    later = _versions_since(found)
    return {
        change.pk: waits() if change.pk in waiting else _since(change, later.get(change.result_id)) for change in found
    }


def _versions_since(changes):
    """{post key: the first PostVersion after the day of the review that is frozen no more}"""
    posts, day = {change.result_id for change in changes}, changes[0].review.effective_on
    versions = PostVersion.objects.filter(post__in=posts, starts_on__gt=day).exclude(status=PostStatus.FROZEN)
    versions = versions.order_by("-starts_on")
    return {version.post_id: version for version in versions}


def _since(change, version):
    if version and version.status == PostStatus.ABOLISHED and version.decision_id == change.review.decision_id:
        return _("The last holder has left: the post is abolished from %(date)s on.") % {"date": version.starts_on}
    return _("Something else was decided of the post before its last holder left.")


# --- On the pages of posts and of batches ------------------------------------------------------------------------
def of_posts(user, posts):
    """That they wait to be abolished; the review is named to who sees it."""
    waiting = PostChange.objects.waiting_for_last_holder().filter(result__in=posts).select_related("review")
    found = {change.result_id: change.review for change in waiting}
    if not found:
        return {}
    seen = set(PostReview.objects.visible_to(user).filter(pk__in={review.pk for review in found.values()}))
    return {post: [_named(review) if review in seen else waits()] for post, review in found.items()}


def _named(review):
    return _("By the review “%(review)s” the post is abolished once its last holder has left.") % {"review": review}


def of_appointments(user, appointments):
    """The same of the posts that they hold: whoever renews one puts that off."""
    held = Appointment.objects.filter(pk__in=[appointment.pk for appointment in appointments])
    posts = dict(held.order_by().values_list("pk", "seat__post"))
    said = of_posts(user, set(posts.values()))
    return {appointment: said[post] for appointment, post in posts.items() if post in said}
