"""What a unit asked for the last time, and what came of it."""

from dataclasses import dataclass

from django.db.models import Case, Q, Value, When

from planning.enums import SurveyStatus
from planning.models import DemandLine, DemandReturn

COMPARED = ("authorised", "held")


@dataclass(frozen=True)
class Before:
    """The line of the last survey; its decided number only once that was published."""

    line: DemandLine
    decided: int | None
    changes: list  # (what, then, now): what there was and is

    @property
    def wanted(self):
        return self.line.wanted


def previous_return(answer):
    """The unit's return of the survey that this one was copied from, else of the last published one that asked the unit."""
    copied_from = Q(survey=answer.survey.previous_id)
    published = Q(survey__status=SurveyStatus.PUBLISHED, survey__opens_on__lte=answer.survey.opens_on)
    earlier = DemandReturn.objects.filter(copied_from | published, unit=answer.unit_id).exclude(survey=answer.survey_id)
    return (
        earlier.answered()
        .select_related("survey")
        .order_by(Case(When(copied_from, then=Value(0)), default=Value(1)), "-survey__opens_on", "-pk")
        .first()
    )


def compared(lines, earlier):
    """{line.pk: Before} of the lines that the earlier return has as well; one query."""
    if earlier is None:
        return {}
    published = earlier.survey.status == SurveyStatus.PUBLISHED
    there = {(line.grade_id, line.discipline_id): line for line in earlier.lines.all()}
    return {
        line.pk: Before(then, then.decided if published else None, list(_changes(then, line)))
        for line in lines
        if (then := there.get((line.grade_id, line.discipline_id)))
    }


def _changes(then, now):
    for name in COMPARED:
        if getattr(then, name) != getattr(now, name):
            yield DemandLine._meta.get_field(name).verbose_name, getattr(then, name), getattr(now, name)
