"""Seats with those who hold them as they are without a review and as it would make them, a constant number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import F, Q

from establishment.checks.facts import destinies_of, lingering, said_by
from establishment.checks.picture import OF_STANDING, Standing, picture_of, standings_of
from establishment.enums import Fate, ReviewStatus
from establishment.models import HolderFate, PostChange, PostReview
from office.clock import today
from office.models.unit import name_on
from office.scope import any_subtree, subtree
from posts.enums import SeatState
from posts.models import Post, Seat
from posts.selectors.ledger import post_lookup, seats_on, state_on


class Chair(NamedTuple):
    """A seat on a day. `post` is its post as it stood then, `holder` the key of the appointment, None of a vacant one."""

    post: Standing
    number: int
    unit_name: str
    state: str
    holder: int | None = None
    person: str = ""
    retires_on: date | None = None

    @property
    def beyond(self):
        return self.number > self.post.authorised


FACTS = ("number", "unit_then", "state", "holder", "holder__engineer__name", "holder__engineer__retires_on")


@dataclass(frozen=True)
class Resorting:
    """The chairs of `posts` (keys), which reviews touch, without the reviews and with them; all others are as they were.

    `day_before` and `day_after` are the days of which the two sides tell. `unsaid` is how many leave with their posts though
    nothing is said of them.
    """

    reviews: list
    posts: frozenset
    day_before: date
    day_after: date
    before: list
    after: list
    unsaid: int = 0


def resorting_of(review):
    """What one review makes of its posts: on record once it was applied, foretold as things stand until then."""
    if review.status == ReviewStatus.APPLIED:
        return _on_record(review)
    return _foretold([review], max(today(), review.effective_on))


def resorting_by(user, day):
    """What approved reviews in sight of the user make of the posts by a day to come; None if there are none."""
    coming = coming_reviews(user, day)
    return _foretold(coming, day) if coming else None


def coming_reviews(user, day):
    """Approved, not applied yet, and in effect by a day to come."""
    if day <= today():
        return []
    approved = PostReview.objects.visible_to(user).filter(status=ReviewStatus.APPROVED, effective_on__lte=day)
    return list(approved.select_related("unit").order_by("effective_on", "pk"))


def counting_at(reviews, unit):
    """Those of a unit or of one below it, and those of units above it that touch its posts; at no unit all of them.

    A query, none where no review is of a unit above.
    """
    if unit is None:
        return reviews
    counting = {review.pk for review in reviews if unit.covers(review.unit.path)}
    above = {review.pk for review in reviews if review.unit.covers(unit.path)} - counting
    if above:
        counting |= _touching(unit, above)
    return [review for review in reviews if review.pk in counting]


def _touching(unit, reviews):
    """The keys of those whose changes name a post of the unit, set one up there, or move somebody there."""
    places = ("post__unit__path", "unit__path", "fates__seat__post__unit__path")
    there = reduce(or_, (subtree(unit.path, place) for place in places))
    return set(PostChange.objects.filter(there, review__in=reviews).order_by().values_list("review", flat=True))


def read_chairs(seats, day):
    """[Chair] of `seats_on` the day; a query."""
    there = post_lookup(day)
    names = ("post", "post__code", *(f"{there}__{name}" for name in OF_STANDING))
    rows = seats.annotate(unit_then=name_on(day, f"{there}__unit"), state=state_on(day)).values_list(*names, *FACTS)
    return [Chair(Standing(*row[: len(names)]), *row[len(names) :]) for row in rows]


def _chairs(seats, day):
    return read_chairs(seats_on(seats, day).order_by("post__code", "number"), day)


def _on_record(review):
    posts = frozenset(_touched(review).values_list("pk", flat=True))
    eve = review.effective_on - timedelta(days=1)
    before, after = (_chairs(Seat.objects.filter(post__in=posts), day) for day in (eve, review.effective_on))
    return Resorting([review], posts, eve, review.effective_on, before, after)


def _touched(review):
    """The posts that are changed, and those to which somebody moves."""
    changes, fates = review.changes, HolderFate.objects.filter(change__review=review)
    return Post.objects.filter(
        Q(pk__in=changes.values("post")) | Q(pk__in=changes.values("result")) | Q(pk__in=fates.values("seat__post"))
    ).order_by()


def _foretold(reviews, day):
    """Posts that left the unit of the review that names them are left out, and moves to such posts."""
    changes = PostChange.objects.filter(_stays_within("review", "post"), review__in=reviews)
    said = said_by(changes.order_by("review", "position"))
    named = ("change__post", "seat__post", "to_change__post")
    staying = [_stays_within("change__review", post) for post in named]
    destinies = destinies_of(HolderFate.objects.filter(*staying, change__review__in=reviews).order_by())
    keys = {one.post for one in (*said, *destinies.values())} - {None}
    paths = [review.unit.path for review in reviews]
    before = _chairs(Seat.objects.filter(any_subtree(paths, "post__unit__path"), post__in=keys), day)
    posts = {chair.post.post: chair.post for chair in before}
    if abolished := keys - posts.keys():
        there = Post.objects.filter(any_subtree(paths, "unit__path"), pk__in=abolished)
        posts |= {standing.post: standing for standing in standings_of(there)}
    standings = picture_of(said, posts.values(), lingering(destinies, day)).after
    names = {chair.post.unit: chair.unit_name for chair in before} | {one.unit: one.unit_name for one in said}
    after = _placed(standings, _sitting(before, destinies, day), names)
    unsaid = sum(_leaves_unsaid(chair, destinies, standings) for chair in before)
    return Resorting(reviews, frozenset(posts), day, day, before, list(after), unsaid)


def _leaves_unsaid(chair, destinies, standings):
    """Whether the post of a holder of whom nothing is said would be there no longer."""
    return chair.holder is not None and chair.holder not in destinies and not standings[chair.post.code].counts


def _stays_within(review, post):
    """The condition that the post, if there is one, stands below the unit of the review."""
    return Q(**{post: None}) | Q(**{f"{post}__unit__path__startswith": F(f"{review}__unit__path")})


def _sitting(before, destinies, day):
    """{(code of a post, seat number): the chair of whoever would be there}"""
    found = {}
    for chair in before:
        if chair.holder and (place := _place(chair, destinies.get(chair.holder), day)):
            found[place] = chair
    return found


def _place(chair, destiny, day):
    if destiny is None or destiny.stays_on(day):
        return chair.post.code, chair.number
    return (destiny.code, destiny.number) if destiny.fate == Fate.MOVE else None


def _placed(standings, sitting, names):
    taken = {}
    for code, number in sitting:
        taken.setdefault(code, set()).add(number)
    for code, standing in sorted(standings.items()):
        if standing.counts:
            unit_name = names.get(standing.unit, "")
            for number in _numbers(standing.authorised, taken.get(code)):
                there = sitting.get((code, number))
                holder = _holder_of(there) if there else (SeatState.VACANT,)
                yield Chair(standing, number, unit_name, *holder)


def _numbers(authorised, taken):
    """Of the seats that there are: up to the authorised number, and beyond it those that are taken."""
    numbers = range(1, authorised + 1)
    return numbers if not taken or max(taken) <= authorised else sorted(taken.union(numbers))


def _holder_of(chair):
    return chair.state, chair.holder, chair.person, chair.retires_on
