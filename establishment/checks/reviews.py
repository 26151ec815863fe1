"""Why a review cannot be put to review, approved or applied as it is: a sentence for each reason, in a constant number of queries."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from establishment.checks.going import of_all, of_fate
from establishment.checks.granting import granted
from establishment.checks.ground import Ground
from establishment.checks.seating import overfull
from establishment.enums import NEEDED_OF_KIND, ChangeKind
from establishment.models import PostChange
from office.models import Unit
from office.sentences import labelled, listed
from posts.enums import STANDING_POSTS, AppointmentStatus, PostStatus
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
        *(Obstacle(fate.change, sentence) for fate in ground.fates.values() for sentence in of_fate(fate, ground)),
    ]


def general_obstacles(ground):
    """[Obstacle] of what concerns the review as a whole."""
    return [Obstacle(None, sentence) for sentence in (*_of_rules(ground), *of_all(ground), *_of_quotas(ground))]


# --- Posts -----------------------------------------------------------------------------------------------------
def _of_change(change, ground):
    review = ground.review
    missing = [name for name in sorted(NEEDED_OF_KIND.get(change.kind, ())) if name not in change.said]
    for name in missing:
        yield _("Say the %(field)s.") % {"field": PostChange._meta.get_field(name).verbose_name}
    if change.unit and not review.unit.covers(change.unit.path):
        yield _("%(unit)s does not stand below the unit of the review.") % {"unit": change.unit}
    if change.kind == ChangeKind.CREATE:
        yield from _of_new_post(change, ground)
    elif review.unit.covers(change.post.unit.path):
        yield from _of_post(change, ground)
    else:
        yield _("The post does not stand below the unit of the review.")


def _of_new_post(change, ground):
    if change.unit:
        yield from _of_closed_unit(change.unit, ground)
    if change.code in ground.taken_codes:
        yield _("There is a post with the code %(code)s already.") % {"code": change.code}
    if other := ground.elsewhere.get(change.code):
        yield _set_up_by_another(other, ground.review, change.code)


def _of_closed_unit(unit, ground):
    if unit.is_closed_on(ground.review.effective_on):
        yield _("%(unit)s is closed on that day.") % {"unit": unit}


def _set_up_by_another(other, review, code):
    if review.unit.covers(other.unit.path):
        return _("The review “%(review)s” sets up a post with the code %(code)s; it was put to review before.") % {
            "review": other,
            "code": code,
        }
    return _("Another review sets up a post with the code %(code)s; it was put to review before.") % {"code": code}


def _changed_by_another(other, review):
    """Not everybody who reads a review sees those of the units above it."""
    if review.unit.covers(other.unit.path):
        return _("The review “%(review)s” changes this post as well; it was put to review before.") % {"review": other}
    return _("Another review changes this post as well; it was put to review before.")


def _of_post(change, ground):
    post, review = change.post, ground.review
    stands_again = change.kind == ChangeKind.REOPEN or post.status == PostStatus.ABOLISHED
    if change.unit or stands_again or (change.authorised or 0) > post.authorised:
        yield from _of_closed_unit(change.unit_to_be, ground)
    if post.updated_at != change.post_seen:
        yield _("The post was changed since this was drafted. Look at it again, then save this change once more.")
        return
    if other := ground.elsewhere.get(post.pk):
        yield _changed_by_another(other, review)
    if post.status not in ALLOWED_STATUSES.get(change.kind, STANDING_POSTS) and not _stays_frozen(change, ground):
        yield _("The post is %(status)s.") % {"status": post.get_status_display()}
    elif change.kind in {ChangeKind.REVISE, ChangeKind.MOVE, ChangeKind.REGRADE} and not _differs(change):
        yield _("Nothing would change.")
    if ground.latest[post.pk] >= review.effective_on:
        yield _("The post changed on %(date)s already; the review takes effect later.") % {
            "date": ground.latest[post.pk]
        }
    if change.kind == ChangeKind.ABOLISH:
        yield from _of_successor(change, ground)


def _stays_frozen(change, ground):
    """A post that is frozen until its last holder has left, to be abolished then, may just stay frozen; and one that was
    frozen before it was abolished is put back so.
    """
    if change.kind != ChangeKind.FREEZE:
        return False
    put_back = change.post.status == PostStatus.ABOLISHED and change.post_id in ground.abolished_by_corrected
    return put_back or change.post_id in ground.waiting


def _differs(change):
    key = {ChangeKind.MOVE: "unit", ChangeKind.REGRADE: "grade"}.get(change.kind)
    names = [key] if key else change.said
    return any(getattr(change.post, name) != change.said.get(name) for name in names)


def _of_successor(change, ground):
    successor = change.successor
    if successor and successor.pk == change.post_id:
        yield _("A post does not succeed itself.")
    elif successor and (successor.pk in ground.abolished | ground.waiting or _is_gone(successor, ground)):
        yield _("%(post)s, which is to succeed it, is abolished itself.") % {"post": successor}


def _is_gone(post, ground):
    standing = ground.picture.after.get(post.code)
    return not standing.counts if standing else post.status not in STANDING_POSTS


# --- Holders ---------------------------------------------------------------------------------------------------
def _of_holders(change, ground):
    if change.kind == ChangeKind.CREATE:
        return
    after, holders = ground.after(change), ground.holders.get(change.post_id, ())
    undecided = [held.engineer.name for held in holders if held.pk not in ground.destinies]
    if undecided:
        yield _("It is not said what becomes of the holders: %(names)s.") % {"names": listed(undecided)}
    kept = [held for held in holders if held.pk in ground.destinies and ground.until(held) is None]
    if change.kind == ChangeKind.ABOLISH:
        yield from (_begins_on_frozen(held) for held in kept if _is_to_come(held, ground))
    if after is None or change.pk in ground.lingering:
        return
    if (seats := len({held.seat_id for held in kept})) > after.authorised:
        yield ngettext(
            "%(kept)d holders stay, but there would be %(seats)d seat: %(names)s.",
            "%(kept)d holders stay, but there would be %(seats)d seats: %(names)s.",
            after.authorised,
        ) % {"kept": seats, "seats": after.authorised, "names": listed([held.engineer.name for held in kept])}
    elif not undecided and after.seats < change.post.authorised:
        yield from _of_fewer(change, after, ground)


def _is_to_come(held, ground):
    return held.status == AppointmentStatus.PENDING and held.starts_on > ground.review.effective_on


def _begins_on_frozen(held):
    return _("The appointment of %(name)s cannot begin on %(date)s on a post that is frozen by then: it ends.") % {
        "name": held.engineer.name,
        "date": held.starts_on,
    }


def _of_fewer(change, after, ground):
    """A seat that goes is free on the day on which it goes, and on every later one."""
    day = ground.review.effective_on
    late = [held for held in ground.holders.get(change.post_id, ()) if _leaves_after(day, held, ground)]
    for held in late:
        yield _("%(name)s would leave on %(date)s only, after the seat is gone.") % {
            "name": held.engineer.name,
            "date": ground.until(held),
        }
    found = overfull(ground.stays_on(change.post_id), after.seats, day)
    if found and not late:
        yield _("%(held)d seats of this post were held on %(date)s; choose a later day for fewer.") % {
            "held": found.held,
            "date": found.day,
        }


def _leaves_after(day, held, ground):
    until = ground.until(held)
    return until is not None and until > max(day, held.starts_on)


# --- Rules and quotas ------------------------------------------------------------------------------------------
def _of_rules(ground):
    if not ground.rules.by_place:
        yield _("No rulebook is in force on %(date)s: choose a later day.") % {"date": ground.review.effective_on}


def _of_quotas(ground):
    beyond = ground.meters.broken
    decided = granted({place.group for place in beyond}, ground.meters.plants)
    broken = [place for place in beyond if place.after > decided[place.group]][:FIRST_QUOTAS]
    if not broken:
        return
    keys = zip(*(place.group for place in broken), strict=True)
    named = [_names(*pair) for pair in zip((Unit, Discipline, Grade), keys, strict=True)]
    for place in broken:
        plant, discipline, grade = (names[key] for names, key in zip(named, place.group, strict=True))
        yield _("%(plant)s · %(discipline)s · %(grade)s: %(seats)d seats, the quota is %(quota)d") % {
            "plant": plant,
            "discipline": discipline,
            "grade": grade,
            "seats": place.after,
            "quota": place.quota,
        }


def _names(noun, keys):
    """{key: name}"""
    return dict(noun.objects.order_by().filter(pk__in=set(keys)).values_list("pk", "name"))
