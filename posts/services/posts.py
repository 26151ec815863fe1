from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from office import audit
from office.changes import changes_to
from office.clock import today
from office.errors import DomainError, written_once
from posts.enums import POST_TRANSITIONS, AppointmentStatus, PostStatus
from posts.models import Appointment, Post, PostVersion, Seat
from posts.models.post import DATED
from posts.selectors.post_changes import corrected_version, sentence_of_pending

DESCRIPTIVE = ("title", "duties")
GROUND = ("decision", "historic")  # what a version rests on
VERBS = {
    PostStatus.FROZEN: "post.frozen",
    PostStatus.ACTIVE: "post.reopened",
    PostStatus.ABOLISHED: "post.abolished",
}


@transaction.atomic
def create_post(*, actor, starts_on, decision=None, historic=False, reason="", **fields):
    """A post with its seats from a day on, by a decision or as history. Raises DomainError."""
    check_creation(fields, starts_on=starts_on, decision=decision, historic=historic)
    with written_once():
        post = Post.objects.create(**fields)
    write_versions([post], starts_on=starts_on, decision=decision, historic=historic)
    fit_seats([post])
    audit.record(actor=actor, verb="post.created", target=post, unit=post.unit, reason=reason)
    return post


def check_creation(fields, *, starts_on, decision=None, historic=False):
    """Raises DomainError if the post cannot be set up."""
    _check_ground(decision, historic)
    _check_day(starts_on)
    if Post.objects.filter(code=fields["code"]).exists():
        raise DomainError(_("There is a post with the code %(code)s already.") % {"code": fields["code"]})
    if fields["authorised"] < 1:
        raise DomainError(_("A post has at least one authorised seat."))


@transaction.atomic
def revise_post(post, *, actor, starts_on, decision=None, historic=False, reason="", seen=None, **fields):
    """Change a post from a day on: a new version of it, or today's version if the post changed today already. Raises
    DomainError, e.g. if it would have fewer seats than holders.

    `seen` is the `updated_at` its form was made with. The seats are locked as well: nobody is appointed meanwhile.
    """
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    list(post.seats.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    changes = check_revision(post, fields, starts_on=starts_on, decision=decision, historic=historic, seen=seen)
    verb = _verb_of(post, fields, starts_on)
    for name, value in fields.items():
        setattr(post, name, value)
    post.save(update_fields=[*fields, "updated_at"])
    write_versions([post], starts_on=starts_on, decision=decision, historic=historic, rewritten=(*DATED, *GROUND))
    fit_seats([post])
    recorded = _as_recorded(changes) | {"starts_on": [None, starts_on]}
    audit.record(actor=actor, verb=verb, target=post, unit=post.unit, changes=recorded, reason=reason)
    return post


def _verb_of(post, fields, starts_on):
    if "status" in changes_to(post, fields):
        return VERBS[fields["status"]]
    return "post.corrected" if corrected_version(post, starts_on) else "post.revised"


def _as_recorded(changes):
    """A decision is recognised by its subject."""
    if "decision" not in changes:
        return changes
    return changes | {"decision": [decision and f"{decision} {decision.subject}" for decision in changes["decision"]]}


def check_revision(post, fields, *, starts_on, decision=None, historic=False, seen=None):
    """What the revision would change, {name: [old, new]}. Raises DomainError if it is not possible."""
    _check_ground(decision, historic)
    _check_day(starts_on)
    _check_seen(post, seen)
    corrected = corrected_version(post, starts_on)
    if not corrected:
        _check_later(post, starts_on)
    changes = changes_to(post, fields)
    if corrected:
        changes |= changes_to(corrected, {"decision": decision, "historic": historic})
    if not changes:
        raise DomainError(_("Nothing would change."))
    _check_status(post, changes)
    check_seats(post, fields, starts_on)
    return changes


@transaction.atomic
def describe_post(post, *, actor, seen, reason="", **fields):
    """Correct the words that describe a post, in its latest version too. `seen` is the `updated_at` its form was made with."""
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    _check_seen(post, seen)
    if unknown := set(fields) - set(DESCRIPTIVE):
        raise ValueError(f"not descriptive: {sorted(unknown)}")
    changes = changes_to(post, fields)
    if not changes:
        return post
    for name, value in fields.items():
        setattr(post, name, value)
    post.save(update_fields=[*fields, "updated_at"])
    latest = post.versions.order_by("-starts_on").first()
    post.versions.filter(pk=latest.pk).update(**fields)
    audit.record(actor=actor, verb="post.described", target=post, unit=post.unit, changes=changes, reason=reason)
    return post


def _check_ground(decision, historic):
    if not (decision or historic):
        raise DomainError(_("Cite the decision, or mark the change as historic."))


def _check_day(starts_on):
    """The register says what is; what is to come waits as a change that was decided."""
    if starts_on > today():
        raise DomainError(_("A post changes today or in the past, not on a day to come."))


def _check_later(post, starts_on):
    """What was said of days gone by stays."""
    latest = post.versions.order_by("-starts_on").first()
    if latest is None or starts_on > latest.starts_on:
        return
    if latest.starts_on == today():
        raise DomainError(_("The post changed today already: to correct that change, let yours take effect today."))
    raise DomainError(_("The post changed on %(date)s already; choose a later day.") % {"date": latest.starts_on})


def _check_seen(post, seen):
    if seen is not None and post.updated_at != seen:
        raise DomainError(_("Someone else changed this post meanwhile. Look at it again, then repeat your change."))


def _check_status(post, changes):
    if "status" not in changes:
        if post.status == PostStatus.ABOLISHED:
            raise DomainError(_("The post is abolished; set it up again before it is changed."))
        return
    _old, new = changes["status"]
    if new not in POST_TRANSITIONS[post.status]:
        raise DomainError(
            _("The post is %(old)s; it cannot become %(new)s.")
            % {"old": post.get_status_display(), "new": PostStatus(new).label}
        )


def check_seats(post, fields, since):
    """Raises DomainError if more seats are held or promised than there would be."""
    authorised = 0 if fields.get("status") == PostStatus.ABOLISHED else fields.get("authorised", post.authorised)
    if authorised < 1 and fields.get("status") != PostStatus.ABOLISHED:
        raise DomainError(_("A post has at least one authorised seat."))
    _check_held(post, authorised, since)
    pending = list(
        Appointment.objects.filter(status=AppointmentStatus.PENDING, seat__post=post).select_related("engineer", "seat")
    )
    held = set(Appointment.objects.held_on(today()).filter(seat__post=post).values_list("seat", flat=True))
    if pending and authorised < len(held | {appointment.seat_id for appointment in pending}):
        raise DomainError(
            _("Seats of this post are promised to people whose appointment has not begun; it cannot have fewer."),
            reasons=[sentence_of_pending(appointment) for appointment in pending],
        )


def _check_held(post, authorised, since):
    """On no day from the change on are more seats held than there would be: a change may lie in the past."""
    spans = [
        (starts_on, ended_on)
        for starts_on, ended_on in Appointment.objects.filter(seat__post=post)
        .exclude(status=AppointmentStatus.PENDING)
        .values_list("starts_on", "ended_on")
        if ended_on is None or ended_on > since
    ]
    days = sorted({today(), since, *(starts_on for starts_on, _end in spans if starts_on > since)}, reverse=True)
    for day in days:
        held = sum(1 for starts_on, ended_on in spans if starts_on <= day and (ended_on is None or ended_on > day))
        if held <= authorised:
            continue
        if day == today():
            raise DomainError(
                _("%(held)d seats of this post are held; end these appointments before it has fewer.") % {"held": held}
            )
        raise DomainError(
            _("%(held)d seats of this post were held on %(date)s; choose a later day for fewer.")
            % {"held": held, "date": day}
        )


# --- Many at once, for imports; the caller holds the locks and writes the audit entries ----------------
def write_versions(posts, *, starts_on, decision=None, historic=False, rewritten=DATED):
    """The posts as they are now, as their versions from a day on; of a version of that very day `rewritten` is rewritten."""
    versions = [
        PostVersion(
            post=post,
            starts_on=starts_on,
            decision=decision,
            historic=historic,
            **{_column(name): getattr(post, _column(name)) for name in DATED},
        )
        for post in posts
    ]
    PostVersion.objects.bulk_create(
        versions,
        update_conflicts=True,
        unique_fields=["post", "starts_on"],
        update_fields=rewritten,
        batch_size=500,
    )


def fit_seats(posts):
    """Seats up to the authorised number. Seats beyond it stay, so that the ledger of earlier days shows them, unless no
    version of the post ever had them and nobody was to sit on them."""
    numbers = {}
    for post_id, number in Seat.objects.filter(post__in=posts).values_list("post_id", "number"):
        numbers.setdefault(post_id, set()).add(number)
    wanted = [(post, number) for post in posts for number in range(1, post.authorised + 1)]
    Seat.objects.bulk_create(
        [Seat(post=post, number=number) for post, number in wanted if number not in numbers.get(post.pk, ())],
        batch_size=500,
    )
    _remove_unused(posts)


def _remove_unused(posts):
    unused = Seat.objects.unused().filter(post__in=posts).annotate(ever=Max("post__versions__authorised"))
    surplus = unused.filter(number__gt=F("ever")).values_list("pk", flat=True)
    Seat.objects.filter(pk__in=list(surplus)).delete()


def _column(name):
    return PostVersion._meta.get_field(name).attname


def stretch_versions(earliest):
    """{post pk: day}: a holder of that day proves that the post was there. Historic first versions begin then."""
    first = {}
    for version in PostVersion.objects.filter(post__in=earliest).order_by("post", "-starts_on"):
        first[version.post_id] = version
    late = [version for pk, version in first.items() if version.historic and version.starts_on > earliest[pk]]
    for version in late:
        version.starts_on = earliest[version.post_id]
    PostVersion.objects.bulk_update(late, ["starts_on"], batch_size=500)
