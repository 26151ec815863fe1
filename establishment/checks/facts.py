"""What changes and fates say, as values: of hundreds of them nothing else is asked than what pictures are made of."""

from datetime import date
from typing import NamedTuple

from django.db.models import F, Q

from establishment.enums import ChangeKind, Fate
from posts.enums import OPEN_APPOINTMENTS


class Said(NamedTuple):
    """Of a change; what is None stays as it is, `post` is None of a new one."""

    pk: int
    kind: str
    code: str  # of a new post
    post: int | None
    title: str | None
    unit: int | None
    path: str | None
    unit_name: str | None
    discipline: int | None
    grade: int | None
    authorised: int | None


class Destiny(NamedTuple):
    """Of a fate; `code` of a post and `number` are the seat of who moves."""

    appointment: int
    fate: str
    ends_on: date | None
    code: str
    number: int | None


def said_by(changes):
    """[Said] of a queryset of changes, in its order; a query."""
    named = ("unit", "unit__path", "unit__name", "discipline", "grade", "authorised")
    return [Said(*row) for row in changes.values_list("pk", "kind", "code", "post", "title", *named)]


def destinies_of(fates):
    """{appointment key: Destiny} of a queryset of fates; a query."""
    places = ("seat__post__code", "to_change__post__code", "to_change__code", "seat__number", "number")
    return {
        appointment: Destiny(appointment, fate, ends_on, at or changed or new or "", number or planned)
        for appointment, fate, ends_on, at, changed, new, number, planned in fates.values_list(
            "appointment", "fate", "ends_on", *places
        )
    }


def lingering(fates):
    """{change key} of posts to be abolished that somebody still holds when the review takes effect; a query."""
    late = Q(fate=Fate.END, ends_on__gt=F("change__review__effective_on"))
    staying = fates.filter(late | Q(fate=Fate.KEEP), appointment__status__in=OPEN_APPOINTMENTS)
    return set(staying.filter(change__kind=ChangeKind.ABOLISH).values_list("change", flat=True))
