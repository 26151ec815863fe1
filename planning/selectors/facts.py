"""What there is on the survey's day: of each unit that answers, per grade and discipline. Posts belong to the nearest one."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from office.models import Unit
from office.scope import parent_path
from planning.models import DemandReturn
from posts.models import Appointment, PostVersion
from talent.retirement import months_after

RETIRING_WITHIN = 36  # months


@dataclass
class Facts:
    """Seats of a unit in one grade and discipline."""

    authorised: int = 0
    held: int = 0
    retiring: int = 0


def facts_of(survey, units):
    """{unit.pk: {(grade key, discipline key): Facts}} of the units that answer; a constant number of queries.

    What stood in a unit on the day counts where that unit stands today, so that merged units keep adding up.
    """
    owners = {unit.path: unit.pk for unit in units}
    found = {unit.pk: defaultdict(Facts) for unit in units}
    held = _held(survey.as_of)
    for post, path, grade, discipline, authorised in _posts(survey):
        owner = _nearest(path, owners)
        if owner is not None:
            facts = found[owner][grade, discipline]
            facts.authorised += authorised
            facts.held += held.get(post, (0, 0))[0]
            facts.retiring += held.get(post, (0, 0))[1]
    return found


def facts_of_line(survey, unit, grade, discipline):
    """Those of one line that is added to a unit's return."""
    answering = Unit.objects.filter(demand_returns__in=DemandReturn.objects.filter(survey=survey))
    return facts_of(survey, answering)[unit.pk][grade.pk, discipline.pk]


def _posts(survey):
    standing = PostVersion.objects.in_force_on(survey.as_of).filter(unit__path__startswith=survey.unit.path)
    return standing.order_by().values_list("post", "unit__path", "grade", "discipline", "authorised")


def _held(on):
    """{post: (held, of these retiring)}"""
    retiring = Q(engineer__retires_on__lt=months_after(on, RETIRING_WITHIN))
    rows = Appointment.objects.held_on(on).order_by().values_list("seat__post")
    return {post: counts for post, *counts in rows.annotate(held=Count("pk"), retiring=Count("pk", filter=retiring))}


def _nearest(path, owners):
    """The key of the unit itself or of the nearest one above it that answers, or None."""
    while path and path not in owners:
        path = parent_path(path)
    return owners.get(path)
