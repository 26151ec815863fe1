"""What holders are told in writing of an applied review (告知书): a constant number of queries for any number of people."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from establishment.enums import Fate, ReviewStatus
from establishment.models import HolderFate, HolderLetter, PostReview
from establishment.selectors.sides import versions_on
from office.clock import last_day
from office.models import Paper, UnitPlacement
from posts.enums import BatchAct, PostStatus
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
    """One leaf; `letter` is None until it was printed, `after` of whoever leaves or keeps the seat of a post that is no more."""

    review: PostReview
    fate: HolderFate
    issuer: str
    before: Place
    after: Place | None
    became: Appointment | None
    letter: HolderLetter | None

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
        return timezone.localtime(self.review.applied_at).date()

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
        elif self.after is None:
            yield _("The post is abolished. You keep it to the end of your term, %(last_day)s.") % {
                "last_day": self.held.last_day
            }
        else:
            yield _("You keep the post as it is now; your term runs on to %(last_day)s.") % {
                "last_day": self.held.last_day
            }
            if self.held.grade.name != self.after.grade:
                yield _("Until then you are appointed to the grade %(grade)s as before.") % {"grade": self.held.grade}

    @property
    def values(self):
        """What its check code stands for, in no language."""
        fate = self.fate
        yield from (self.review.pk, self.review.effective_on, self.review.decision_id, self.engineer.employee_number)
        yield from (self.engineer.name, self.issuer, fate.fate, fate.ends_on, fate.end_reason)
        yield self.held.until
        for place in (self.before, self.after):
            yield from vars(place).values() if place else [None]


def letters_of(review):
    """[Letter] of an applied review: to who moves or leaves, and to who keeps the seat of a post that became another one."""
    if review.status != ReviewStatus.APPLIED:
        return []
    fates = list(
        HolderFate.objects.filter(change__review=review)
        .select_related(
            "appointment__engineer__unit", "appointment__grade", "appointment__seat", "change", "seat", "to_change",
            "letter__paper__unit",
        )
        .order_by("change__position", "pk")
    )  # fmt: skip
    return list(_letters(review, fates))


def _letters(review, fates):
    targets = {fate.pk: _post_after(fate) for fate in fates}
    posts = {fate.change.post_id for fate in fates} | set(targets.values())
    before, after = (versions_on(posts, day) for day in (last_day(review.effective_on), review.effective_on))
    became = _became(review, fates)
    units = {version.unit_id for side in (before, after) for version in side.values()}
    issuer = review.decision.unit
    name_then = UnitPlacement.objects.names(units | {issuer.pk})

    def called(unit):
        return name_then(unit, review.effective_on)

    for fate in fates:
        old, new = before[fate.change.post_id], after[targets[fate.pk]]
        if fate.fate == Fate.KEEP and not _became_another(old, new):
            continue
        yield Letter(
            review,
            fate,
            called(issuer),
            _place(old, fate.appointment.seat.number, called),
            _place_after(fate, new, called),
            became.get(fate.appointment.engineer_id) if fate.fate == Fate.MOVE else None,
            getattr(fate, "letter", None),
        )


def _post_after(fate):
    if fate.fate != Fate.MOVE:
        return fate.change.post_id
    return fate.seat.post_id if fate.seat else fate.to_change.result_id


def _became_another(old, new):
    return new.status == PostStatus.ABOLISHED or any(getattr(old, name) != getattr(new, name) for name in TOLD_OF)


def _place_after(fate, new, called):
    if fate.fate == Fate.END or new.status == PostStatus.ABOLISHED:
        return None
    moved = fate.seat.number if fate.seat else fate.number
    return _place(new, moved if fate.fate == Fate.MOVE else fate.appointment.seat.number, called)


def _place(version, number, called):
    return Place(
        designation(version, version.grade),
        version.post.code,
        number,
        called(version.unit),
        version.discipline.name,
        version.grade.name,
    )


def _became(review, fates):
    """{engineer key: the Appointment to which the review's batch moved him or her}"""
    if review.batch_id is None:
        return {}
    rows = BatchRow.objects.filter(batch=review.batch_id, act=BatchAct.APPOINT).select_related("result")
    return {row.engineer_id: row.result for row in rows}


def letters_to(user, appointments):
    """{appointment key: its newest HolderLetter in sight}, of what was changed and of what came of it; a query."""
    touching = Q(fate__appointment__in=appointments) | Q(became__in=appointments)
    found = {}
    for letter in HolderLetter.objects.visible_to(user).filter(touching).select_related("fate").order_by("pk"):
        found |= {letter.fate.appointment_id: letter, letter.became_id: letter}
    return {held.pk: found[held.pk] for held in appointments if held.pk in found}
