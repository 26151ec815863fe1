"""A review as its pages show it."""

from collections import Counter
from functools import cached_property

from django.db.models import Count

from establishment.checks.ground import Ground, state_of
from establishment.checks.reviews import obstacles
from establishment.enums import OPEN_REVIEWS, ChangeKind, Fate
from establishment.models import PostReview
from establishment.selectors import abolitions
from establishment.selectors.notes import notes_on
from office.listing.lists import Page

CHANGES_SHOWN = 50


def with_change_count(reviews):
    return reviews.annotate(change_count=Count("changes"))


def made_by_form(actor, form_key):
    """The review that this form has made already, or None."""
    return PostReview.objects.filter(created_by=actor, form_key=form_key).first() if form_key else None


class ReviewPage:
    """A page of the changes of a review, with what it comes to and, while it is open, all that is in its way.

    Nothing is read before it is asked for.
    """

    def __init__(self, review, number=1):
        self.review, self.number = review, number

    @cached_property
    def ground(self):
        return Ground(self.review)

    @cached_property
    def obstacles(self):
        return obstacles(self.review, self.ground) if self.review.status in OPEN_REVIEWS else []

    @cached_property
    def page(self):
        changes = self.ground.changes
        number = max(1, min(self.number, -(-len(changes) // CHANGES_SHOWN)))
        start = (number - 1) * CHANGES_SHOWN
        shown = changes[start : start + CHANGES_SHOWN]
        outcomes = self._outcomes(shown)
        for change in shown:
            change.obstacles = [one.sentence for one in self.obstacles if one.change and one.change.pk == change.pk]
            change.seats = self._seats(change)
            change.outcome = outcomes.get(change.pk, "")
            change.holders = [(held, self.ground.fates.get(held.pk)) for held in self._holders(change)]
            change.undecided = any(fate is None for _held, fate in change.holders)
        return Page(
            number, CHANGES_SHOWN, shown, len(changes), capped=False, has_next=start + CHANGES_SHOWN < len(changes)
        )

    def note(self, user):
        """Put what upper floors say beside the changes of the page."""
        notes = notes_on(user, self.ground)
        for change in self.page.rows:
            change.notes = notes.get(change.pk, [])

    def _outcomes(self, changes):
        """What becomes of posts that are abolished later: foretold while it is open."""
        if self.review.status in OPEN_REVIEWS:
            return dict.fromkeys(self.ground.lingering, abolitions.waits())
        return abolitions.outcomes_of(changes)

    def _seats(self, change):
        """In words: as they are, or before and after."""
        if change.result_id:
            before, after = change.seats_before, change.seats_after
        else:
            standings = self.ground.before(change), self.ground.after(change)
            before, after = (standing.seats if standing else 0 for standing in standings)
        return str(after) if before == after else f"{before} → {after}"

    def _holders(self, change):
        """While it is open who holds a seat now; afterwards of whom something was said."""
        if self.review.status in OPEN_REVIEWS:
            return self.ground.holders.get(change.post_id, ())
        return [fate.appointment for fate in self.ground.fates.values() if fate.change_id == change.pk]

    @property
    def general(self):
        return [one.sentence for one in self.obstacles if one.change is None]

    @property
    def of_changes(self):
        return sum(one.change is not None for one in self.obstacles)

    @property
    def meters(self):
        return self.ground.meters if self.review.status in OPEN_REVIEWS else None

    @property
    def code(self):
        return state_of(self.review, self.ground)

    @property
    def counts(self):
        """[(label of a kind, how many changes are of it)], those that there are."""
        found = Counter(change.kind for change in self.ground.changes)
        return [(kind.label, found[kind]) for kind in ChangeKind if found[kind]]

    @property
    def moving(self):
        return sum(fate.fate == Fate.MOVE for fate in self.ground.fates.values())

    @property
    def leaving(self):
        return sum(fate.fate == Fate.END for fate in self.ground.fates.values())
