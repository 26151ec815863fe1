"""Posts as they are and as a review would make them, as values."""

from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from establishment.enums import ChangeKind
from posts.enums import STANDING_POSTS, PostStatus

OF_STANDING = ("title", "unit_id", "unit__path", "discipline_id", "grade_id", "authorised", "status")
FACTS = ("pk", "code", *OF_STANDING)
SAID = ("title", "unit", "path", "discipline", "grade", "authorised")
what_is_said = attrgetter(*SAID)
STATUS_OF_KIND = {
    ChangeKind.FREEZE: PostStatus.FROZEN,
    ChangeKind.REOPEN: PostStatus.ACTIVE,
    ChangeKind.ABOLISH: PostStatus.ABOLISHED,
}


class Standing(NamedTuple):
    """A post as it stands, or as it would; `post` is None of one that the review sets up."""

    post: int | None
    code: str
    title: str
    unit: int
    path: str
    discipline: int
    grade: int
    authorised: int
    status: str

    @property
    def counts(self):
        """Whether it is part of the establishment."""
        return self.status in STANDING_POSTS

    @property
    def seats(self):
        return self.authorised if self.counts else 0


@dataclass(frozen=True)
class Picture:
    """{code: Standing} before and after; a post that the review does not touch is the same object in both."""

    before: dict
    after: dict

    @property
    def touched(self):
        """[(Standing or None, Standing)] of what the review sets up or changes."""
        return [
            (self.before.get(code), after) for code, after in self.after.items() if after is not self.before.get(code)
        ]


def standing_of(post):
    """A post with its unit, as it is."""
    unit, grade = post.unit, post.grade_id
    return Standing(
        post.pk, post.code, post.title, unit.pk, unit.path, post.discipline_id, grade, post.authorised, post.status
    )


def standings_of(posts):
    """[Standing] of a queryset of posts as they are, by their codes; a query."""
    return [Standing(*row) for row in posts.order_by("code").values_list(*FACTS)]


def standings_on_record(versions):
    """The same of posts as versions say; a query."""
    return [Standing(*row) for row in versions.order_by("post__code").values_list("post", "post__code", *OF_STANDING)]


def picture_of(changes, standings, lingering=frozenset()):
    """What changes ([Said]) make of posts, in which abolished ones are as well: they may be opened again.

    `lingering` are the keys of changes whose posts are frozen first, and abolished once the last holder has left.
    """
    before = {standing.code: standing for standing in standings}
    codes = {standing.post: code for code, standing in before.items()}
    after = dict(before)
    for change in changes:
        if change.kind == ChangeKind.CREATE:
            after[change.code] = _set_up(change)
        elif code := codes.get(change.post):  # a post that moved elsewhere meanwhile is stale
            after[code] = _changed(before[code], change, lingering)
    return Picture(before, after)


def _set_up(change):
    return Standing(
        None,
        change.code,
        change.title or "",
        change.unit,
        change.path or "",
        change.discipline,
        change.grade,
        change.authorised or 0,
        PostStatus.ACTIVE,
    )


def _changed(standing, change, lingering):
    said = {name: value for name, value in zip(SAID, what_is_said(change), strict=True) if value is not None}
    status = status_after(change.kind, standing.status, lingers=change.pk in lingering)
    return standing._replace(**said, status=status)


def status_after(kind, status, *, lingers):
    """Of a post whose change `lingers` while holders stay on it."""
    return PostStatus.FROZEN if lingers else STATUS_OF_KIND.get(kind, status)
