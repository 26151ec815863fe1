"""Duties: the only way to a right. Whoever grants does so to somebody else."""

from collections import defaultdict

from django.db import transaction
from django.utils.translation import gettext as _

from office import audit
from office.clock import today
from office.enums import ADMINISTRATIVE_ROLES, Role
from office.errors import DomainError
from office.models import Duty, Unit, User


@transaction.atomic
def grant_duty(user, *, role, unit, starts_on, until=None, reason="", actor):
    """Give the user a role on the unit's subtree over [starts_on, until); `until` None means open-ended.

    `actor` None is the system itself. Raises DomainError if the actor is the user, if the period is empty, if the same
    duty overlaps, or if the three administrations (三员分立) would meet in one person.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    (found,) = check_duties([Duty(user=user, role=role, unit=unit, starts_on=starts_on, until=until)], actor=actor)
    if found:
        raise DomainError(found)
    duty = Duty.objects.create(
        user=user, role=role, unit=unit, starts_on=starts_on, until=until, reason=reason, granted_by=actor
    )
    audit.record(actor=actor, verb="duty.granted", target=duty, unit=unit, changes=_granted(duty), reason=reason)
    return duty


@transaction.atomic
def end_duty(duty, *, on, reason="", actor):
    """Let the duty end: `on` is the first day without it. A duty that has not started yet then never starts."""
    duty = Duty.objects.select_for_update(of=("self",)).select_related("user", "unit").get(pk=duty.pk)
    if duty.until and duty.until <= max(on, today()):
        raise DomainError(_("This duty ends on %(date)s already.") % {"date": duty.until})
    if on < today():
        raise DomainError(_("A duty ends today at the earliest: what was done under it stays done."))
    _refuse_last_keeper(duty, on, actor)
    previous, duty.until = duty.until, max(on, duty.starts_on)
    duty.save(update_fields=["until"])
    changes = {"until": [previous, duty.until]}
    audit.record(actor=actor, verb="duty.ended", target=duty, unit=duty.unit, changes=changes, reason=reason)
    return duty


def _refuse_last_keeper(duty, on, actor):
    """Nobody leaves the group without a rights administrator by ending his or her own duty."""
    if duty.user != actor or duty.role != Role.RIGHTS_ADMINISTRATOR or duty.unit.parent_id:
        return
    Unit.objects.select_for_update(of=("self",)).get(
        pk=duty.unit_id
    )  # two who leave at a time wait here for each other
    others = Duty.objects.filter(unit=duty.unit, role=duty.role, user__is_active=True).exclude(user=actor)
    if not others.active_on(today()).active_on(on).exists():
        sentence = _("You are the last rights administrator of %(unit)s. Grant the duty to somebody else first.")
        raise DomainError(sentence % {"unit": duty.unit})


@transaction.atomic
def grant_duties(duties, *, actor):
    """Write unsaved duties that `check_duties` found nothing against, in bulk."""
    for duty in duties:
        duty.granted_by = actor
    Duty.objects.bulk_create(duties, batch_size=500)
    audit.record_many(actor=actor, verb="duty.granted", rows=[(duty, duty.unit, _granted(duty)) for duty in duties])
    return duties


def check_duties(duties, *, actor):
    """Per duty the sentence that speaks against it, or "": one query. Earlier ones of the list count as held.

    A duty with a key is one on record, here with another period than there.
    """
    held = defaultdict(list)
    known = Duty.objects.filter(user__in={duty.user_id for duty in duties if duty.user_id})
    known = known.exclude(pk__in=[duty.pk for duty in duties if duty.pk])
    for duty in known.select_related("user"):
        held[duty.user.username].append(duty)
    answers = []
    for duty in duties:
        others = held[duty.user.username]
        answers.append(_against(duty, others, actor))
        others.append(duty)
    return answers


def _against(duty, others, actor):
    if actor is not None and duty.user == actor:
        return _("Nobody grants a duty to himself or herself. Ask another rights administrator.")
    if duty.pk and duty.until and duty.until < today():
        return _("A duty ends today at the earliest: what was done under it stays done.")
    if duty.until and duty.until <= duty.starts_on:
        return _("A duty ends after it starts.")
    meeting = [other for other in others if _overlap(duty, other)]
    same = [
        other for other in others if _alike(duty, other) and (other in meeting or other.starts_on == duty.starts_on)
    ]
    if same:
        return _("%(user)s is %(role)s of %(unit)s from %(start)s already.") % {
            "user": duty.user,
            "role": duty.get_role_display(),
            "unit": duty.unit,
            "start": same[0].starts_on,
        }
    parted = next((other for other in meeting if _kept_apart(duty.role, other.role)), None)
    if parted:
        return _("%(one)s and %(other)s are kept apart: no one is both at a time.") % {
            "one": duty.get_role_display(),
            "other": parted.get_role_display(),
        }
    return ""


def _alike(one, other):
    return (one.role, one.unit_id) == (other.role, other.unit_id)


def _overlap(one, other):
    return (other.until is None or one.starts_on < other.until) and (one.until is None or other.starts_on < one.until)


def _kept_apart(one, other):
    """Two of the three administrations, or one of them and any business role; the same one twice is nothing new."""
    return one != other and not ADMINISTRATIVE_ROLES.isdisjoint({Role(one), Role(other)})


def _granted(duty):
    return {
        "user": [None, str(duty.user)],
        "role": [None, duty.role],
        "unit": [None, str(duty.unit)],
        "starts_on": [None, duty.starts_on],
        "until": [None, duty.until],
    }
