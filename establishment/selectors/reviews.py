"""A review as its pages show it."""

from functools import cached_property

from django.db.models import Count
from django.utils.translation import gettext as _

from establishment.checks.facts import outlasts_term, state_of_review
from establishment.checks.ground import Ground, in_order
from establishment.checks.reviews import general_obstacles, obstacles, obstacles_of_changes
from establishment.enums import OPEN_REVIEWS, ChangeKind, Fate, ReviewStatus
from establishment.models import PostReview
from establishment.selectors import abolitions
from establishment.selectors.notes import notes_on
from establishment.selectors.report import meters_on_record
from establishment.selectors.sides import Sides, left, untold
from office.listing.lists import Page
from office.scope import subtree
from posts.enums import OPEN_APPOINTMENTS
from posts.models import Appointment

CHANGES_SHOWN = 50
PLACE = ("unit", "discipline", "grade")


def with_change_count(reviews):
    return reviews.annotate(change_count=Count("changes"))


def made_by_form(actor, form_key):
    """The review that this form has made already, or None."""
    return PostReview.objects.filter(created_by=actor, form_key=form_key).first() if form_key else None


def row_url(change):
    """Where a change stands on the pages of its review; a query."""
    before = change.review.changes.filter(position__lt=change.position).count()
    return f"{change.review.get_absolute_url()}?page={before // CHANGES_SHOWN + 1}#change-{change.pk}"


class ReviewSummary:
    """What a review comes to and, while it is open, all that is in its way; nothing is read before it is asked for."""

    def __init__(self, review):
        self.review = review

    @property
    def is_open(self):
        return self.review.status in OPEN_REVIEWS

    @cached_property
    def ground(self):
        return Ground(self.review)

    @cached_property
    def obstacles(self):
        return obstacles(self.review, self.ground) if self.is_open else []

    @property
    def code(self):
        return state_of_review(self.review)

    @cached_property
    def meters(self):
        """Foretold while it is open, on record once it was applied, None if it was withdrawn."""
        if self.review.status == ReviewStatus.APPLIED:
            return meters_on_record(self.review, self.ground)
        return self.ground.meters if self.is_open else None

    @property
    def general(self):
        """What is in the way of the review as a whole, in sentences."""
        return list(map(str, general_obstacles(self.ground))) if self.is_open else []

    @cached_property
    def counts(self):
        """[(label of a kind, how many changes are of it)], those that there are."""
        kinds = self.review.changes.order_by().values_list("kind")
        found = dict(kinds.annotate(Count("pk")))
        return [(kind.label, found[kind]) for kind in ChangeKind if kind in found]

    @property
    def moving(self):
        return self._count(Fate.MOVE)

    @property
    def leaving(self):
        return self._count(Fate.END)

    def _count(self, fate):
        return sum(destiny.fate == fate for destiny in self.ground.destinies.values())


class ReviewPage(ReviewSummary):
    """A page of its changes with what is in the way of these.

    Of `unsettled` ones it shows those that have obstacles, for which all changes are looked through.
    """

    def __init__(self, review, number=1, *, unsettled=False):
        super().__init__(review)
        self.number, self.unsettled = number, unsettled and self.is_open

    @cached_property
    def ground(self):
        return Ground(self.review, None if self.unsettled else list(self._slice(in_order(self.review))))

    @cached_property
    def obstacles(self):
        return obstacles_of_changes(self.ground) if self.is_open else []

    @cached_property
    def count(self):
        return len(self._with_obstacles) if self.unsettled else sum(count for _label, count in self.counts)

    @cached_property
    def _start(self):
        last = max(1, -(-self.count // CHANGES_SHOWN))
        return (max(1, min(self.number, last)) - 1) * CHANGES_SHOWN

    def _slice(self, changes):
        return changes[self._start : self._start + CHANGES_SHOWN]

    @cached_property
    def _with_obstacles(self):
        found = {one.change.pk for one in self.obstacles}
        return [change for change in self.ground.changes if change.pk in found]

    @cached_property
    def page(self):
        shown = self._slice(self._with_obstacles) if self.unsettled else self.ground.changes
        outcomes, holders = self._outcomes(shown), self._holders(shown)
        numbers, sides = self._numbers(shown), Sides(self.review, self.ground) if not self.is_open else None
        for change in shown:
            change.number = numbers[change.pk]
            change.told = _told(change, sides)
            change.obstacles = [one.sentence for one in self.obstacles if one.change.pk == change.pk]
            change.seats = self._seats(change)
            change.outcome = outcomes.get(change.pk, "")
            change.holders = [(held, self._fate_of(held)) for held in holders.get(change.pk, ())]
            change.all_may_stay = self._all_may_stay(change)
        has_next = self._start + CHANGES_SHOWN < self.count
        number = self._start // CHANGES_SHOWN + 1
        return Page(number, CHANGES_SHOWN, shown, self.count, capped=False, has_next=has_next)

    def note(self, user):
        """Put what upper floors say beside the changes of the page."""
        notes = notes_on(user, self.ground)
        for change in self.page.rows:
            change.notes = notes.get(change.pk, [])

    def _numbers(self, shown):
        """{change key: its number in the review}, as on its papers."""
        if self.unsettled:
            return {change.pk: number for number, change in enumerate(self.ground.changes, 1)}
        return {change.pk: number for number, change in enumerate(shown, self._start + 1)}

    def _outcomes(self, changes):
        """What becomes of posts that are abolished later: foretold while it is open."""
        if self.is_open:
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

    def _all_may_stay(self, change):
        """Whether that can be said of those of whom nothing is said yet."""
        after = self.ground.after(change) if any(not fate for _held, fate in change.holders) else None
        seats = {held.seat_id for held, _fate in change.holders if self.ground.stays(held)}
        return bool(after) and (change.kind == ChangeKind.ABOLISH or len(seats) <= after.authorised)

    def _holders(self, changes):
        """{change key: [Appointment]}: while it is open who holds a seat now; afterwards of whom something was said."""
        if self.is_open:
            return {change.pk: self.ground.holders.get(change.post_id, ()) for change in changes}
        keys, found = {change.pk for change in changes}, {}
        said = {key: one.change for key, one in self.ground.destinies.items() if one.change in keys}
        for held in Appointment.objects.filter(pk__in=said).select_related("engineer").order_by("pk"):
            found.setdefault(said[held.pk], []).append(held)
        return found

    def _fate_of(self, held):
        """In words with seat or day, "" while nothing is said."""
        destiny = self.ground.destinies.get(held.pk)
        if destiny is None:
            return ""
        if destiny.fate == Fate.KEEP and outlasts_term(held, self.review):
            return _("Stays on the seat beyond the end of the term, %(date)s") % {"date": held.last_day}
        place = {Fate.MOVE: f"{destiny.code}-{destiny.number}", Fate.END: destiny.ends_on}.get(destiny.fate, "")
        return f"{Fate(destiny.fate).label} {place}".rstrip()

    @cached_property
    def undecided(self):
        """How many holders there are in the whole review of whom nothing is said."""
        if not self.is_open:
            return 0
        there = self.review.changes.filter(subtree(self.review.unit.path, "post__unit__path")).order_by()
        held = there.filter(post__seats__appointments__status__in=OPEN_APPOINTMENTS)
        return len(set(held.values_list("post__seats__appointments", flat=True)) - self.ground.destinies.keys())


def _told(change, sides):
    """{field: text} of its post, before and after where they differ; `sides` are those of an applied review."""
    if sides:
        before, after = sides.before(change), sides.after(change)
    elif left(change):
        before = after = untold()
    else:
        before, after = change.post, change
    return {name: _both(before, after, name) for name in PLACE}


def _both(before, after, name):
    was = getattr(before, name) if before else None
    will_be = getattr(after, name) or was
    return str(will_be or "") if was is None or was == will_be else f"{was} → {will_be}"
