"""What a change of a post leads to, in sentences, before it is done. `fields` says what would be; nothing is written."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from office import slots
from office.changes import changes_to
from office.clock import today
from office.sentences import listed
from posts.enums import APPOINTING_ACTS, OPEN_BATCHES, AppointmentStatus, PostStatus
from posts.models import Appointment, AppointmentBatch, BatchRow, Post
from posts.selectors.authority import grade_rule, plant_of, seats_within_quota

DUTIES = "duties"  # too long for a sentence


def creation_consequences(fields, on):
    facts = {
        "code": fields["code"],
        "unit": fields["unit"],
        "seats": fields["authorised"],
        "discipline": fields["discipline"],
        "grade": fields["grade"],
        "date": on,
    }
    yield (
        _(
            "From %(date)s on the post %(code)s stands in %(unit)s: %(discipline)s, %(grade)s, authorised seats: %(seats)d."
        )
        % facts
    )
    yield from _beyond_quota(Post(**fields))


def corrected_version(post, on):
    """The version that a revision from the day on corrects: one that begins today. None if the revision makes its own."""
    return post.versions.filter(starts_on=on).select_related("decision").first() if on == today() else None


def change_consequences(user, post, fields, on, **ground):
    """Of a revision of the post from a day on: facts, seats, holders, what is under way, quota, running assessments.

    `ground` is the decision it rests on, or that it is historic, as far as that is known yet.
    """
    corrected = corrected_version(post, on)
    changes = changes_to(post, fields)
    cited = changes_to(corrected, ground) if corrected else {}
    if not (changes or cited):
        return
    if corrected:
        yield _of_correction(on)
    yield from _in_words(changes, on)
    if cited:
        yield _of_ground(corrected.decision, ground["decision"])
    if "status" in changes:
        yield _of_status(post.status, fields["status"])
    holders = list(Appointment.objects.held_on(today()).filter(seat__post=post).select_related("engineer", "seat"))
    yield from _of_seats(post, fields)
    yield from _of_holders(post, changes, holders)
    yield from _under_way(user, post)
    if changes.keys() & {"unit", "discipline", "grade", "authorised", "status"}:
        yield from _beyond_quota(_as_changed(post, fields))
    yield from slots.notes_for(user, [post])[post.pk]


def _in_words(changes, on):
    for name, (old, new) in changes.items():
        field = Post._meta.get_field(name)
        labels = dict(field.flatchoices)
        facts = {
            "what": capfirst(field.verbose_name),
            "old": labels.get(old, old) or "—",
            "new": labels.get(new, new) or "—",
            "date": on,
        }
        if name == DUTIES:
            yield _("From %(date)s on other duties are written.") % facts
        else:
            yield _("From %(date)s on – %(what)s: %(old)s → %(new)s.") % facts


def _of_correction(on):
    return _(
        "The post changed on %(date)s already: this corrects that change and makes no further version; what it said "
        "before and says now stays on record."
    ) % {"date": on}


def _of_ground(old, new):
    return _("It rests on: %(old)s → %(new)s.") % {"old": old or _("Historic"), "new": new or _("Historic")}


def _of_status(old, new):
    if new == PostStatus.FROZEN:
        return _("Nobody is appointed to a vacant seat while the post is frozen; who holds a seat stays.")
    if new == PostStatus.ABOLISHED:
        return _(
            "The post leaves the establishment and the ledger; what was remains to be read there as of earlier days."
        )
    if old == PostStatus.ABOLISHED:
        return _("The post stands in the establishment again, with its seats.")
    return _("Its vacant seats may be filled again.")


def _of_seats(post, fields):
    wanted = fields.get("authorised", post.authorised)
    numbers = set(post.seats.values_list("number", flat=True))
    coming = sorted(set(range(1, wanted + 1)) - numbers)
    leaving = sorted(number for number in numbers if wanted < number <= post.authorised)
    if coming:
        yield _("Seats that come: %(seats)s.") % {"seats": listed(coming)}
    if leaving:
        yield _("Seats that are authorised no more; they stay on record for earlier days: %(seats)s.") % {
            "seats": listed(leaving)
        }


def _of_holders(post, changes, holders):
    names = listed([holder.engineer.name for holder in holders])
    if holders and "unit" in changes:
        yield _(
            "The seats move with their holders: those on duty in %(unit)s see and keep these appointments from now on, "
            "those of %(former)s no more: %(names)s."
        ) % {"unit": changes["unit"][1], "former": post.unit, "names": names}
    if holders and "grade" in changes:
        yield _("Who holds a seat keeps the grade of the own appointment until the next one: %(names)s.") % {
            "names": names
        }


def _under_way(user, post):
    """Who is to sit on a seat of the post: appointments that wait for their day, and rows of batches not carried out."""
    coming = Appointment.objects.filter(status=AppointmentStatus.PENDING, seat__post=post)
    for appointment in coming.select_related("engineer", "seat").order_by("starts_on"):
        yield sentence_of_pending(appointment)
    rows = BatchRow.objects.filter(seat__post=post, act__in=APPOINTING_ACTS, batch__status__in=OPEN_BATCHES)
    visible = set(
        AppointmentBatch.objects.visible_to(user).open().filter(rows__seat__post=post).values_list("pk", flat=True)
    )
    for row in rows.select_related("batch", "engineer", "seat").order_by("batch_id", "position"):
        if row.batch_id in visible:
            yield _("The batch “%(batch)s”, not carried out yet, has %(name)s for seat %(seat)d.") % {
                "batch": row.batch,
                "name": row.engineer.name,
                "seat": row.seat.number,
            }
        else:
            yield _("A batch that you do not see, not carried out yet, has a row for seat %(seat)d.") % {
                "seat": row.seat.number
            }


def sentence_of_pending(appointment):
    return _("%(name)s is to take seat %(seat)d on %(date)s.") % {
        "name": appointment.engineer.name,
        "seat": appointment.seat.number,
        "date": appointment.starts_on,
    }


def _beyond_quota(post):
    """The sentence that the seats would be more than the rules allow a plant of this grade and discipline."""
    if post.status == PostStatus.ABOLISHED:
        return
    rule = grade_rule(post.unit, post.grade, today())
    if rule is None or rule.quota is None:
        return
    plant = plant_of(post.unit)
    seats = seats_within_quota(plant, post.discipline, post.grade, besides=post) + post.authorised
    if seats > rule.quota:
        yield _(
            "The rules allow %(quota)d seats of this grade and discipline in %(plant)s; there would be %(seats)d."
        ) % {"quota": rule.quota, "plant": plant, "seats": seats}


def _as_changed(post, fields):
    facts = {name: getattr(post, name) for name in ("unit", "discipline", "grade", "authorised", "status")}
    return Post(pk=post.pk, **facts | {name: value for name, value in fields.items() if name in facts})
