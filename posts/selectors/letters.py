"""Target letters: what is drafted for whom, what their papers say, whose signature they wait for."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, FloatField, Min, Q, Sum
from django.utils.translation import gettext as _

from office.check_codes import digest
from office.clock import last_day
from office.enums import Role
from office.scope import any_subtree
from posts.enums import BOUND_SIGNS, LIVE_LETTERS, AppointmentStatus, LetterStatus
from posts.models import Appointment, TargetLetter
from posts.rules.letters import is_over

NEARLY_WHOLE = (99.995, 100.005)  # SQLite adds the weights, which have two decimals, as floating-point numbers


# --- What is drafted --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Drafting:
    """A letter that would be drafted: over which part of the term, or the sentence that says why not."""

    appointment: Appointment
    starts_on: datetime.date
    until: datetime.date
    refusal: str = ""

    @property
    def last_day(self):
        return last_day(self.until)


def draftings(appointments, starts_on=None, until=None):
    """A Drafting per appointment, over what of its term lies in [starts_on, until): one query. No bound means no limit."""
    known = TargetLetter.objects.filter(appointment__in=appointments, status__in=LIVE_LETTERS)
    letters = {}
    for letter in known.order_by("starts_on"):
        letters.setdefault(letter.appointment_id, []).append(letter)
    return [_drafting(held, starts_on, until, letters.get(held.pk, ())) for held in appointments]


def _drafting(held, starts_on, until, letters):
    start, end = max(held.starts_on, starts_on or held.starts_on), min(held.until, until or held.until)
    facts = {"name": held.engineer, "post": held.seat.post}
    if is_over(held):
        return Drafting(held, start, end, _("%(name)s does not hold the post %(post)s any more.") % facts)
    if start >= end:
        facts |= {"start": held.starts_on, "end": held.last_day}
        return Drafting(held, start, end, _("%(name)s: the period lies outside the term %(start)s — %(end)s.") % facts)
    return Drafting(held, start, end, _standing_in_the_way(held, start, end, letters))


def _standing_in_the_way(held, start, end, letters):
    """One letter a day: a second one would leave open which of them the holder is measured by."""
    for letter in letters:
        if letter.starts_on < end and letter.until > start:
            facts = {
                "name": held.engineer,
                "start": letter.starts_on,
                "end": letter.last_day,
                "status": letter.get_status_display(),
            }
            return _("%(name)s has a target letter for %(start)s — %(end)s already (%(status)s).") % facts
    return ""


def sources_for(user, letter):
    """Letters in sight with goals to copy from: the holder's own, and those of whoever held the same post; newest first."""
    held = letter.appointment
    related = Q(appointment__engineer=held.engineer) | Q(appointment__seat__post=held.seat.post)
    found = TargetLetter.objects.visible_to(user).filter(related).exclude(pk=letter.pk)
    found = found.select_related("appointment__engineer", "appointment__seat__post")
    return found.annotate(count=Count("goals")).filter(count__gt=0).order_by("-starts_on", "-pk")


# --- What its paper says ----------------------------------------------------------------------------
def printed_values(letter, goals):
    """What is signed: another goal, target, weight, day or agreement gives another check code."""
    held = letter.appointment
    about = (letter.pk, held.engineer.employee_number, held.seat.post.code, letter.starts_on, letter.until)
    return [*about, letter.remarks, *(value for goal in goals for value in _values(goal))]


def content_code(letter, goals):
    """Carried by forms to notice what changed since."""
    return digest(printed_values(letter, goals))


def _values(goal):
    return goal.content, goal.bound, _number(goal.target), goal.measure, _number(goal.weight), goal.due_on


def _number(value):
    """As it stands in the database, whichever way it was typed."""
    return "" if value is None else f"{value:.2f}"


def in_one_line(goal):
    """A goal in short: content, target, weight, day."""
    target = "" if goal.target is None else f"{BOUND_SIGNS[goal.bound]} {goal.target.normalize():f}"
    parts = (goal.content, f"{target} {goal.measure}".strip(), f"{goal.weight.normalize():f}%", goal.due_on)
    return " · ".join(str(part) for part in parts if part)


# --- Whose signature it waits for -------------------------------------------------------------------
def ready_to_sign(letters):
    """Drafts whose weights add up, of appointments that are not over."""
    weighed = letters.filter(status=LetterStatus.DRAFT).exclude(appointment__status=AppointmentStatus.ENDED)
    weighed = weighed.annotate(weight=Sum("goals__weight", output_field=FloatField()))
    return weighed.filter(weight__gt=NEARLY_WHOLE[0], weight__lt=NEARLY_WHOLE[1])


def waits_for_holder():
    return Q(signed_by_holder_at=None)


def waits_for_unit(user):
    """For a signature for the unit that the user, not being the holder, could give."""
    return Q(signed_for_unit_at=None) & (Q(appointment__engineer__user=None) | ~Q(appointment__engineer__user=user))


def half_signed():
    """One side has signed a draft, the other has not."""
    return Q(signed_by_holder_at__isnull=False) | Q(signed_for_unit_at__isnull=False)


@dataclass(frozen=True)
class ToSign:
    own: int  # as the holder
    own_letter: int | None  # the key of one of them
    for_unit: int  # as the head of a unit


def letters_to_sign(user):
    """What waits for the user's own signature: one query."""
    own = Q(appointment__engineer__user=user) & waits_for_holder()
    led = any_subtree(user.paths_as({Role.UNIT_HEAD}), "appointment__seat__post__unit__path") & waits_for_unit(user)
    ready = ready_to_sign(TargetLetter.objects.filter(own | led)).order_by()
    found = ready.aggregate(both=Count("pk"), own=Count("pk", filter=own), own_letter=Min("pk", filter=own))
    return ToSign(own=found["own"], own_letter=found["own_letter"], for_unit=found["both"] - found["own"])
