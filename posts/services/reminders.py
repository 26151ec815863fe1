"""Ends of terms are announced as early as the rules say, each once."""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from office.enums import HR_ROLES
from office.models import Duty
from office.services.mail import write_mail
from posts.models import Appointment, TermReminder
from rulebooks.selectors import RulesOn

LONGEST = 400  # days before the end of a term that anybody is reminded


@transaction.atomic
def announce_ends(on):
    """Mail each person of human resources one list of the terms in scope whose end has come near. Returns how many terms."""
    found = _due(on)
    if not found:
        return 0
    TermReminder.objects.bulk_create(
        [TermReminder(appointment=held, until=held.until, days=days, sent_on=on) for held, days in found],
        batch_size=500,
    )
    _mail([held for held, _days in found], on)
    return len(found)


def _due(on):
    """[(appointment, days)] where the least number of days that is reached was not announced yet."""
    rules = RulesOn(on)
    ending = Appointment.objects.serving().filter(until__gt=on, until__lte=on + timedelta(LONGEST))
    ending = ending.select_related("engineer__user", "seat__post__unit").order_by("until", "pk")
    announced = set(TermReminder.objects.filter(appointment__in=ending).values_list("appointment", "until", "days"))
    found = []
    for held in ending:
        rulebook = rules.governing(held.seat.post.unit)
        reached = [days for days in (rulebook.reminder_days if rulebook else ()) if held.until <= on + timedelta(days)]
        if reached and (held.pk, held.until, min(reached)) not in announced:
            found.append((held, min(reached)))
    return found


def _mail(appointments, on):
    for user, lines in _lines_by_reader(appointments, on).items():
        with translation.override(user.language or None):
            write_mail(
                user.email,
                _("%(count)d terms end soon") % {"count": len(lines)},
                "\n".join([_("The terms of these appointments end soon:"), *lines]),
            )


def _lines_by_reader(appointments, on):
    """{user: [line]} for those with a mail address: human resources of the units, and each holder for himself or herself."""
    readers = Duty.objects.active_on(on).filter(role__in=HR_ROLES, user__is_active=True).exclude(user__email="")
    readers = list(readers.select_related("user", "unit"))
    lines = defaultdict(dict)
    for held in appointments:
        line = f"{held.last_day} {held.engineer} {held.seat.post} {held.seat.post.unit}"
        for duty in readers:
            if duty.unit.covers(held.seat.post.unit.path):
                lines[duty.user][held.pk] = line
        own = held.engineer.user
        if own and own.is_active and own.email:
            lines[own][held.pk] = line
    return {user: list(found.values()) for user, found in lines.items()}
