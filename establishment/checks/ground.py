"""What a review is compared with, read once: a constant number of queries for any number of changes."""

from functools import cached_property

from django.db.models import Max

from establishment.checks.facts import lingering, said_by
from establishment.checks.meters import level_of, meters_of, seats_there
from establishment.checks.picture import picture_of
from establishment.enums import OPEN_REVIEWS, ChangeKind, Fate, ReviewStatus
from establishment.models import HolderFate, PostChange
from office.check_codes import digest
from office.scope import subtree
from posts import eligibility
from posts.enums import OPEN_APPOINTMENTS
from posts.models import Appointment, Post, PostVersion
from rulebooks.selectors import RulesOn

OF_CHANGE = (
    "post__unit", "post__discipline", "post__grade", "unit", "discipline", "grade", "successor", "successor_change",
    "line__demand_return__unit",
)  # fmt: skip
OF_FATE = (
    "appointment__engineer__unit", "appointment__engineer__discipline", "appointment__seat__post", "seat__post__unit",
    "to_change__unit", "to_change__post__unit", "change__line",
)  # fmt: skip


def changes_of(review):
    """The changes with what they name, in their order; a query."""
    return list(review.changes.select_related(*OF_CHANGE).order_by("position"))


def fates_of(review):
    """{appointment key: HolderFate} with what they name; a query."""
    fates = HolderFate.objects.filter(change__review=review).select_related(*OF_FATE, "change__review").order_by("pk")
    return {fate.appointment_id: fate for fate in fates}


def holders_of(posts):
    """{post key: [Appointment]} of those who hold a seat of the posts or are to hold one; a query."""
    found = {}
    held = Appointment.objects.filter(status__in=OPEN_APPOINTMENTS, seat__post__in=posts)
    for appointment in held.select_related("engineer", "seat").order_by("seat__number", "starts_on"):
        found.setdefault(appointment.seat.post_id, []).append(appointment)
    return found


def undecided_of(change):
    """[Appointment] of its holders of whom it is not said what becomes of them; two queries."""
    said = set(change.fates.values_list("appointment", flat=True))
    return [held for held in holders_of([change.post_id]).get(change.post_id, ()) if held.pk not in said]


def _lingers(fate):
    late = fate.fate == Fate.END and fate.ends_on > fate.change.review.effective_on
    return fate.appointment.status in OPEN_APPOINTMENTS and (late or fate.fate == Fate.KEEP)


class Ground:
    """All that a review is compared with, read once."""

    def __init__(self, review):
        self.review = review
        self.changes = changes_of(review)
        self.fates = fates_of(review)

    @cached_property
    def posts(self):
        return [change.post_id for change in self.changes if change.post_id]

    @cached_property
    def picture(self):
        return picture_of(self.said, self._posts_there, self.lingering)

    @cached_property
    def said(self):
        return said_by(self.review.changes.order_by("position"))

    @property
    def _posts_there(self):
        return Post.objects.filter(subtree(self.review.unit.path, "unit__path"))

    @cached_property
    def lingering(self):
        return lingering(HolderFate.objects.filter(change__review=self.review))

    @cached_property
    def rules(self):
        return RulesOn(self.review.effective_on)

    @cached_property
    def meters(self):
        return meters_of(seats_there(self._posts_there), self.picture, self.rules)

    @property
    def level(self):
        """The AuthorityLevel that approves it."""
        return level_of(self.picture, self.rules)

    @cached_property
    def holders(self):
        return holders_of(self.posts)

    @cached_property
    def latest(self):
        """{post key: first day of its last version}"""
        versions = PostVersion.objects.filter(post__in=self.posts).order_by()
        return dict(versions.values_list("post").annotate(Max("starts_on")))

    @cached_property
    def elsewhere(self):
        """{post key: PostReview}: others that were put to review already."""
        others = PostChange.objects.filter(
            post__in=self.posts, review__status__in=OPEN_REVIEWS - {ReviewStatus.DRAFT}
        ).exclude(review=self.review)
        return {change.post_id: change.review for change in others.select_related("review").order_by("pk")}

    @cached_property
    def taken_codes(self):
        codes = [change.code for change in self.changes if change.code]
        return set(Post.objects.filter(code__in=codes).values_list("code", flat=True))

    @cached_property
    def codes(self):
        """{post key: code} of the picture before."""
        return {standing.post: code for code, standing in self.picture.before.items()}

    def before(self, change):
        """The Standing of a change's post, None of a new one and if it is out of the review's unit."""
        return self.picture.before.get(self.codes.get(change.post_id))

    def after(self, change):
        """The same as it would be."""
        return self.picture.after.get(change.code or self.codes.get(change.post_id))

    @cached_property
    def fits(self):
        """{fate key: Fit} of who moves, for the grade of the post as it would be."""
        moving = ((fate, target_of(fate, self)[0]) for fate in self.fates.values() if fate.fate == Fate.MOVE)
        return eligibility.fits(
            [
                eligibility.Candidate(
                    key=fate.pk,
                    engineer=fate.appointment.engineer,
                    grade_id=after.grade,
                    unit=_unit_of(fate),
                    on=self.review.effective_on,
                )
                for fate, after in moving
                if after
            ]
        )

    @cached_property
    def abolished(self):
        """{post key} of what it abolishes, at once or later."""
        return {change.post_id for change in self.changes if change.kind == ChangeKind.ABOLISH}

    @cached_property
    def waiting(self):
        """{post key} of posts that an earlier review abolishes once the last holder has left."""
        waiting = PostChange.objects.waiting_for_last_holder().filter(result__in=self.posts)
        return set(waiting.values_list("result", flat=True))

    def stays(self, held):
        """Whether somebody still holds the seat when the review takes effect."""
        fate = self.fates.get(held.pk)
        return fate is None or _lingers(fate)

    def sitting(self, fate):
        """[Appointment] of those who hold the seat now to which somebody moves, or are to hold it."""
        if fate.seat_id:
            return self.taken_seats.get(fate.seat_id, [])
        return [held for held in self.holders.get(fate.to_change.post_id, ()) if held.seat.number == fate.number]

    @cached_property
    def taken_seats(self):
        """{seat key: [Appointment]} of the seats to which holders would move."""
        seats = [fate.seat_id for fate in self.fates.values() if fate.seat_id]
        found = {}
        for held in Appointment.objects.filter(seat__in=seats, status__in=OPEN_APPOINTMENTS).select_related("engineer"):
            found.setdefault(held.seat_id, []).append(held)
        return found


def _unit_of(fate):
    """Of the post to which somebody moves."""
    if fate.seat_id:
        return fate.seat.post.unit
    return fate.to_change.unit or fate.to_change.post.unit


def target_of(fate, ground):
    """(Standing or None, seat number) to which somebody moves."""
    if fate.to_change_id:
        return ground.after(fate.to_change), fate.number
    return ground.picture.after.get(fate.seat.post.code), fate.seat.number


# --- What was shown --------------------------------------------------------------------------------------------
def state_of(review, ground):
    """A code of all that it says: who approves it approves what was shown."""
    own = (review.status, review.unit_id, review.effective_on)
    changes = (
        (change.pk, change.kind, change.code, change.post_id, change.post_seen, *_said(change))
        for change in ground.changes
    )
    fates = (
        (fate.appointment_id, fate.fate, fate.seat_id, fate.to_change_id, fate.number, fate.ends_on, fate.end_reason)
        for fate in ground.fates.values()
    )
    return digest([*own, *(value for row in (*changes, *fates) for value in row)])


def _said(change):
    yield from (getattr(value, "pk", value) for value in change.said.values())
    yield from (change.successor_id, change.successor_change_id, change.line_id, change.reason)
