"""What a file adds to many returns at once: lines of a unit that has no such posts, and people who are put up for them."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from office import audit
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
    made = DemandLine.objects.bulk_create(made, batch_size=WRITTEN_AT_ONCE)
    told = [_entry(line, {"authorised": [None, line.authorised]}) for line in _handed_up([line.pk for line in made])]
    audit.record_each(actor=actor, verb="demandline.added", rows=told)
    return made


def name_candidates(changes, *, actor):
    """Whom locked returns put up, {line key: (people there, people named now)}: who is there and not named is taken out."""
    for some in _portions(sorted(changes)):
        DemandCandidate.objects.filter(line__in=some).delete()
    rows = [DemandCandidate(line_id=line, engineer=person) for line in changes for person in changes[line][1]]
    DemandCandidate.objects.bulk_create(rows, batch_size=WRITTEN_AT_ONCE)
    lines = [(line, *changes[line.pk]) for line in _handed_up(changes)]
    gone = (_entry(line, {"candidate": [str(who), None]}) for line, old, new in lines for who in old if who not in new)
    audit.record_each(actor=actor, verb="demandline.candidate_removed", rows=gone)
    named = (_entry(line, {"candidate": [None, str(who)]}) for line, old, new in lines for who in new if who not in old)
    audit.record_each(actor=actor, verb="demandline.candidate_named", rows=named)


def _handed_up(keys):
    """Those of the lines whose return was handed up once, with what an entry tells: before that a draft is no act."""
    for some in _portions(sorted(keys)):
        lines = DemandLine.objects.filter(pk__in=some, demand_return__submitted_at__isnull=False)
        yield from lines.select_related("grade", "discipline", "demand_return__unit").order_by("pk")


def _entry(line, changes):
    return line, line.demand_return.unit, changes, line.demand_return.sent_back_reason


def _portions(keys):
    return (keys[start : start + LOCKED_AT_ONCE] for start in range(0, len(keys), LOCKED_AT_ONCE))
