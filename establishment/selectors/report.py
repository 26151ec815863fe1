"""What the papers of a review tell, for the meeting before it and as its report afterwards: a constant number of queries."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from establishment.checks.facts import outlasts_term
from establishment.checks.ground import Ground
from establishment.checks.meters import meters_of, seats_there
from establishment.checks.picture import picture_of, standings_on_record
from establishment.checks.reviews import obstacles
from establishment.enums import OPEN_REVIEWS, ChangeKind, Fate, ReviewStatus
from establishment.models import PostChange, PostReview
from establishment.selectors.abolitions import waits
from establishment.selectors.sides import Side, Sides, left_to_holders
from office.clock import last_day
from office.numbers import signed, signed_money
from office.sentences import strung
from posts.models import PostVersion


@dataclass(frozen=True)
class ChangeRow:
    """A change with the texts that tell both sides where they differ."""

    number: int
    change: PostChange
    code: str
    before: Side | None
    after: Side
    successor: str
    why: str

    @property
    def kind(self):
        return self.change.get_kind_display()

    @property
    def title(self):
        return self._told("title")

    @property
    def unit(self):
        return self._told("unit")

    @property
    def discipline(self):
        return self._told("discipline")

    @property
    def grade(self):
        return self._told("grade")

    @property
    def status(self):
        return self._told("status")

    @property
    def is_gone(self):
        """Whether it is part of the establishment no more."""
        return self.change.kind == ChangeKind.ABOLISH and not self.after.seats

    @property
    def seats(self):
        return f"{self.seats_before} → {self.after.seats}" if self.more else str(self.after.seats)

    @property
    def seats_before(self):
        return self.before.seats if self.before else 0

    @property
    def more(self):
        return self.after.seats - self.seats_before

    def _told(self, name):
        after = getattr(self.after, name)
        before = getattr(self.before, name) if self.before else after
        return after if before == after else f"{before or '—'} → {after or '—'}"


@dataclass(frozen=True)
class HolderRow:
    """Somebody on a post that is changed, and what becomes of him or her."""

    number: int
    name: str
    employee_number: str
    unit: str
    seat: str
    last_day: datetime.date
    fate: str
    to_seat: str
    ends_on: datetime.date | None
    why: str


@dataclass(frozen=True)
class KindSum:
    label: str
    posts: int
    before: int
    after: int

    @property
    def extra(self):
        return signed(self.after - self.before)


@dataclass(frozen=True)
class ReviewPaper:
    review: PostReview
    unit: str
    sentences: list
    sums: list  # [KindSum] of the kinds that there are
    total: KindSum
    changes: list  # [ChangeRow]
    holders: list  # [HolderRow]
    obstacles: list  # sentences, while it is open

    @property
    def steps(self):
        """[(what was done, by whom and when)]"""
        review = self.review
        steps = (
            (_("Drafted by"), review.created_by, review.created_at),
            (_("Put to review by"), review.proposed_by, review.proposed_at),
            (_("Approved by"), review.approved_by, review.approved_at),
            (_("Applied by"), review.applied_by, review.applied_at),
        )
        return [(label, person, at) for label, person, at in steps if at]


def review_paper_of(review, ground=None):
    """What the papers say now, in the language of the screen."""
    ground = ground or Ground(review)
    sides = Sides(review, ground)
    changes = _changes(ground, sides)
    return ReviewPaper(
        review,
        sides.unit,
        list(_sentences(review, ground)),
        [
            _summed(kind.label, rows)
            for kind in ChangeKind
            if (rows := [row for row in changes if row.change.kind == kind])
        ],
        _summed(_("Sum"), changes),
        changes,
        _holders(ground, sides),
        list(map(str, obstacles(review, ground))) if review.status in OPEN_REVIEWS else [],
    )


# --- What it comes to ------------------------------------------------------------------------------------------
def _sentences(review, ground):
    meters = meters_on_record(review, ground) if review.status == ReviewStatus.APPLIED else ground.meters
    yield _("Authorised seats: %(before)d → %(after)d.") % {"before": meters.seats_before, "after": meters.seats_after}
    yield _("Plants and disciplines with a seat: %(before)d → %(after)d.") % {
        "before": meters.covered_before,
        "after": meters.covered_after,
    }
    yield _("Yearly allowances: %(money)s yuan.") % {"money": signed_money(meters.money)}
    if meters.unpriced:
        yield _("Seats more or fewer of which no rulebook says the allowance: %(count)s.") % {
            "count": signed(meters.unpriced)
        }
    yield _quotas(len(meters.broken))
    yield _fates(ground)


def meters_on_record(review, ground):
    """From the posts as they stood the day before it took effect."""
    eve = last_day(review.effective_on)
    versions = PostVersion.objects.standing_on(eve).in_unit_on(review.unit, eve).filter(starts_on__lte=eve)
    picture = picture_of(ground.said, standings_on_record(versions), left_to_holders(ground))
    return meters_of(seats_there(versions), picture, ground.rules)


def _quotas(broken):
    if not broken:
        return _("No quota is exceeded.")
    return ngettext(
        "The quota is exceeded in %(count)d plant and discipline.",
        "The quota is exceeded in %(count)d plants and disciplines.",
        broken,
    ) % {"count": broken}


def _fates(ground):
    said = [fate.fate for fate in ground.fates.values()]
    return _("Holders who move to another seat: %(moving)d; whose appointment ends: %(leaving)d.") % {
        "moving": said.count(Fate.MOVE),
        "leaving": said.count(Fate.END),
    }


def _summed(label, rows):
    return KindSum(label, len(rows), sum(row.seats_before for row in rows), sum(row.after.seats for row in rows))


# --- Rows ------------------------------------------------------------------------------------------------------
def _changes(ground, sides):
    return [
        ChangeRow(
            number,
            change,
            _code(change),
            sides.before(change),
            sides.after(change),
            _successor(change),
            _why(change, waits() if change.pk in sides.lingering else ""),
        )
        for number, change in enumerate(ground.changes, 1)
    ]


def _code(change):
    return change.code or change.post.code


def _successor(change):
    if change.successor:
        return change.successor.code
    return change.successor_change.code if change.successor_change else ""


def _why(change, outcome):
    """The problem of the line that it answers, its own reason, and what becomes of the post later."""
    line = change.line
    asked = f"{line.demand_return.unit} · {line.problem or line}" if line else ""
    return "\n".join(filter(None, (asked, change.reason, outcome)))


def _holders(ground, sides):
    return [_holder(number, held, change, ground, sides) for number, (held, change) in enumerate(_affected(ground), 1)]


def _affected(ground):
    """[(Appointment, PostChange)]: while it is open whoever holds a seat, afterwards of whom something was said."""
    if ground.review.status in OPEN_REVIEWS:
        return [(held, change) for change in ground.changes for held in ground.holders.get(change.post_id, ())]
    said = {change.pk: [] for change in ground.changes}
    for fate in ground.fates.values():
        said[fate.change_id].append(fate.appointment)
    return [
        (held, change)
        for change in ground.changes
        for held in sorted(said[change.pk], key=lambda held: (held.seat.number, held.starts_on))
    ]


def _holder(number, held, change, ground, sides):
    fate = ground.fates.get(held.pk)
    return HolderRow(
        number,
        held.engineer.name,
        held.engineer.employee_number,
        sides.before(change).unit,
        f"{change.post.code}-{held.seat.number}",
        held.last_day,
        _fate(fate, change) if fate else _("not said yet"),
        to_seat(fate) if fate else "",
        fate and fate.ends_on,
        _why_so(fate) if fate else "",
    )


def _fate(fate, change):
    """In words: nobody stays to the end of a term that is over by the day of the review."""
    if fate.fate == Fate.KEEP and outlasts_term(fate.appointment, change.review):
        return _("Stays on the seat beyond the end of the term")
    return strung([fate.get_fate_display(), *_grade_kept(fate, change)])


def _grade_kept(fate, change):
    """That whoever stays keeps the grade of the appointment while that of the post changes."""
    grade = fate.appointment.grade
    if fate.fate == Fate.KEEP and change.kind == ChangeKind.REGRADE and change.grade not in (None, grade):
        yield _("keeps the grade %(grade)s until then") % {"grade": grade}


def _why_so(fate):
    """The reason as it was written mostly says of which kind it is."""
    kind, reason = fate.get_end_reason_display(), fate.reason
    return reason if kind in reason else f"{kind} {reason}".strip()


def to_seat(fate):
    """The code of the seat to which somebody moves, "" of anybody else."""
    if fate.seat:
        return str(fate.seat)
    return f"{_code(fate.to_change)}-{fate.number}" if fate.to_change else ""
