"""What is due on appointments and batches: one condition each, by which boards count and lists show the very same rows."""

from datetime import timedelta

from django.db.models import Count, F, FilteredRelation, Q

from office.scope import any_subtree, subtree
from posts.enums import LIVE_LETTERS, AppointmentStatus, BatchDue, BatchStatus, Due, LetterStatus
from posts.models import BatchRow, TargetLetter
from posts.models.appointment import AppointmentQuerySet, held_on
from posts.models.letter import TargetLetterQuerySet
from rulebooks.models import Rulebook
from talent.enums import GONE_STATUSES, EngineerStatus
from talent.retirement import months_after

SOON = timedelta(days=180)
# In days: after the first, up to the second
BANDS = {Due.ENDS_30: (0, 30), Due.ENDS_90: (30, 90), Due.ENDS_180: (90, 180)}
AWAY = Q(engineer__status__in=(EngineerStatus.SICK_LEAVE, EngineerStatus.ABROAD))
SECONDED = Q(engineer__status=EngineerStatus.SECONDED)


# Of what is due on holders, the kinds of one family exclude each other
FAMILIES = {
    "term": (Due.OVERDUE, Due.ENDS_30, Due.ENDS_90, Due.ENDS_180),
    "retirement": (Due.PAST_RETIREMENT, Due.RETIRES_SOON, Due.RETIRES_IN_TERM),
    "absence": (Due.ABSENT, Due.ABSENT_UNDATED, Due.GONE),
    "letter": (Due.LETTER_MISSING, Due.LETTER_UNSIGNED),
}
NOT_OF_HOLDERS = frozenset({Due.STARTING, Due.CERTIFICATE})


def appointment_due(kind, user, on):
    """The condition on appointments of one kind of Due as of a day, as far as the user sees what it is about."""
    if kind == Due.STARTING:
        return Q(status=AppointmentStatus.PENDING, starts_on__lte=on)
    if kind == Due.CERTIFICATE:
        return _certificate_without_scan()
    return held_on(on) & holders_due(user, on, [kind])[kind]


def holders_due(user, on, kinds):
    """{kind: condition} on those that are `held_on` the day, for boards that count several kinds in one walk through the rows."""
    makers = {
        Due.ABSENT: lambda: _absent_over_limit(on),
        Due.ABSENT_UNDATED: _absent_since_unknown,
        Due.LETTER_MISSING: lambda: Q(until__gt=on) & _of_letters(user) & ~_letter(on, *LIVE_LETTERS),
        Due.LETTER_UNSIGNED: lambda: Q(until__gt=on) & _of_letters(user) & _unsigned(on),
    }
    plain = _of_dates(on)
    return {kind: plain[kind] if kind in plain else makers[kind]() for kind in kinds}


def _of_dates(on):
    within, soon = Q(until__gt=on), on + SOON
    settled = settled_by_batch()
    bands = {
        kind: ~settled & Q(until__gt=on + timedelta(first), until__lte=on + timedelta(last))
        for kind, (first, last) in BANDS.items()
    }
    return bands | {
        Due.OVERDUE: ~settled & Q(until__lte=on),
        Due.PAST_RETIREMENT: within & Q(engineer__retires_on__lt=on),
        Due.RETIRES_SOON: within & Q(engineer__retires_on__gte=on, engineer__retires_on__lte=soon),
        Due.RETIRES_IN_TERM: Q(engineer__retires_on__gt=soon, engineer__retires_on__lt=F("until")),
        Due.GONE: Q(engineer__status__in=GONE_STATUSES),
    }


def settled_by_batch():
    """Appointments of which a batch has decided already what follows: their keys, for they are few and asked for often."""
    waiting = BatchRow.objects.awaiting_their_day().filter(appointment__isnull=False)
    keys = list(waiting.order_by().values_list("appointment", flat=True))
    return Q(pk__in=keys)


# --- Absence --------------------------------------------------------------------------------------
def _absent_over_limit(on):
    """Away for longer than the rulebook governing the post's unit lets pass without a word."""
    condition = Q(pk__in=())
    for place, months in _absence_limits(on):
        limit = months_after(on, -months)
        condition |= place & (AWAY & Q(engineer__absent_since__lte=limit) | SECONDED & _seconded_by(limit))
    return condition


def _seconded_by(day):
    since, otherwise = Q(engineer__work_unit_since__lte=day), Q(engineer__absent_since__lte=day)
    return since | Q(engineer__work_unit_since=None) & otherwise


def _absent_since_unknown():
    unknown = Q(engineer__absent_since=None)
    return AWAY & unknown | SECONDED & unknown & Q(engineer__work_unit_since=None)


def _absence_limits(on):
    """[(condition on the post's unit, months)]: the nearest rulebook counts, as `rulebook_governing` finds it for one unit."""
    named, general = {}, None
    in_force = Rulebook.objects.in_force_on(on).order_by("in_force_from")
    for months, path in in_force.values_list("absence_months", "units__path"):
        if path:
            named[path] = months
        else:
            general = months
    limits = [(_only(path, named), months) for path, months in named.items()]
    return limits if general is None else [*limits, (_only("", named), general)]


def _only(path, named):
    """Units of the subtree without those below it that are named themselves; all units if the path is empty."""
    place = subtree(path, "seat__post__unit__path") if path else Q()
    for other in named:
        if other != path and other.startswith(path):
            place &= ~subtree(other, "seat__post__unit__path")
    return place


# --- Papers ---------------------------------------------------------------------------------------
def _of_letters(user):
    """Appointments whose target letters are in the user's sight: for most readers all that they see anyway."""
    readers = user.paths_as(TargetLetterQuerySet.seen_by)
    if readers == user.paths_as(AppointmentQuerySet.seen_by):
        return Q()
    return any_subtree(readers, "seat__post__unit__path") | Q(engineer__user=user)


def _letter(on, *statuses):
    letters = TargetLetter.objects.filter(starts_on__lte=on, until__gt=on, status__in=statuses)
    return Q(pk__in=letters.values("appointment"))


def _unsigned(on):
    return _letter(on, LetterStatus.DRAFT) & ~_letter(on, LetterStatus.AGREED)


def _certificate_without_scan():
    """A certificate that counts still, and whose signed copy nobody has put on record; of an appointment that is over, too."""
    rows = BatchRow.objects.filter(certificate__isnull=False, certificate__cancelled_at=None, certificate__scan="")
    return Q(pk__in=rows.exclude(result=None).values("result"))


# --- Seats ----------------------------------------------------------------------------------------
def vacant_seats(posts, on):
    """[(grade, its name, vacant seats)] of the posts that have some: one walk, where a list asks for each post it shows."""
    holders = FilteredRelation("seats__appointments", condition=held_on(on, "seats__appointments__"))
    named = posts.annotate(holders=holders).order_by().values("pk", "grade", "grade__name", "authorised")
    counted = named.annotate(taken=Count("holders")).filter(taken__lt=F("authorised"))
    return counted.values_list("grade", "grade__name", F("authorised") - F("taken"))


# --- Batches --------------------------------------------------------------------------------------
def batches_due(kinds=BatchDue):
    """{kind of BatchDue: condition on batches}; the same as the batches' own querysets say."""
    done = Q(status=BatchStatus.DONE)
    waiting = BatchRow.objects.awaiting_their_day()
    conditions = {
        BatchDue.DRAFT: Q(status=BatchStatus.DRAFT),
        BatchDue.PROPOSED: Q(status=BatchStatus.PROPOSED),
        BatchDue.DOCUMENT: done & Q(historic=False) & (Q(document=None) | Q(document__scan="")),
        BatchDue.FILING: done & Q(to_be_filed=True, filed_at=None),
        BatchDue.AWAITING: done & Q(pk__in=waiting.values("batch")),
    }
    return {kind: conditions[kind] for kind in kinds}
