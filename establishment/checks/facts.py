"""What changes and fates say, as values: of hundreds of them nothing else is asked than what pictures are made of."""

from datetime import date
from typing import NamedTuple

from establishment.enums import FIELDS_OF_KIND, ChangeKind, Fate
from establishment.models import HolderFate
from establishment.models.post_change import CONTENT
from office.check_codes import digest
from posts.enums import OPEN_APPOINTMENTS


class Said(NamedTuple):
    """Of a change; what is None stays as it is, `post` is None of a new one."""

    pk: int
    kind: str
    code: str  # of a new post
    post: int | None
    title: str | None
    unit: int | None
    path: str | None
    unit_name: str | None
    discipline: int | None
    grade: int | None
    authorised: int | None


class Destiny(NamedTuple):
    """Of a fate; `post` (None of a new one), its `code` and `number` are the seat of who moves."""

    appointment: int
    fate: str
    ends_on: date | None
    post: int | None
    code: str
    number: int | None
    change: int
    of_abolished: bool  # whether the post is to be abolished
    is_open: bool  # whether the appointment is still to be decided of

    def stays_on(self, day):
        """Whether the seat is still held on the day."""
        return self.fate == Fate.KEEP or (self.fate == Fate.END and self.ends_on > day)


def said_of(change):
    """The Said of a change with its unit."""
    place = (change.unit_id, change.unit and change.unit.path, change.unit and change.unit.name)
    numbers = (change.discipline_id, change.grade_id, change.authorised)
    return Said(change.pk, change.kind, change.code, change.post_id, change.title, *place, *numbers)


def said_by(changes):
    """[Said] of a queryset of changes, in its order; a query."""
    named = ("unit", "unit__path", "unit__name", "discipline", "grade", "authorised")
    return [Said(*row) for row in changes.values_list("pk", "kind", "code", "post", "title", *named)]


OF_DESTINY = (
    *("appointment", "fate", "ends_on", "seat__post", "seat__post__code", "to_change__post", "to_change__post__code"),
    *("to_change__code", "seat__number", "number", "change", "change__kind", "appointment__status"),
)


def destinies_of(fates):
    """{appointment key: Destiny} of a queryset of fates; a query."""
    return {row[0]: _destiny(*row) for row in fates.values_list(*OF_DESTINY)}


def _destiny(appointment, fate, ends_on, post, there, to_change, changed, new, at, number, change, kind, status):
    seat = (post or to_change, there or changed or new or "", at or number)
    return Destiny(appointment, fate, ends_on, *seat, change, kind == ChangeKind.ABOLISH, status in OPEN_APPOINTMENTS)


# --- What is saved, and told of it -----------------------------------------------------------------------------
BLANK = {"seat": None, "to_change": None, "number": None, "ends_on": None, "end_reason": "", "reason": ""}  # of a fate


def whole_change(facts, kind):
    """All that is saved of a change of the kind for the facts that are said: the rest is taken away."""
    facts = dict.fromkeys(set(CONTENT) - FIELDS_OF_KIND[kind]) | facts
    if kind != ChangeKind.ABOLISH or facts.get("successor"):
        facts = {"successor": None} | facts | {"successor_change": None}
    return facts


def told_of_fate(fate):
    """{field: value} of what is said, each None while nothing is; `seat` is the one to which somebody moves, in words."""
    names = ("fate", "ends_on", "end_reason", "reason")
    return {name: fate and getattr(fate, name) for name in names} | {"seat": fate and _seat_of(fate)}


def in_holder_keys(held):
    """How an Appointment stands among the `holder_keys` of an entry of the audit trail."""
    return f"<{held.pk}>"


def _seat_of(fate):
    """To which somebody moves, "" of who does not."""
    if fate.fate != Fate.MOVE:
        return ""
    if fate.seat:
        return f"{fate.seat.post.code} · {fate.seat.number}"
    return f"{fate.to_change.post.code if fate.to_change.post else fate.to_change.code} · {fate.number}"


# --- All of a review -------------------------------------------------------------------------------------------
def lingering(destinies, day):
    """{change key} of posts to be abolished that somebody still holds when the review takes effect on the day."""
    return {one.change for one in destinies.values() if one.of_abolished and one.is_open and one.stays_on(day)}


OF_CHANGES = (
    *("position", "kind", "code", "post", "title", "unit", "discipline", "grade", "duties", "authorised"),
    *("successor", "successor_change", "line", "reason"),
)
OF_FATES = ("appointment", "fate", "seat", "to_change", "number", "ends_on", "end_reason", "reason")


def all_said(review):
    """Every value of its changes and fates, for a code that stands for them; two queries."""
    for row in review.changes.order_by("position").values_list(*OF_CHANGES):
        yield from row
    fates = HolderFate.objects.filter(change__review=review).order_by("change__position", "appointment")
    for row in fates.values_list(*OF_FATES):
        yield from row


def state_of_review(review):
    """A code of all that it says, and of the posts as they were seen: who approves it approves what was shown; three queries."""
    seen = review.changes.order_by("position").values_list("pk", "post_seen")
    own = (review.status, review.title, review.explanation, review.unit_id, review.effective_on)
    return digest([*own, *(value for row in seen for value in row), *all_said(review)])


def outlasts_term(held, review):
    """Whether who stays on the seat does so though the term is over by the day of the review."""
    return held.until <= review.effective_on
