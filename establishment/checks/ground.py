"""What a review is compared with, read once: a constant number of queries for any number of changes."""

from functools import cached_property

from django.db.models import Max

from establishment.checks.facts import destinies_of, lingering, said_by
from establishment.checks.meters import level_of, meters_of, seats_there
from establishment.checks.picture import picture_of
from establishment.enums import OPEN_REVIEWS, ChangeKind, Fate, ReviewStatus
from establishment.models import HolderFate, PostChange
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


def in_order(review):
    """The changes of a review with what they name."""
    return review.changes.select_related(*OF_CHANGE).order_by("position")


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


class Ground:
    """All that the changes of a review are compared with, read once.

    Of a part of them it knows where they and their holders lead, not what the review comes to as a whole.
    """

    def __init__(self, review, part=None):
        self.review, self.part = review, part

    # --- What the review says --------------------------------------------------------------------------------------
    @cached_property
    def changes(self):
        return list(in_order(self.review)) if self.part is None else self.part

    @cached_property
    def fates(self):
        """{appointment key: HolderFate} of the changes, with what they name; of a part those who move or leave"""
        fates = self._all_fates
        if self.part is not None:
            keys = {change.pk for change in self.part}
            going = [one for one in self.destinies.values() if one.change in keys and one.fate != Fate.KEEP]
            if not going:
                return {}
            fates = fates.filter(appointment__in=[one.appointment for one in going])
        named = fates.select_related(*OF_FATE, "change__review").order_by("pk")
        return {fate.appointment_id: fate for fate in named}

    @cached_property
    def said(self):
        """[Said] of the changes, and of those to which holders move"""
        changes = self.review.changes.order_by("position")
        if self.part is not None:
            named = {change.pk for change in self.part} | {fate.to_change_id for fate in self.fates.values()}
            changes = changes.filter(pk__in=named - {None})
        return said_by(changes)

    @cached_property
    def destinies(self):
        """{appointment key: Destiny} of all changes of the review"""
        return destinies_of(self._all_fates.order_by("pk"))

    @cached_property
    def lingering(self):
        """{change key} of posts to be abolished that somebody still holds on the day"""
        return lingering(self.destinies, self.review.effective_on)

    @cached_property
    def abolished(self):
        """{post key} of what it abolishes, at once or later."""
        return set(self.review.changes.filter(kind=ChangeKind.ABOLISH).values_list("post", flat=True))

    @property
    def _all_fates(self):
        return HolderFate.objects.filter(change__review=self.review)

    # --- What it makes of the posts --------------------------------------------------------------------------------
    @cached_property
    def picture(self):
        """Of all posts that change, to which somebody moves, or that succeed."""
        keys = {said.post for said in self.said} | {fate.seat.post_id for fate in self.fates.values() if fate.seat_id}
        keys |= {change.successor_id for change in self.changes}
        return picture_of(self.said, self._posts_there.filter(pk__in=keys - {None}), self.lingering)

    @property
    def _posts_there(self):
        return Post.objects.filter(subtree(self.review.unit.path, "unit__path"))

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

    # --- What is there ---------------------------------------------------------------------------------------------
    @cached_property
    def posts(self):
        return [change.post_id for change in self.changes if change.post_id]

    @cached_property
    def holders(self):
        """{post key: [Appointment]} of the posts, and of those changed to which somebody moves"""
        moved_to = {fate.to_change.post_id for fate in self.fates.values() if fate.to_change_id} - {None}
        return holders_of(moved_to.union(self.posts))

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
    def waiting(self):
        """{post key} of posts that an earlier review abolishes once the last holder has left."""
        waiting = PostChange.objects.waiting_for_last_holder().filter(result__in=self.posts)
        return set(waiting.values_list("result", flat=True))

    def stays(self, held):
        """Whether somebody still holds the seat when the review takes effect."""
        destiny = self.destinies.get(held.pk)
        return destiny is None or destiny.stays_on(self.review.effective_on)

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
