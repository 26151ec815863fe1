"""The lines of the board: each counts by the very condition of the list that it leads to."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
from django.urls import reverse

from office.clock import last_day, today
from overview.selectors.due.words import APPOINTMENTS, BATCHES
from posts.enums import Due
from posts.models import Appointment, AppointmentBatch
from posts.rules.appointments import sees_retirement_dates
from posts.selectors.due import appointments_due, batches_due

RETIREMENTS = {Due.PAST_RETIREMENT, Due.RETIRES_SOON, Due.RETIRES_IN_TERM}


@dataclass(frozen=True)
class Line:
    """What is due, how many, the soonest of its days, its rows, and what an administrator does there."""

    kind: str
    what: str
    count: int
    url: str
    sentence: str
    act: str = ""
    act_url: str = ""  # where that is done: at the rows, or at a page of its own
    soonest: date | None = None
    pressing: bool = False

    @property
    def late(self):
        return self.pressing and self.count > 0


def appointment_lines(user, kinds=tuple(Due)):
    """{kind: line} in two queries, and two more for the rulebooks if absences are asked for."""
    on, appointments = today(), Appointment.objects.visible_to(user)
    conditions = appointments_due(user, on, kinds)
    ever = {kind: conditions.pop(kind) for kind in kinds if kind == Due.CERTIFICATE}  # of past appointments, too
    going_on = appointments.filter(Q(ended_on=None) | Q(ended_on__gt=on))
    figures = _figures(going_on, conditions, APPOINTMENTS) | _figures(appointments, ever, APPOINTMENTS)
    url, shows_retirement = reverse("posts:appointment_list"), sees_retirement_dates(user)
    return {
        kind: _line(kind, figures[kind], APPOINTMENTS[kind], url, shows_retirement or kind not in RETIREMENTS)
        for kind in kinds
    }


def batch_lines(user, kinds=tuple(BATCHES)):
    """{kind: line} in one query; none for who sees no batches."""
    batches = AppointmentBatch.objects.visible_to(user)
    if not user.roles & batches.seen_by:
        return {}
    figures = _figures(batches, batches_due(kinds), BATCHES)
    url = reverse("posts:batch_list")
    return {kind: _line(kind, figures[kind], BATCHES[kind], url) for kind in kinds}


def _figures(queryset, conditions, words):
    """{kind: (count, earliest day)}: all of them by one walk through the rows."""
    if not conditions:
        return {}
    wanted = {f"{kind}_count": Count("pk", filter=condition) for kind, condition in conditions.items()}
    for kind, condition in conditions.items():
        if words[kind].soonest:
            wanted[f"{kind}_soonest"] = Min(words[kind].soonest, filter=condition)
    found = queryset.aggregate(**wanted)
    return {kind: (found[f"{kind}_count"], found.get(f"{kind}_soonest")) for kind in conditions}


def _line(kind, figure, words, url, dated=True):
    count, soonest = figure
    rows = f"{url}?{urlencode({'due': kind.value})}"
    return Line(
        kind=kind.value,
        what=kind.label,
        count=count,
        url=rows,
        sentence=words.sentence,
        act=words.act,
        act_url=_address(words.place) if words.place else rows,
        soonest=(last_day(soonest) if words.inclusive else soonest) if dated else None,
        pressing=words.pressing,
    )


def _address(place):
    name, _mark, query = place.partition("?")
    return f"{reverse(name)}?{query}"
