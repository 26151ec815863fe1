"""What a unit asked for the last time, and what came of it: decided numbers only of surveys that are published."""

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


def earlier_returns(survey):
    """Answered returns of the survey that this one was copied from, then of published ones, the latest first.

    The first of a unit is the one that it is compared with.
    """
    copied_from = Q(survey=survey.previous_id)
    published = Q(survey__status=SurveyStatus.PUBLISHED, survey__opens_on__lte=survey.opens_on)
    earlier = DemandReturn.objects.answered().filter(copied_from | published).exclude(survey=survey)
    return earlier.order_by(Case(When(copied_from, then=Value(0)), default=Value(1)), "-survey__opens_on", "-pk")


def previous_return(demand_return):
    """The return with which this one is compared, or None; one query."""
    return earlier_returns(demand_return.survey).filter(unit=demand_return.unit_id).select_related("survey").first()


def last_time(survey, returns):
    """{(unit, grade, discipline): (wanted, decided)} of the lines with which those of a queryset of returns are compared; two queries."""
    earlier, latest = earlier_returns(survey).filter(unit__in=returns.values("unit")), {}
    for key, unit, status in earlier.values_list("pk", "unit", "survey__status"):
        latest.setdefault(unit, (key, status == SurveyStatus.PUBLISHED))
    told = dict(latest.values())
    lines = DemandLine.objects.filter(demand_return__in=earlier.order_by()).order_by()
    rows = lines.values_list("demand_return", "demand_return__unit", "grade", "discipline", "wanted", "decided")
    return {
        (unit, grade, discipline): (wanted, decided if told[key] else None)
        for key, unit, grade, discipline, wanted, decided in rows
        if key in told
    }


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
