"""What upper floors have to say of what a review does: of posts that change their place, and of holders who go."""

from django.utils.translation import gettext as _

from establishment.enums import OPEN_REVIEWS, ChangeKind, Fate
from office import slots
from office.sentences import labelled

TELLING = frozenset({ChangeKind.MOVE, ChangeKind.REGRADE, ChangeKind.ABOLISH})
FIRST_NOTES = 20  # of a review before it is put forward, approved or applied


def notes_on(user, ground):
    """{change key: [sentence]} of an open review, in a constant number of queries."""
    if ground.review.status not in OPEN_REVIEWS:
        return {}
    of_posts = slots.notes_for(user, [change.post for change in ground.changes if change.kind in TELLING])
    going = [fate for fate in ground.fates.values() if fate.fate != Fate.KEEP]
    of_holders = slots.notes_for(user, [fate.appointment for fate in going])
    found = {
        change.pk: [*of_posts.get(change.post_id, ()), *_of_seats_beyond(change, ground)] for change in ground.changes
    }
    for fate in going:
        name = fate.appointment.engineer.name
        found[fate.change_id] += [_of_person(name, sentence) for sentence in of_holders.get(fate.appointment_id, ())]
    return found


def _of_seats_beyond(change, ground):
    """Who stays on a seat beyond the authorised number while one within it is vacant."""
    after = ground.after(change)
    if change.post is None or after is None or after.seats >= change.post.authorised:
        return
    staying = [held for held in ground.holders.get(change.post_id, ()) if ground.stays(held)]
    taken = {held.seat.number for held in staying} | {stay.seat for stay in ground.arrivals.get(after.code, ())}
    vacant = [number for number in range(1, after.seats + 1) if number not in taken]
    beyond = [held for held in staying if held.seat.number > after.seats]
    for held, number in zip(beyond, vacant, strict=False):
        yield _(
            "%(name)s stays on seat %(seat)d, beyond the authorised number, while seat %(vacant)d is vacant: "
            "maps and the ledger will show both, unless the person moves to that seat."
        ) % {"name": held.engineer.name, "seat": held.seat.number, "vacant": number}


def _of_person(name, sentence):
    return _("%(name)s: %(finding)s") % {"name": name, "finding": sentence}


def notes_in_words(user, ground):
    """The first of them with what they are about, and how many more there are."""
    notes = notes_on(user, ground)
    told = [_of_change(change, sentence) for change in ground.changes for sentence in notes.get(change.pk, ())]
    yield from told[:FIRST_NOTES]
    if more := len(told[FIRST_NOTES:]):
        yield _("And %(count)d more.") % {"count": more}


def _of_change(change, sentence):
    return labelled(change, sentence)
