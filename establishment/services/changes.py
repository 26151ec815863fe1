"""What a draft says of posts and of those who hold them."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from establishment.checks.facts import BLANK, in_holder_keys, told_of_fate, whole_change
from establishment.checks.ground import holders_of, undecided_of
from establishment.enums import ChangeKind, Fate, ReviewStatus
from establishment.models import HolderFate, PostChange
from establishment.models.post_change import CONTENT
from establishment.selectors.drafting import drafted_from
from establishment.services.reviews import lock_in
from office import audit
from office.changes import changes_to, differences
from office.check_codes import digest
from office.errors import DomainError
from office.locks import lock_rows
from office.sentences import joined
from planning.models import DemandLine
from posts.enums import OPEN_APPOINTMENTS
from posts.models import Appointment, Post

MOST_CHANGES = 1_000
OWN = ("code", "successor", "successor_change", "line", "reason")  # besides what is said of the post to be


@transaction.atomic
def add_changes(review, changes, *, actor):
    """Append changes, mappings of `kind`, `post` or `code`, the fields of the kind, `line`, `reason`: all or none.

    Who holds a seat that stays is to stay, until something else is said. Raises DomainError for a post that stands in the
    review already, and if the new post that is to succeed was taken out of it.
    """
    review = lock_in(review, ReviewStatus.DRAFT)
    position = review.changes.aggregate(last=Max("position"))["last"] or 0
    if review.changes.count() + len(changes) > MOST_CHANGES:
        raise DomainError(_("A review has at most %(count)d changes; make a second one.") % {"count": MOST_CHANGES})
    _refuse_doubles(review, changes)
    for facts in changes:
        _refuse_taken_out(facts, review)
    made = PostChange.objects.bulk_create(
        [
            PostChange(review=review, position=place, post_seen=_seen(facts.get("post")), **facts)
            for place, facts in enumerate(changes, position + 1)
        ],
        batch_size=200,
    )
    _let_stay(made, review)
    _touch(review)
    audit.record(
        actor=actor,
        verb="postreview.changes_added",
        target=review,
        unit=review.unit,
        changes={"posts": [None, ", ".join(str(change) for change in made[:20])], "count": [None, len(made)]},
    )
    return made


@transaction.atomic
def draw_from_lines(review, lines, *, actor):
    """Draft what decided lines (a queryset of `waiting_lines`) ask for. Returns Drafted; raises DomainError if that is nothing."""
    lock_rows(DemandLine, lines.values_list("pk", flat=True))
    review = lock_in(review, ReviewStatus.DRAFT)
    drafted = drafted_from(review, lines)
    if not drafted.changes:
        raise DomainError(_("The posts are as these lines ask for already."), reasons=drafted.left_out)
    add_changes(review, drafted.changes, actor=actor)
    return drafted


def _seen(post):
    return post and post.updated_at


def _refuse_doubles(review, changes):
    posts = set(review.changes.exclude(post=None).values_list("post", flat=True))
    codes = set(review.changes.exclude(code="").values_list("code", flat=True))
    for facts in changes:
        post, code = facts.get("post"), facts.get("code", "")
        if (post and post.pk in posts) or code in codes - {""}:
            raise DomainError(_("%(post)s stands in the review already.") % {"post": post or code})
        posts |= {post.pk} if post else set()
        codes.add(code)


@transaction.atomic
def revise_change(change, *, actor, seen, **facts):
    """Say something else of the post, and look at it as it is now. `seen` is the `state_of_change` its form was made with."""
    review = lock_in(change.review, ReviewStatus.DRAFT)
    change = _as_it_is(change, review)
    _refuse_unseen(state_of_change(change), seen)
    _refuse_taken_out(facts, review)
    if facts.get("code", change.code) != change.code:
        _refuse_doubles(review, [{"code": facts["code"]}])
    kind = facts.get("kind", change.kind)
    facts = whole_change(facts, kind)
    changes = changes_to(change, facts)
    for name, value in facts.items():
        setattr(change, name, value)
    change.post_seen = _seen(change.post)
    change.save(update_fields=[*facts, "post_seen"])
    if "kind" in changes and kind == ChangeKind.ABOLISH:
        change.fates.filter(fate=Fate.KEEP).delete()  # who stays on a post that goes is said for each
    _let_stay([change], review)
    _touch(review)
    if changes:
        changes |= {"change": [None, str(change)], "change_key": [None, change.pk]}
        audit.record(actor=actor, verb="postreview.change_revised", target=review, unit=review.unit, changes=changes)
    return change


@transaction.atomic
def remove_change(change, *, actor):
    """Take it out of the draft. Raises DomainError while another one names it as successor or sends a holder there."""
    review = lock_in(change.review, ReviewStatus.DRAFT)
    change = _as_it_is(change, review)
    if change.succeeds.exists() or HolderFate.objects.filter(to_change=change).exclude(change=change).exists():
        raise DomainError(_("Another change of this review leads to %(change)s; mend that first.") % {"change": change})
    said = {"change": [str(change), None]}
    change.fates.all().delete()  # first: some may lead to the post itself
    change.delete()
    _touch(review)
    audit.record(actor=actor, verb="postreview.change_removed", target=review, unit=review.unit, changes=said)


@transaction.atomic
def set_fate(change, appointment, *, actor, fate, seen=None, **facts):
    """Say what becomes of somebody on the post: `seat`, or `to_change` and `number`, of who moves; `ends_on` and `end_reason`.

    `seen` is the `state_of_fate` its form was made with. Raises DomainError if something else was said since, for who has left
    already, and for the holder: others say what becomes of one.
    """
    review = lock_in(change.review, ReviewStatus.DRAFT)
    change = _as_it_is(change, review)
    if to_change := facts.get("to_change"):
        facts["to_change"] = _as_it_is(to_change, review)
    appointment = Appointment.objects.select_related("engineer", "seat").get(pk=appointment.pk)
    _refuse_fate(change, appointment, actor)
    before = change.fates.filter(appointment=appointment).select_related("seat__post", "to_change__post").first()
    if seen is not None:
        _refuse_unseen(state_of_fate(before), seen)
    told = told_of_fate(before)
    found = before or HolderFate(change=change, appointment=appointment)
    for name, value in (BLANK | facts | {"fate": fate}).items():
        setattr(found, name, value)
    found.save()
    _touch(review)
    named = {"holder": [None, str(appointment.engineer)]} | _by_key([appointment])
    changes = named | differences(told, told_of_fate(found))
    audit.record(actor=actor, verb="postreview.fate_set", target=review, unit=review.unit, changes=changes)
    return found


def _refuse_fate(change, appointment, actor):
    if appointment.seat.post_id != change.post_id:
        raise ValueError(f"{appointment} is not on {change.post}")
    if appointment.status not in OPEN_APPOINTMENTS:
        raise DomainError(_("The appointment of %(name)s has ended meanwhile.") % {"name": appointment.engineer.name})
    if _is_own(appointment, actor):
        raise DomainError(_("It is your own appointment: another person says what becomes of it."))


def _is_own(held, actor):
    return actor is not None and held.engineer.user_id == actor.pk


def undecided_by(change, actor):
    """[Appointment] of its holders but the actor of whom it is not said what becomes of them; two queries."""
    return [held for held in undecided_of(change) if not _is_own(held, actor)]


@transaction.atomic
def keep_holders(change, *, actor):
    """All other holders of whom nothing is said yet stay to the end of the term. Raises DomainError if that is nobody."""
    review = lock_in(change.review, ReviewStatus.DRAFT)
    change = _as_it_is(change, review)
    staying = undecided_by(change, actor)
    if not staying:
        raise DomainError(_("It is said of all its holders what becomes of them."))
    HolderFate.objects.bulk_create(
        [HolderFate(change=change, appointment=held, fate=Fate.KEEP) for held in staying], batch_size=500
    )
    _touch(review)
    told = {"change": [None, str(change)], "holder": [None, joined(held.engineer.name for held in staying)]}
    told |= _by_key(staying)
    audit.record(actor=actor, verb="postreview.holders_kept", target=review, unit=review.unit, changes=told)
    return staying


def _by_key(appointments):
    """By what an entry of the audit trail is found whose holders only have names there."""
    return {"holder_keys": [None, "".join(in_holder_keys(held) for held in appointments)]}


def _as_it_is(change, review):
    """A change of a locked review, read again."""
    if found := review.changes.select_related("post").filter(pk=change.pk).first():
        return found
    raise DomainError(_("Somebody took %(change)s out of the review meanwhile.") % {"change": change})


def _refuse_taken_out(facts, review):
    if successor := facts.get("successor_change"):
        _as_it_is(successor, review)


def _refuse_unseen(state, seen):
    if state != seen:
        raise DomainError(
            _(
                "Something else was saved since this form was opened. Compare; saving again puts your values in its place."
            )
        )


def state_of_fate(fate):
    """What a form on it was made with; "" while nothing is said."""
    return digest([getattr(fate, field.attname) for field in HolderFate._meta.concrete_fields]) if fate else ""


def state_of_change(change):
    """What a form on it was made with."""
    names = ("kind", *CONTENT, *OWN)
    return digest([getattr(value, "pk", value) for value in (getattr(change, name) for name in names)])


def _let_stay(changes, review):
    """Who holds a seat that stays keeps it; where seats go, somebody has to say who leaves. Who has left already is forgotten.

    Of a post that left the review's unit nothing is said.
    """
    HolderFate.objects.filter(change__in=changes).exclude(appointment__status__in=OPEN_APPOINTMENTS).delete()
    posts = [change.post_id for change in changes if change.post_id]
    holders = holders_of(Post.objects.in_unit(review.unit).filter(pk__in=posts))
    staying = [
        HolderFate(change=change, appointment=held, fate=Fate.KEEP)
        for change in changes
        if change.post_id and _keeps_all(change, holders.get(change.post_id, ()))
        for held in holders.get(change.post_id, ())
    ]
    HolderFate.objects.bulk_create(staying, ignore_conflicts=True, batch_size=500)


def _keeps_all(change, holders):
    seats = {held.seat_id for held in holders}
    return change.kind != ChangeKind.ABOLISH and len(seats) <= (change.authorised or change.post.authorised)


def _touch(review):
    review.save(update_fields=["updated_at"])
