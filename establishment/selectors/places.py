"""Which seats are free for somebody who moves on the day of a review."""

from functools import cached_property

from establishment.checks.ground import Ground, seated_from
from establishment.checks.picture import standing_of
from establishment.enums import ChangeKind, Fate
from posts.enums import PostStatus
from posts.models import Seat

LEADING = frozenset({ChangeKind.CREATE, ChangeKind.REVISE, ChangeKind.REOPEN})


class Places:
    """Seats that nobody holds then and to which nobody else moves; a constant number of queries."""

    def __init__(self, review, held):
        self.review, self.ground, self.held = review, Ground(review), held

    @cached_property
    def of_changes(self):
        """{change key: [number]} of posts that the review sets up, revises or opens again, where there are free ones."""
        leading = [change for change in self.ground.changes if change.kind in LEADING]
        found = {
            change.pk: self._free(self.ground.after(change), self.ground.seated.get(change.post_id, ()))
            for change in leading
        }
        return {key: numbers for key, numbers in found.items() if numbers}

    def first_seat(self, post):
        """The lowest free Seat of a post that there is, or None; two queries."""
        standing = self.ground.picture.after.get(post.code) or standing_of(post)
        seated = seated_from(self.ground.review.effective_on, [post.pk])
        numbers = self._free(standing, seated.get(post.pk, ()))
        return Seat.objects.filter(post=post, number__in=numbers).order_by("number").first()

    def _free(self, standing, holders):
        """Seats held beyond the authorised number fill the post as well; nobody moves to the seat held so far."""
        if standing is None or standing.status != PostStatus.ACTIVE:
            return []
        taken = {held.seat.number for held in holders if held != self.held and self.ground.stays(held)}
        taken |= self._promised.get(standing.code, set())
        if len(taken) >= standing.authorised:
            return []
        own = {held.seat.number for held in holders if held == self.held}
        return [number for number in range(1, standing.authorised + 1) if number not in taken | own]

    @cached_property
    def _promised(self):
        """{code: {number}} of the seats to which others move."""
        found = {}
        for destiny in self.ground.destinies.values():
            if destiny.fate == Fate.MOVE and destiny.appointment != self.held.pk:
                found.setdefault(destiny.code, set()).add(destiny.number)
        return found
