"""What holders are told in writing of an applied review (告知书): a constant number of queries for any number of people."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from establishment.enums import ChangeKind, Fate, ReviewStatus
from establishment.models import HolderFate, HolderLetter, PostReview
from establishment.selectors.sides import versions_on
from office.clock import last_day, today
from office.models import Paper, UnitPlacement
from posts.enums import BatchAct
from posts.models import Appointment, BatchRow
from posts.models.post import designation

# To who keeps the seat of a post that differs in one of them
TOLD_OF = ("title", "unit_id", "discipline_id", "grade_id")


@dataclass(frozen=True)
class Place:
    """A seat in words. `post` is what papers call it, with the grade."""

    post: str
    code: str
    number: int
    unit: str
    discipline: str
    grade: str

    @property
    def seat(self):
        return f"{self.code}-{self.number}"


@dataclass(frozen=True)
class Letter:
    """One leaf; `letter` is None until it was printed, `after` of whoever leaves.

    `successor` is (designation, code) of the post that succeeds the one on which the person stays until it is abolished. It
    does not hold of who had left before, of what was revoked since, and of a post that is put back to what it was.
    """

    review: PostReview
    fate: HolderFate
    issuer: str
    before: Place
    after: Place | None
    successor: tuple | None
    became: Appointment | None
    letter: HolderLetter | None
    holds: bool

    @property
    def held(self):
        return self.fate.appointment

    @property
    def engineer(self):
        return self.held.engineer

    @property
    def paper(self) -> Paper | None:
        return self.letter and self.letter.paper

    @property
    def dated_on(self) -> datetime.date:
        return _dated_on(self.review)

    @property
    def sentences(self):
        """What becomes of the person, in words to him or her."""
        if self.fate.fate == Fate.MOVE:
            yield _("You move to the seat %(seat)s of the post %(post)s; your term runs on to %(last_day)s.") % {
                "seat": self.after.seat,
                "post": self.after.post,
                "last_day": self.held.last_day,
            }
        elif self.fate.fate == Fate.END:
            yield _("Your appointment ends; its last day is %(last_day)s. Reason: %(reason)s.") % {
                "last_day": last_day(self.fate.ends_on),
                "reason": self.fate.get_end_reason_display(),
            }
        elif _is_abolished(self.fate):
            yield from self._until_abolished()
        else:
            yield _("You keep the post as it is now.")
            yield from self._term()

    def _until_abolished(self):
        """Of whoever stays on a post until it is abolished."""
        if self._is_over:
            yield _("You stay on the post for the time being.")
            yield from self._term()
        else:
            yield _("You stay on the post to the end of your term, to %(last_day)s.") % {"last_day": self.held.last_day}
        yield _(
            "The post is frozen from %(day)s on, so that nobody else is appointed to it, and is abolished once its last "
            "holder has left."
        ) % {"day": self.review.effective_on}
        if self.successor:
            post, code = self.successor
            yield _("It is succeeded by the post %(post)s (%(code)s).") % {"post": post, "code": code}

    def _term(self):
        """Of whoever stays."""
        if self._is_over:
            yield _("Your term was over on %(last_day)s; what follows is decided separately.") % {
                "last_day": self.held.last_day
            }
            return
        yield _("Your term runs on to %(last_day)s.") % {"last_day": self.held.last_day}
        if self.held.grade.name != self.after.grade:
            yield _("Until then you are appointed to the grade %(grade)s as before.") % {"grade": self.held.grade}

    @property
    def _is_over(self):
        return self.held.until <= self.dated_on

    @property
    def values(self):
        """What its check code stands for, in no language."""
        fate = self.fate
        yield from (self.review.pk, self.review.effective_on, self.review.decision_id, self.engineer.employee_number)
        yield from (self.engineer.name, self.issuer, fate.fate, fate.ends_on, fate.end_reason)
        yield self.held.until
        for place in (self.before, self.after):
            yield from vars(place).values() if place else [None]
        yield from self.successor or ()


def _dated_on(review):
    """The day on which it was applied: not before it took effect, nor later than today, which a setting may hold back."""
    return max(review.effective_on, min(timezone.localtime(review.applied_at).date(), today()))


def letters_of(review):
    """[Letter] of an applied review that hold: to who moves or leaves, and to who keeps the seat of a post that became another
    one or is abolished."""
    if review.status != ReviewStatus.APPLIED:
        return []
    return [letter for letter in _letters(review, _fates_of(review)) if letter.holds]


def letter_given(given):
    """The Letter of a HolderLetter, whether it still holds or not."""
    review = given.fate.change.review
    (letter,) = _letters(review, _fates_of(review).filter(letter=given))
    return letter


def _fates_of(review):
    return (
        HolderFate.objects.filter(change__review=review)
        .select_related(
            "appointment__engineer__unit", "appointment__grade", "appointment__seat", "change__successor_change",
            "seat", "to_change", "letter__paper__unit",
        )
        .order_by("change__position", "pk")
    )  # fmt: skip


def _letters(review, fates):
    targets = {fate.pk: _post_after(fate) for fate in fates}
    succeeding = {fate.pk: _successor_of(fate) for fate in fates}
    posts = {fate.change.post_id for fate in fates}.union(targets.values(), succeeding.values()) - {None}
    before, after = (versions_on(posts, day) for day in (last_day(review.effective_on), review.effective_on))
    ending, became = _done_by_its_batch(review)
    units = {version.unit_id for side in (before, after) for version in side.values()}
    issuer = review.decision.unit
    name_then = UnitPlacement.objects.names(units | {issuer.pk})

    def called(unit):
        return name_then(unit, review.effective_on)

    for fate in fates:
        old, new = before[fate.change.post_id], after[targets[fate.pk]]
        moved_to = became.get(fate.appointment.engineer_id) if fate.fate == Fate.MOVE else None
        stays = fate.fate == Fate.KEEP
        yield Letter(
            review,
            fate,
            called(issuer),
            _place(old, fate.appointment.seat.number, called),
            _place_after(fate, new, called),
            _named(after.get(succeeding[fate.pk])),
            moved_to,
            getattr(fate, "letter", None),
            _concerns(review, fate, old, new) if stays else _is_done(fate, ending, moved_to),
        )


def _post_after(fate):
    if fate.fate != Fate.MOVE:
        return fate.change.post_id
    return fate.seat.post_id if fate.seat else fate.to_change.result_id


def _successor_of(fate):
    """The key of the post that succeeds one on which somebody stays until it is abolished."""
    change, new = fate.change, fate.change.successor_change
    return (change.successor_id or (new and new.result_id)) if fate.fate == Fate.KEEP else None


def _named(version):
    return version and (designation(version, version.grade), version.post.code)


def _concerns(review, fate, old, new):
    """Whether who stays was there still, on a post that became another one or is abolished."""
    left_on = fate.appointment.ended_on
    if left_on and left_on <= _dated_on(review):
        return False
    return _is_abolished(fate) or any(getattr(old, name) != getattr(new, name) for name in TOLD_OF)


def _is_done(fate, ending, moved_to):
    """Whether what the batch did to who moves or leaves was not revoked."""
    return fate.appointment_id in ending and (fate.fate == Fate.END or moved_to is not None)


def _is_abolished(fate):
    return fate.change.kind == ChangeKind.ABOLISH


def _place_after(fate, new, called):
    if fate.fate == Fate.MOVE:
        return _place(new, fate.seat.number if fate.seat else fate.number, called)
    if fate.fate == Fate.END:
        return None
    return _place(new, fate.appointment.seat.number, called)


def _place(version, number, called):
    return Place(
        designation(version, version.grade),
        version.post.code,
        number,
        called(version.unit),
        version.discipline.name,
        version.grade.name,
    )


def _done_by_its_batch(review):
    """({appointment key} that it ends, {engineer key: the Appointment to which it moves}), without what was revoked; a query."""
    if review.batch_id is None:
        return set(), {}
    rows = BatchRow.objects.filter(batch=review.batch_id).exclude(revocations__carried_out_on__isnull=False)
    found = list(rows.select_related("result"))
    return (
        {row.appointment_id for row in found if row.act == BatchAct.END},
        {row.engineer_id: row.result for row in found if row.act == BatchAct.APPOINT},
    )


def letters_to(user, appointments):
    """{appointment key: its newest HolderLetter in sight}, of what was changed and of what came of it; a query."""
    touching = Q(fate__appointment__in=appointments) | Q(became__in=appointments)
    found = {}
    for letter in HolderLetter.objects.visible_to(user).filter(touching).select_related("fate").order_by("pk"):
        found |= {letter.fate.appointment_id: letter, letter.became_id: letter}
    return {held.pk: found[held.pk] for held in appointments if held.pk in found}
