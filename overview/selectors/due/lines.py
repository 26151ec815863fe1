"""The lines of the board: each counts by the very condition of the list that it leads to."""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import Case, Count, Min, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from office.clock import last_day, today
from office.enums import Role
from overview.selectors.due.words import APPOINTMENTS, AWAY_SINCE, BATCHES
from posts.enums import RETIREMENTS, BatchDue, Due
from posts.models import Appointment, AppointmentBatch
from posts.rules.appointments import sees_retirement_dates
from posts.selectors.due import FAMILIES, NOT_OF_HOLDERS, appointment_due, batches_due, holders_due

OF_THE_GROUP = (BatchDue.PROPOSED, BatchDue.FILING)  # what only its administrators decide


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
    """{kind: line} in one query for all that is due on holders, one for each other kind, and one of the rulebooks for absences."""
    on, appointments = today(), Appointment.objects.visible_to(user)
    if not sees_retirement_dates(user):
        kinds = [kind for kind in kinds if kind not in RETIREMENTS]
    of_holders = [kind for kind in kinds if kind not in NOT_OF_HOLDERS]
    figures = _of_holders(appointments.held_on(on), holders_due(user, on, of_holders))
    for kind in set(kinds) - set(of_holders):
        figures |= _figures(appointments.filter(appointment_due(kind, user, on)), {kind: None}, APPOINTMENTS)
    url = reverse("posts:appointment_list")
    return {kind: _line(kind, figures[kind], APPOINTMENTS[kind], url) for kind in kinds}


def batch_lines(user, kinds=tuple(BATCHES)):
    """{kind: line} in one query; none for who sees no batches."""
    batches = AppointmentBatch.objects.visible_to(user)
    if not user.roles & batches.seen_by:
        return {}
    figures = _figures(batches, batches_due(kinds), BATCHES)
    url, decides = reverse("posts:batch_list"), Role.GROUP_ADMINISTRATOR in user.roles
    lines = {kind: _line(kind, figures[kind], BATCHES[kind], url) for kind in kinds}
    return {
        kind: line if decides or kind not in OF_THE_GROUP else replace(line, act="") for kind, line in lines.items()
    }


def _of_holders(holders, conditions):
    """{kind: (count, earliest day)} by one walk through the rows: each row bears one mark per family."""
    if not conditions:
        return {}
    marks = {name: _mark(family, conditions) for name, family in FAMILIES.items() if conditions.keys() & set(family)}
    dates = sorted({APPOINTMENTS[kind].soonest for kind in conditions} - {""})
    since = Coalesce("engineer__work_unit_since", "engineer__absent_since")
    marked = holders.annotate(**{AWAY_SINCE: since}, **marks).order_by().values_list(*marks)
    found = dict.fromkeys(conditions, (0, None))
    for row in marked.annotate(Count("pk"), *(Min(name) for name in dates)):
        borne, (count, *days) = row[: len(marks)], row[len(marks) :]
        earliest = dict(zip(dates, days, strict=True))
        for kind in filter(None, borne):
            before, soonest = found[kind]
            day = earliest.get(APPOINTMENTS[kind].soonest)
            found[kind] = before + count, min(filter(None, (soonest, day)), default=None)
    return found


def _mark(family, conditions):
    """Which kind of the family a row is, or nothing."""
    return Case(
        *(When(conditions[kind], then=Value(kind.value)) for kind in family if kind in conditions), default=Value("")
    )


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


def _line(kind, figure, words, url):
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
        soonest=last_day(soonest) if words.inclusive else soonest,
        pressing=words.pressing,
    )


def _address(place):
    name, _mark, query = place.partition("?")
    return f"{reverse(name)}?{query}"
