"""Posts on both sides of a review in words, with their units as they were called."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from establishment.checks.picture import status_after
from establishment.enums import ChangeKind, ReviewStatus
from office.clock import last_day, today
from office.models import UnitPlacement
from posts.enums import STANDING_POSTS, PostStatus
from posts.models import PostVersion


@dataclass(frozen=True)
class Side:
    """A post before or after a review; it has no `seats` once it is abolished, and all of them while holders stay."""

    title: str
    unit: str
    discipline: str
    grade: str
    seats: int
    status: str


def left(change):
    """Whether its post was given to a unit out of the review's: not everybody who reads the review sees it there."""
    return bool(change.post) and not change.review.unit.covers(change.post.unit.path)


def untold():
    """The side of a post that left."""
    return Side(title="", unit=_("another unit"), discipline="", grade="", seats=0, status="")


class Sides:
    """The posts of a review: as they stood before it took effect if it was applied, otherwise as they stand now; two queries."""

    def __init__(self, review, ground):
        self.review = review
        applied = review.status == ReviewStatus.APPLIED
        self.day = review.effective_on if applied else today()
        posts = [change.post for change in ground.changes if change.post]
        self.lingering = left_to_holders(ground) if applied else ground.lingering
        self.posts = versions_on(posts, last_day(self.day)) if applied else {post.pk: post for post in posts}
        self.left = set() if applied else {change.pk for change in ground.changes if left(change)}
        named = [post.unit for post in self.posts.values()] + [change.unit for change in ground.changes if change.unit]
        self.name_then = UnitPlacement.objects.names({unit.pk for unit in named} | {review.unit_id})

    @property
    def unit(self):
        return self.called(self.review.unit)

    def called(self, unit):
        return self.name_then(unit, self.day)

    def before(self, change):
        """None of a new post."""
        if change.pk in self.left:
            return untold()
        post = self.posts.get(change.post_id)
        return post and self._side(post, {}, post.status)

    def after(self, change):
        if change.pk in self.left:
            return untold()
        post, said = self.posts.get(change.post_id), change.said
        status = post.status if post else PostStatus.ACTIVE
        return self._side(post, said, status_after(change.kind, status, lingers=change.pk in self.lingering))

    def _side(self, post, said, status):
        seats = said.get("authorised", post.authorised if post else 0)
        unit, discipline, grade = (
            said.get(name) or getattr(post, name, None) for name in ("unit", "discipline", "grade")
        )
        return Side(
            title=said.get("title", post.title if post else ""),
            unit=self.called(unit) if unit else "",
            discipline=str(discipline or ""),
            grade=str(grade or ""),
            seats=seats if status in STANDING_POSTS else 0,
            status=str(PostStatus(status).label),
        )


def left_to_holders(ground):
    """{change key} of an applied review: posts to be abolished that were frozen, since somebody held them still."""
    return {change.pk for change in ground.changes if change.kind == ChangeKind.ABOLISH and change.seats_after}


def versions_on(posts, day):
    """{post key: PostVersion} of the posts as they stood on a day; a query."""
    versions = PostVersion.objects.filter(post__in=posts).standing_on(day)
    return {version.post_id: version for version in versions.select_related("unit", "discipline", "grade", "post")}
