"""Seats with those who hold them as they are without a review and as it would make them, a constant number of queries."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from establishment.checks.ground import OF_CHANGE, OF_FATE
from establishment.checks.picture import picture_of
from establishment.enums import Fate, ReviewStatus
from establishment.models import HolderFate, PostChange, PostReview
from office.clock import today
from posts.enums import SeatState
from posts.models import Post, Seat
from posts.selectors.ledger import ledger

FACTS = (
    *("post", "post__code", "number", "version__authorised", "version__grade", "version__discipline"),
    *("version__unit", "version__unit__path", "unit_then", "state"),
    *("holder", "holder__engineer__name", "holder__engineer__retires_on"),
)


@dataclass(frozen=True)
class Chair:
    """A seat on a day, with its post as it stood then. `holder` is the key of the appointment, None of a vacant one.

    `post` is None of a post that is yet to be set up; `seats` is how many the post had.
    """

    post: int | None
    code: str
    number: int
    seats: int
    grade: int
    discipline: int
    unit: int
    path: str
    unit_name: str
    state: str
    holder: int | None = None
    person: str = ""
    retires_on: date | None = None

    @property
    def beyond(self):
        return self.number > self.seats


@dataclass(frozen=True)
class Resorting:
    """The chairs of `posts` (their keys), which reviews touch, without the reviews and with them; all others are as they were.

    `day_before` and `day_after` are the days of which the two sides tell.
    """

    reviews: list
    posts: set
    day_before: date
    day_after: date
    before: list
    after: list


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
    return list(approved.order_by("effective_on", "pk"))


def chairs_on(posts, day):
    seats = ledger(Seat.objects.filter(post__in=posts), day).order_by("post__code", "number")
    return [Chair(*row) for row in seats.values_list(*FACTS)]


def _on_record(review):
    changes, fates = _changes_and_fates([review])
    posts, eve = _touched(changes, fates), review.effective_on - timedelta(days=1)
    return Resorting(
        [review], posts, eve, review.effective_on, chairs_on(posts, eve), chairs_on(posts, review.effective_on)
    )


def _changes_and_fates(reviews):
    changes = PostChange.objects.filter(review__in=reviews).select_related(*OF_CHANGE).order_by("review", "position")
    fates = HolderFate.objects.filter(change__review__in=reviews).select_related(*OF_FATE, "change__review")
    return list(changes), list(fates)


def _touched(changes, fates):
    """The posts that are changed, and those to which somebody moves."""
    posts = {key for change in changes for key in (change.post_id, change.result_id)}
    return (posts | {fate.seat.post_id for fate in fates if fate.seat_id}) - {None}


def _foretold(reviews, day):
    changes, fates = _changes_and_fates(reviews)
    posts = _touched(changes, fates)
    before = chairs_on(posts, day)
    standings = picture_of(changes, Post.objects.filter(pk__in=posts)).after
    after = _placed(standings, _sitting(before, fates, day), _names(changes, before))
    return Resorting(reviews, posts, day, day, before, list(after))


def _sitting(before, fates, day):
    """{(code of a post, seat number): the chair of whoever would be there}"""
    said = {fate.appointment_id: fate for fate in fates}
    found = {}
    for chair in before:
        if chair.holder and (place := _place(chair, said.get(chair.holder), day)):
            found[place] = chair
    return found


def _place(chair, fate, day):
    if fate is None or fate.fate == Fate.KEEP:
        return chair.code, chair.number
    if fate.fate == Fate.END:
        return (chair.code, chair.number) if fate.ends_on > day else None
    if fate.seat_id:
        return fate.seat.post.code, fate.seat.number
    return fate.to_change.code or fate.to_change.post.code, fate.number


def _placed(standings, sitting, names):
    beyond = {}
    for code, number in sitting:
        beyond.setdefault(code, set()).add(number)
    for code, standing in sorted(standings.items()):
        if not standing.counts:
            continue
        for number in sorted(set(range(1, standing.authorised + 1)) | beyond.get(code, set())):
            chair = _empty(standing, number, names)
            there = sitting.get((code, number))
            yield (
                chair
                if there is None
                else replace(
                    chair, state=there.state, holder=there.holder, person=there.person, retires_on=there.retires_on
                )
            )


def _empty(standing, number, names):
    return Chair(
        standing.post,
        standing.code,
        number,
        standing.authorised,
        standing.grade,
        standing.discipline,
        standing.unit,
        standing.path,
        names.get(standing.unit, ""),
        SeatState.VACANT,
    )


def _names(changes, before):
    """{unit key: name} of all units in which the posts are or would be."""
    units = (unit for change in changes for unit in (change.unit, change.post and change.post.unit) if unit)
    return {chair.unit: chair.unit_name for chair in before} | {unit.pk: unit.name for unit in units}
