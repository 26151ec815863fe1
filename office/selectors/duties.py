from django.utils.translation import gettext as _

from office import slots
from office.enums import ADMINISTRATIVE_ROLES
from office.models import Duty, Unit
from office.scope import subtree


def duties_of(account, user):
    """The account's duties in sight of the user, newest first."""
    duties = Duty.objects.visible_to(user).filter(user=account).select_related("unit", "granted_by")
    return duties.order_by("-starts_on", "-pk")


def grant_consequences(duty, user):
    """What granting an unsaved duty means, in sentences; upper floors add theirs for the noun "office.duty"."""
    facts = _facts(duty) | {"from": duty.starts_on, "last": duty.last_day}
    sentences = [
        _("From %(from)s to %(last)s %(person)s is %(role)s of %(unit)s.") % facts
        if duty.until
        else _("From %(from)s on %(person)s is %(role)s of %(unit)s, until the duty is ended.") % facts
    ]
    below = Unit.objects.filter(subtree(duty.unit.path)).count() - 1
    if duty.role in ADMINISTRATIVE_ROLES:
        sentences.append(_("This role shows no people, posts or assessments."))
    elif below:
        sentences.append(_("The duty holds for the %(count)s units below it as well.") % {"count": below})
    return sentences + slots.notes_for(user, [duty])[duty.pk]


def end_consequences(duty):
    """What ending the duty means, in sentences."""
    return [
        _("From that day on %(person)s no longer sees or does anything as %(role)s of %(unit)s.") % _facts(duty),
        _("What was done under the duty stays done, and the duty stays on record."),
    ]


def _facts(duty):
    return {"person": duty.user, "role": duty.get_role_display(), "unit": duty.unit}
