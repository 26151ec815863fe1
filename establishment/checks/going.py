"""What stands in the way of holders who move or leave: a sentence for each reason, also what a batch would refuse."""

from collections import Counter

from django.utils.translation import gettext as _

from establishment.checks.ground import post_moved_to, target_of, unit_moved_to
from establishment.checks.seating import overfull
from establishment.enums import Fate
from posts.enums import OPEN_APPOINTMENTS, AppointmentStatus, EndReason, PostStatus
from posts.models.batch import MOST_ROWS
from talent.enums import GONE_STATUSES


def of_fate(fate, ground):
    """Who was to stay and has left is in nobody's way."""
    held, day = fate.appointment, ground.review.effective_on
    if fate.fate == Fate.KEEP or not ground.review.unit.covers(held.seat.post.unit.path):
        return
    if held.status not in OPEN_APPOINTMENTS:
        yield _("The appointment of %(name)s has ended meanwhile.") % {"name": held.engineer.name}
        return
    if fate.fate == Fate.END:
        yield from _of_end(fate, day)
    elif held.until <= day:
        yield _("The term of %(name)s was over on %(date)s: it is renewed first, or ends.") % {
            "name": held.engineer.name,
            "date": held.last_day,
        }
    elif held.starts_on > day:
        yield _("%(name)s cannot move: the appointment begins on %(date)s only.") % {
            "name": held.engineer.name,
            "date": held.starts_on,
        }
    else:
        yield from _of_seat(fate, ground)
        yield from (_of_person(held, sentence) for sentence in _of_mover(fate, ground))
    yield from (_of_person(held, sentence) for sentence in _of_appointment(held, ground))


def _of_person(held, sentence):
    return _("%(name)s: %(finding)s") % {"name": held.engineer.name, "finding": sentence}


# --- The appointment -------------------------------------------------------------------------------------------
def _of_end(fate, day):
    held = fate.appointment
    if fate.ends_on < held.starts_on:
        yield _("%(name)s would leave before the appointment begins.") % {"name": held.engineer.name}
    elif fate.ends_on < day:
        yield _("%(name)s would leave on %(date)s, before the review takes effect.") % {
            "name": held.engineer.name,
            "date": fate.ends_on,
        }
    elif day < held.until < fate.ends_on:
        yield _("%(name)s would leave on %(date)s, after the term is over.") % {
            "name": held.engineer.name,
            "date": fate.ends_on,
        }
    elif fate.end_reason == EndReason.EXPIRED and fate.ends_on < held.until:
        yield _("The term of %(name)s is over on %(date)s only: give another reason for the end.") % {
            "name": held.engineer.name,
            "date": held.last_day,
        }
    elif held.status == AppointmentStatus.PENDING and day < held.starts_on < fate.ends_on:
        sentence = _(
            "The appointment has not begun: it is given up as a whole, from %(date)s on, the first day of its term."
        ) % {"date": held.starts_on}
        yield _of_person(held, sentence)


def _of_appointment(held, ground):
    if awaited := ground.awaited.get(held.pk):
        facts = {"act": awaited.get_act_display(), "date": awaited.starts_on}
        yield _("It is decided already: %(act)s on %(date)s.") % facts
    if ground.rule(held.seat.post.unit.path, held.grade_id) is None:
        yield _no_rule(held.seat.post.unit)


def _no_rule(unit):
    return _("No rulebook in force says who appoints this grade in %(unit)s.") % {"unit": unit}


# --- The seat to which somebody moves --------------------------------------------------------------------------
def _of_seat(fate, ground):
    name = fate.appointment.engineer.name
    after, number = target_of(fate, ground)
    if after is None or after.status != PostStatus.ACTIVE:
        yield _("%(name)s cannot move to a post that is frozen or abolished.") % {"name": name}
        return
    if number > after.authorised:
        yield _("%(name)s is to take seat %(number)d, but the post would have %(seats)d.") % {
            "name": name,
            "number": number,
            "seats": after.authorised,
        }
    sitting = [other for other in ground.sitting(fate) if ground.stays(other)]
    for other in sitting:
        yield _sits(name, other)
    if not sitting and number <= after.authorised:
        yield from _of_room(name, after, post_moved_to(fate), ground)
    if other := ground.promised.get((post_moved_to(fate), number)):
        yield _promised(other, ground.review, name)
    if ground.rule(after.path, after.grade) is None:
        yield _of_person(fate.appointment, _no_rule(unit_moved_to(fate)))


def _sits(name, other):
    if other.ended_on:
        return _("The seat for %(name)s was held by %(other)s until %(date)s.") % {
            "name": name,
            "other": other.engineer.name,
            "date": other.ended_on,
        }
    return _("The seat for %(name)s is held by %(other)s, who stays.") % {"name": name, "other": other.engineer.name}


def _promised(other, review, name):
    """Not everybody who reads a review sees those of the units above it."""
    if review.unit.covers(other.unit.path):
        return _("The review “%(review)s” sends somebody to the seat for %(name)s; it was put to review before.") % {
            "review": other,
            "name": name,
        }
    return _("Another review sends somebody to the seat for %(name)s; it was put to review before.") % {"name": name}


def _of_room(name, after, post, ground):
    """A seat beyond the authorised number fills the post as well."""
    stays = [*ground.stays_on(post), *ground.arrivals.get(after.code, ())]
    if found := overfull(stays, after.authorised, ground.review.effective_on):
        yield _("%(name)s would come to a full post: %(held)d seats held, %(seats)d authorised.") % {
            "name": name,
            "seats": after.authorised,
            "held": found.held,
        }


# --- The person ------------------------------------------------------------------------------------------------
def _of_mover(fate, ground):
    held, person = fate.appointment, fate.appointment.engineer
    if person.status in GONE_STATUSES:
        yield _("By the roster the person is: %(status)s.") % {"status": person.get_status_display()}
    elif person.retires_on <= ground.review.effective_on:
        yield _("The person reaches retirement before the term begins.")
    if fit := ground.fits.get(fate.pk):
        yield from (finding.discreet for finding in fit.unmet)
    if held.pk not in ground.awaited:
        yield from (_holds(other, ground) for other in ground.other_seats.get(person.pk, ()))


def _holds(other, ground):
    if not ground.review.unit.covers(other.seat.post.unit.path):
        return _("The person holds a seat in another unit; it must end there first.")
    return _("The person holds the seat %(seat)s from %(date)s on; that ends first.") % {
        "seat": other.seat,
        "date": other.starts_on,
    }


# --- All of them -----------------------------------------------------------------------------------------------
def of_all(ground):
    yield from _of_seats_twice(ground)
    yield from _of_rows(ground)


def _of_seats_twice(ground):
    """Nobody moves to a seat to which somebody else moves."""
    for code, stays in ground.arrivals.items():
        for number, count in Counter(stay.seat for stay in stays).items():
            if count > 1:
                yield _("%(count)d people would take seat %(number)d of %(post)s.") % {
                    "count": count,
                    "number": number,
                    "post": code,
                }


def _of_rows(ground):
    """In the batch who moves has two rows, who leaves has one."""
    fates = Counter(destiny.fate for destiny in ground.destinies.values())
    if 2 * fates[Fate.MOVE] + fates[Fate.END] > MOST_ROWS:
        yield _("More holders move or leave than a batch has rows (%(count)d): make a second review.") % {
            "count": MOST_ROWS
        }
