"""Publishing a cycle: what was settled becomes everyone's result."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.enums import CycleStatus
from evaluations.selectors.results import publishing_blockers
from evaluations.services.cycles import lock, move, require_status
from office.clock import today
from office.errors import DomainError
from talent.enums import ResultKind
from talent.services.results import ResultRow, record_published_results


@transaction.atomic
def publish_cycle(cycle, *, actor):
    """Write everyone's result, in bulk, and let each read his or her own. Returns how many.

    Raises DomainError while a pool exceeds its cap, a grade is missing or no decision is attached; a second call finds
    the cycle published and changes nothing.
    """
    cycle = lock(cycle)
    require_status(cycle, CycleStatus.CALIBRATING)
    blockers = publishing_blockers(cycle)
    if blockers:
        raise DomainError(_("The cycle cannot be published yet."), reasons=blockers)
    rows = list(cycle.assessments.active().order_by("pk").values_list("engineer_id", "grade__name", "composite"))
    if cycle.regime.kind in ResultKind:
        label = str(cycle.regime.rulebook)
        record_published_results(
            [ResultRow(person, cycle.year, grade, score, label, cycle.regime.kind) for person, grade, score in rows],
            actor=actor,
        )
    move(cycle, CycleStatus.PUBLISHED, actor=actor, verb="cycle.published", published_at=_moment())
    return len(rows)


def _moment():
    """Now, on the day the house's clock says: the re-check's deadline is counted from it."""
    return timezone.make_aware(datetime.datetime.combine(today(), timezone.localtime().time()))
