"""What a review is compared with, read once: a constant number of queries for any number of changes."""

from functools import cached_property

from django.db.models import Max, Q

from establishment.checks.facts import destinies_of, lingering, said_by, said_of
from establishment.checks.meters import appointing_level, higher, level_of, meters_of, seats_there
from establishment.checks.picture import picture_of, standings_of
from establishment.enums import OPEN_REVIEWS, ChangeKind, Fate, ReviewStatus
from establishment.models import HolderFate, PostChange
from office.scope import subtree
from posts import eligibility
from posts.checks.timeline import Stay
from posts.enums import OPEN_APPOINTMENTS
from posts.models import Appointment, BatchRow, Post, PostVersion
from posts.models.appointment import NEVER_HELD
from rulebooks.selectors import numbers_on

PUT_TO_REVIEW = OPEN_REVIEWS - {ReviewStatus.DRAFT}

OF_CHANGE = (
    "post__unit", "post__discipline", "post__grade", "unit", "discipline", "grade", "line__demand_return__unit",
)  # fmt: skip
SUCCESSORS = ("successor", "successor_change")  # few changes name one
OF_FATE = (
    "appointment__engineer__unit", "appointment__engineer__discipline", "appointment__grade",
    "appointment__seat__post__unit", "seat__post__unit", "to_change__unit", "to_change__post__unit", "change__line",
)  # fmt: skip


def in_order(review):
    """The changes of a review with what they name."""
    return review.changes.select_related(*OF_CHANGE).prefetch_related(*SUCCESSORS).order_by("position")


def holders_of(posts):
    """{post key: [Appointment]} of those who hold a seat of the posts or are to hold one; a query."""
    return _by_post(Appointment.objects.filter(status__in=OPEN_APPOINTMENTS, seat__post__in=posts))


def seated_from(day, posts):
    """The same with those who have left later than on the day; a query."""
    held = Appointment.objects.filter(Q(ended_on=None) | Q(ended_on__gt=day), seat__post__in=posts)
    return _by_post(held.exclude(NEVER_HELD))


def _by_post(appointments):
    found = {}
    for held in appointments.select_related("engineer", "seat").order_by("seat__number", "starts_on"):
        found.setdefault(held.seat.post_id, []).append(held)
    return found


def undecided_of(change):
    """[Appointment] of its holders of whom nothing is said; none of a post that left the review's unit."""
    if not change.review.unit.covers(change.post.unit.path):
        return []
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
        if self.part is None:
            return said_by(self.review.changes.order_by("position"))
        moved_to = {fate.to_change_id: fate.to_change for fate in self.fates.values() if fate.to_change_id}
        return [said_of(change) for change in (moved_to | {change.pk: change for change in self.part}).values()]

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
        keys = {said.post for said in self.said} | self._named
        standings = standings_of(Post.objects.filter(pk__in=keys - {None}))
        within = [standing for standing in standings if standing.path.startswith(self.review.unit.path)]
        return picture_of(self.said, within, self.lingering)

    @property
    def _named(self):
        """{post key} of posts that are named though they need not change"""
        if self.part is None:
            moved_to = (destiny.post for destiny in self.destinies.values())
            return {*moved_to, *self.review.changes.exclude(successor=None).values_list("successor", flat=True)}
        seats = (fate.seat.post_id for fate in self.fates.values() if fate.seat_id)
        return {*seats, *(change.successor_id for change in self.part)}

    @property
    def _posts_there(self):
        return Post.objects.filter(subtree(self.review.unit.path, "unit__path"))

    @cached_property
    def rules(self):
        return numbers_on(self.review.effective_on)

    @cached_property
    def meters(self):
        return meters_of(seats_there(self._posts_there), self.picture, self.rules)

    @property
    def level(self):
        """The AuthorityLevel that approves it: who authorises its posts, and who appoints those who move or leave."""
        return higher(level_of(self.picture, self.rules), appointing_level(self._appointed, self.rules))

    @property
    def _appointed(self):
        """(unit's path, grade) of the appointments that end and of the posts to which holders move."""
        for fate in self.fates.values():
            if fate.fate != Fate.KEEP:
                yield fate.appointment.seat.post.unit.path, fate.appointment.grade_id
            after = target_of(fate, self)[0] if fate.fate == Fate.MOVE else None
            if after:
                yield after.path, after.grade

    # --- What is there ---------------------------------------------------------------------------------------------
    @cached_property
    def posts(self):
        """[key] of those that did not leave the review's unit."""
        unit = self.review.unit
        return [change.post_id for change in self.changes if change.post and unit.covers(change.post.unit.path)]

    @cached_property
    def moved_to(self):
        """{post key} of the posts that are there to which holders move."""
        return {post_moved_to(fate) for fate in self.fates.values() if fate.fate == Fate.MOVE} - {None}

    @cached_property
    def seated(self):
        """{post key: [Appointment]} of whoever holds a seat on the day or later, of the posts and of `moved_to`."""
        return seated_from(self.review.effective_on, self.moved_to.union(self.posts))

    @cached_property
    def holders(self):
        """{post key: [Appointment]} of those who hold a seat of the posts now, or are to hold one."""
        return {
            post: [held for held in self.seated.get(post, ()) if held.status in OPEN_APPOINTMENTS]
            for post in self.posts
        }

    @cached_property
    def latest(self):
        """{post key: first day of its last version}"""
        versions = PostVersion.objects.filter(post__in=self.posts).order_by()
        return dict(versions.values_list("post").annotate(Max("starts_on")))

    @cached_property
    def elsewhere(self):
        """{post key, or code of a new one: PostReview}: others that were put to review already."""
        same = Q(post__in=self.posts) | Q(code__in=self._new_codes)
        others = PostChange.objects.filter(same, review__status__in=PUT_TO_REVIEW).exclude(review=self.review)
        named = others.select_related("review__unit").order_by("pk")
        return {change.post_id or change.code: change.review for change in named}

    @cached_property
    def promised(self):
        """{(post key, seat number): PostReview}: others that were put to review already send somebody there."""
        if not self.moved_to:
            return {}
        there = Q(seat__post__in=self.moved_to) | Q(to_change__post__in=self.moved_to)
        others = HolderFate.objects.filter(there, change__review__status__in=PUT_TO_REVIEW)
        others = others.exclude(change__review=self.review).select_related("seat", "to_change", "change__review__unit")
        return {
            (post_moved_to(fate), fate.seat.number if fate.seat_id else fate.number): fate.change.review
            for fate in others.order_by("pk")
        }

    @cached_property
    def taken_codes(self):
        return set(Post.objects.filter(code__in=self._new_codes).values_list("code", flat=True))

    @property
    def _new_codes(self):
        return [change.code for change in self.changes if change.code]

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
                    unit=unit_moved_to(fate),
                    on=self.review.effective_on,
                )
                for fate, after in moving
                if after
            ]
        )

    @cached_property
    def waiting(self):
        """{post key} of posts that an earlier review abolishes once the last holder has left."""
        posts = {*self.posts, *(change.successor_id for change in self.changes)}
        waiting = PostChange.objects.waiting_for_last_holder().filter(result__in=posts - {None})
        return set(waiting.values_list("result", flat=True))

    @cached_property
    def abolished_by_corrected(self):
        """{post key} of posts that the review abolished which this one corrects."""
        abolished = PostChange.objects.filter(review=self.review.corrects_id, kind=ChangeKind.ABOLISH)
        return set(abolished.values_list("result", flat=True)) if self.review.corrects_id else set()

    # --- Who sits where --------------------------------------------------------------------------------------------
    def until(self, held):
        """The day from which on somebody holds the seat no more; None while nothing ends that."""
        destiny = self.destinies.get(held.pk)
        if held.ended_on or destiny is None or destiny.fate == Fate.KEEP:
            return held.ended_on
        leaves_on = self.review.effective_on if destiny.fate == Fate.MOVE else destiny.ends_on
        return max(leaves_on, held.starts_on)

    def stays(self, held):
        """Whether somebody still holds the seat when the review takes effect, or is to hold it later."""
        until = self.until(held)
        return until is None or until > max(self.review.effective_on, held.starts_on)

    def stays_on(self, post):
        """[Stay] on the seats of a post, by their numbers."""
        return [
            Stay(held.seat.number, held.engineer_id, held.starts_on, self.until(held))
            for held in self.seated.get(post, ())
        ]

    @cached_property
    def arrivals(self):
        """{code of a post: [Stay]} of those who move there."""
        found = {}
        for destiny in self.destinies.values():
            if destiny.fate == Fate.MOVE:
                stay = Stay(destiny.number, destiny.appointment, self.review.effective_on)
                found.setdefault(destiny.code, []).append(stay)
        return found

    def sitting(self, fate):
        """[Appointment] of those who hold the seat to which somebody moves, or are to hold it."""
        number = fate.seat.number if fate.seat_id else fate.number
        return [held for held in self.seated.get(post_moved_to(fate), ()) if held.seat.number == number]

    @cached_property
    def _going(self):
        return [fate.appointment for fate in self.fates.values() if fate.fate != Fate.KEEP]

    @cached_property
    def awaited(self):
        """{appointment key: BatchRow} of who moves or leaves: what is decided for a day to come, and not given up."""
        if not self._going:
            return {}
        given_up = [one.appointment for one in self.destinies.values() if one.fate == Fate.END]
        rows = BatchRow.objects.awaiting_their_day().filter(appointment__in=self._going).exclude(result__in=given_up)
        return {row.appointment_id: row for row in rows}

    @cached_property
    def other_seats(self):
        """{engineer key: [Appointment]} of those who move: what they hold besides, or are to hold, and keep."""
        people = {fate.appointment.engineer_id for fate in self.fates.values() if fate.fate == Fate.MOVE}
        if not people:
            return {}
        held = Appointment.objects.filter(Q(ended_on=None) | Q(ended_on__gt=self.review.effective_on))
        held = held.filter(engineer__in=people).exclude(NEVER_HELD).exclude(pk__in=[one.pk for one in self._going])
        found = {}
        for other in held.select_related("seat__post__unit").order_by("starts_on"):
            found.setdefault(other.engineer_id, []).append(other)
        return found

    def rule(self, path, grade):
        """What the rulebook that governs the unit of the path says of a grade, or None."""
        return self.rules.grade_rule_at(path, grade)


def post_moved_to(fate):
    """The key of the post to which somebody moves, None of a new one."""
    return fate.seat.post_id if fate.seat_id else fate.to_change.post_id


def unit_moved_to(fate):
    if fate.seat_id:
        return fate.seat.post.unit
    return fate.to_change.unit or fate.to_change.post.unit


def target_of(fate, ground):
    """(Standing or None, seat number) to which somebody moves."""
    if fate.to_change_id:
        return ground.after(fate.to_change), fate.number
    return ground.picture.after.get(fate.seat.post.code), fate.seat.number
