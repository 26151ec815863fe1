"""Why a review cannot be put to review, approved or applied as it is: a sentence for each reason, in a constant number of queries."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from establishment.checks.ground import Ground, target_of
from establishment.enums import NEEDED_OF_KIND, ChangeKind, Fate
from establishment.models import PostChange
from office.models import Unit
from office.sentences import labelled, listed
from posts.enums import OPEN_APPOINTMENTS, STANDING_POSTS, PostStatus
from rulebooks.models import Grade
from talent.models import Discipline

ALLOWED_STATUSES = {
    ChangeKind.FREEZE: {PostStatus.ACTIVE},
    ChangeKind.REOPEN: {PostStatus.FROZEN, PostStatus.ABOLISHED},
}
FIRST_QUOTAS = 20  # named in words


@dataclass(frozen=True)
class Obstacle:
    """`change` is None of what concerns the review as a whole."""

    change: PostChange | None
    sentence: str

    def __str__(self):
        return labelled(self.change, self.sentence) if self.change else self.sentence


def obstacles(review, ground=None):
    """[Obstacle] of the review as it is now."""
    ground = ground or Ground(review)
    if not ground.changes:
        return [Obstacle(None, _("The review has no changes yet."))]
    return [*obstacles_of_changes(ground), *general_obstacles(ground)]


def obstacles_of_changes(ground):
    """[Obstacle] of those changes that the ground looks at."""
    return [
        *(Obstacle(change, sentence) for change in ground.changes for sentence in _of_change(change, ground)),
        *(Obstacle(change, sentence) for change in ground.changes for sentence in _of_holders(change, ground)),
        *(Obstacle(fate.change, sentence) for fate in ground.fates.values() for sentence in _of_fate(fate, ground)),
    ]


def general_obstacles(ground):
    """[Obstacle] of what concerns the review as a whole."""
    return [Obstacle(None, sentence) for sentence in (*_of_seats_twice(ground), *_of_quotas(ground))]


# --- Posts -----------------------------------------------------------------------------------------------------
def _of_change(change, ground):
    review = ground.review
    missing = [name for name in sorted(NEEDED_OF_KIND.get(change.kind, ())) if name not in change.said]
    for name in missing:
        yield _("Say the %(field)s.") % {"field": PostChange._meta.get_field(name).verbose_name}
    if change.unit and not review.unit.covers(change.unit.path):
        yield _("%(unit)s does not stand below the unit of the review.") % {"unit": change.unit}
    if change.unit and change.unit.is_closed_on(review.effective_on):
        yield _("%(unit)s is closed on that day.") % {"unit": change.unit}
    if change.kind == ChangeKind.CREATE:
        if change.code in ground.taken_codes:
            yield _("There is a post with the code %(code)s already.") % {"code": change.code}
        return
    yield from _of_post(change, ground)


def _of_post(change, ground):
    post, review = change.post, ground.review
    if post.updated_at != change.post_seen:
        yield _("The post was changed since this was drafted. Look at it again, then save this change once more.")
        return
    if not review.unit.covers(post.unit.path):
        yield _("The post does not stand below the unit of the review.")
    if other := ground.elsewhere.get(post.pk):
        yield _("The review “%(review)s” changes this post as well; it was put to review before.") % {"review": other}
    if post.status not in ALLOWED_STATUSES.get(change.kind, STANDING_POSTS) and not _freezes_for_good(change, ground):
        yield _("The post is %(status)s.") % {"status": post.get_status_display()}
    elif change.kind in {ChangeKind.REVISE, ChangeKind.MOVE, ChangeKind.REGRADE} and not _differs(change):
        yield _("Nothing would change.")
    if ground.latest[post.pk] >= review.effective_on:
        yield _("The post changed on %(date)s already; the review takes effect later.") % {
            "date": ground.latest[post.pk]
        }
    if change.kind == ChangeKind.ABOLISH:
        yield from _of_successor(change, ground)


def _freezes_for_good(change, ground):
    """A post that is frozen until its last holder has left, to be abolished then, may just stay frozen."""
    return change.kind == ChangeKind.FREEZE and change.post_id in ground.waiting


def _differs(change):
    key = {ChangeKind.MOVE: "unit", ChangeKind.REGRADE: "grade"}.get(change.kind)
    names = [key] if key else change.said
    return any(getattr(change.post, name) != change.said.get(name) for name in names)


def _of_successor(change, ground):
    successor = change.successor
    if successor and successor.pk == change.post_id:
        yield _("A post does not succeed itself.")
    elif successor and (successor.pk in ground.abolished or _is_gone(ground.picture.after.get(successor.code))):
        yield _("%(post)s, which is to succeed it, is abolished itself.") % {"post": successor}


def _is_gone(standing):
    return standing is not None and not standing.counts


# --- Holders ---------------------------------------------------------------------------------------------------
def _of_holders(change, ground):
    if change.kind == ChangeKind.CREATE:
        return
    after, kept, undecided = ground.after(change), [], []
    for held in ground.holders.get(change.post_id, ()):
        fate = ground.destinies.get(held.pk)
        if fate is None:
            undecided.append(held.engineer.name)
        elif fate.fate == Fate.KEEP:
            kept.append(held.engineer.name)
    if undecided:
        yield _("It is not said what becomes of the holders: %(names)s.") % {"names": listed(undecided)}
    if after is None or change.kind == ChangeKind.ABOLISH:  # which waits for the last holder
        return
    if len(kept) > after.authorised:
        yield _("%(kept)d holders stay, but there would be %(seats)d seats: %(names)s.") % {
            "kept": len(kept),
            "seats": after.authorised,
            "names": listed(kept),
        }
    if after.authorised < change.post.authorised:
        yield from _of_late_ends(change, ground)


def _of_late_ends(change, ground):
    """A seat that goes is free on the day on which it goes."""
    for held in ground.holders.get(change.post_id, ()):
        fate = ground.destinies.get(held.pk)
        if fate and fate.fate == Fate.END and fate.ends_on > ground.review.effective_on:
            yield _("%(name)s would leave on %(date)s only, after the seat is gone.") % {
                "name": held.engineer.name,
                "date": fate.ends_on,
            }


def _of_fate(fate, ground):
    """Who was to stay and has left is in nobody's way."""
    held = fate.appointment
    if fate.fate == Fate.KEEP:
        return
    if held.status not in OPEN_APPOINTMENTS:
        yield _("The appointment of %(name)s has ended meanwhile.") % {"name": held.engineer.name}
    elif fate.fate == Fate.MOVE and held.until <= ground.review.effective_on:
        yield _("The term of %(name)s was over on %(date)s: it is renewed first, or ends.") % {
            "name": held.engineer.name,
            "date": held.last_day,
        }
    elif fate.fate == Fate.MOVE:
        yield from _of_move(fate, ground)
    elif fate.ends_on < held.starts_on:
        yield _("%(name)s would leave before the appointment begins.") % {"name": held.engineer.name}


def _of_move(fate, ground):
    held = fate.appointment
    after, number = target_of(fate, ground)
    if after is None or after.status != PostStatus.ACTIVE:
        yield _("%(name)s cannot move to a post that is frozen or abolished.") % {"name": held.engineer.name}
    elif number > after.authorised:
        yield _("%(name)s is to take seat %(number)d, but the post would have %(seats)d.") % {
            "name": held.engineer.name,
            "number": number,
            "seats": after.authorised,
        }
    for other in ground.sitting(fate):
        if ground.stays(other):
            yield _("The seat for %(name)s is held by %(other)s, who stays.") % {
                "name": held.engineer.name,
                "other": other.engineer.name,
            }
    if fit := ground.fits.get(fate.pk):
        for finding in fit.unmet:
            yield _("%(name)s: %(finding)s") % {"name": held.engineer.name, "finding": finding.discreet}


def _of_seats_twice(ground):
    """Nobody moves to a seat to which somebody else moves."""
    moving = (destiny for destiny in ground.destinies.values() if destiny.fate == Fate.MOVE)
    taken = Counter((destiny.code, destiny.number) for destiny in moving)
    for (code, number), count in taken.items():
        if count > 1:
            yield _("%(count)d people would take seat %(number)d of %(post)s.") % {
                "count": count,
                "number": number,
                "post": code,
            }


# --- Quotas ----------------------------------------------------------------------------------------------------
def _of_quotas(ground):
    broken = ground.meters.broken[:FIRST_QUOTAS]
    if not broken:
        return
    plants = Unit.objects.in_bulk({place.plant for place in broken})
    disciplines = Discipline.objects.in_bulk({place.discipline for place in broken})
    grades = Grade.objects.in_bulk({place.grade for place in broken})
    for place in broken:
        yield _("%(plant)s · %(discipline)s · %(grade)s: %(seats)d seats, the quota is %(quota)d") % {
            "plant": plants[place.plant],
            "discipline": disciplines[place.discipline],
            "grade": grades[place.grade],
            "seats": place.after,
            "quota": place.quota,
        }
