"""What a file adds to many returns at once: lines of a unit that has no such posts, and people who are put up for them."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from office.errors import DomainError
from office.locks import LOCKED_AT_ONCE, lock_rows
from planning.enums import Part, ReturnStatus, SurveyStatus
from planning.models import DemandCandidate, DemandLine, DemandReturn
from planning.services.participants import remember

WRITTEN_AT_ONCE = 500


def lock_drafts(survey, keys, changing, *, actor):
    """Lock returns of a survey until the transaction ends, and remember who fills in those that are `changing`.

    Raises DomainError once the survey is not answered any more, or if one of these has left its filler.
    """
    lock_rows(DemandReturn, keys)
    survey.refresh_from_db(fields=["status"])
    if survey.status != SurveyStatus.OPEN:
        raise DomainError(
            _("The survey is in the status “%(status)s”: it is not answered now.")
            % {"status": survey.get_status_display()}
        )
    for some in _portions(sorted(changing)):
        gone = DemandReturn.objects.filter(~Q(status=ReturnStatus.DRAFT), pk__in=some).select_related("unit").first()
        if gone:
            raise DomainError(
                _("%(unit)s: the return is in the status “%(status)s”.")
                % {"unit": gone.unit, "status": gone.get_status_display()}
            )
    remember(actor, Part.FILLED, *changing)


def add_lines(lines, *, actor):
    """Bare lines of locked returns, dicts of return, grade and discipline keys and facts; answers them in their order."""
    now = timezone.now()
    made = [DemandLine(filed_by=actor, filed_at=now, **line) for line in lines]
    return DemandLine.objects.bulk_create(made, batch_size=WRITTEN_AT_ONCE)


def name_candidates(people):
    """Whom locked returns put up, {line key: keys of people}: whoever was named before and is not now is taken out."""
    for some in _portions(sorted(people)):
        DemandCandidate.objects.filter(line__in=some).delete()
    rows = [DemandCandidate(line_id=line, engineer_id=person) for line in people for person in people[line]]
    DemandCandidate.objects.bulk_create(rows, batch_size=WRITTEN_AT_ONCE)


def _portions(keys):
    return (keys[start : start + LOCKED_AT_ONCE] for start in range(0, len(keys), LOCKED_AT_ONCE))
