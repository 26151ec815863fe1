"""A demand survey of 3,000 units with ten lines each: completeness, desks, lists, one unit's return, the people of a plant."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bench import data
from bench.clock import best_of
from bench.pages import cost
from office.enums import UnitKind
from office.models import Unit
from planning.enums import ProblemKind, ReturnStatus, SurveyStatus, Urgency
from planning.models import DemandLine, DemandReturn, DemandSurvey
from planning.selectors.qualified import own_people
from rulebooks.models import Grade
from talent.models import Engineer

LINES, DEMAND = 10, 8  # lines of a return; limit
OWN_PEOPLE = 2_000
AS_OF, OPENS_ON, CLOSES_ON = date(2026, 9, 30), date(2026, 10, 8), date(2026, 11, 20)
STATUSES = [ReturnStatus.SUBMITTED] * 5 + [ReturnStatus.CONSOLIDATED] * 3 + [ReturnStatus.DRAFT] * 2


def measure(site, report):
    survey = build(site)
    data.analyse()
    subsidiary = site.units[1]
    answer = survey.returns.get(unit=site.units[20])
    pages = {
        "completeness of a survey": reverse("planning:survey_detail", args=[survey.pk]),
        "completeness of a subsidiary": reverse("planning:survey_detail", args=[survey.pk]) + f"?at={subsidiary.pk}",
        "who has not answered": reverse("planning:survey_chase", args=[survey.pk]),
        "consolidation by a subsidiary": reverse("planning:consolidation", args=[survey.pk, subsidiary.pk]),
        "decision desk": reverse("planning:survey_desk", args=[survey.pk]),
        "list of demand returns": reverse("planning:return_list"),
        "list of demand lines": reverse("planning:line_list"),
        "return of a unit": answer.get_absolute_url(),
        "story of a demand line": answer.lines.first().get_absolute_url(),
        "coverage map": reverse("overview:coverage"),
        "professional line": reverse("overview:professional_line"),
    }
    for what, url in pages.items():
        report.add(what, *cost(site.client, url), DEMAND)
    for what in ("completeness of a survey", "list of demand lines", "coverage map"):
        report.add(f"{what}, a subsidiary's", *cost(site.subsidiary, pages[what]), DEMAND)
    measure_own_people(answer, report)


def build(site):
    """Every unit but the group answers: half of the returns wait for their subsidiary, three of ten for the group."""
    survey = DemandSurvey.objects.create(
        unit=Unit.objects.get(parent=None),
        title="普查",
        kinds=[UnitKind.SUBSIDIARY, UnitKind.PLANT, UnitKind.WORKSHOP],
        as_of=AS_OF,
        opens_on=OPENS_ON,
        closes_on=CLOSES_ON,
        status=SurveyStatus.OPEN,
        opened_at=timezone.now(),
    )
    returns = DemandReturn.objects.bulk_create(
        [_return(survey, unit, STATUSES[n % len(STATUSES)]) for n, unit in enumerate(site.units[1:])],
        batch_size=data.BATCH,
    )
    grades = list(Grade.objects.all())
    lines = (
        _line(answer, grades[n % len(grades)], site.disciplines[(answer.pk + n) % len(site.disciplines)], n)
        for answer in returns
        for n in range(LINES)
    )
    DemandLine.objects.bulk_create(lines, batch_size=data.BATCH)
    return survey


def _return(survey, unit, status):
    dates = {} if status == ReturnStatus.DRAFT else {"submitted_at": timezone.now()}
    return DemandReturn(survey=survey, unit=unit, status=status, late=unit.pk % 7 == 0, **dates)


def _line(answer, grade, discipline, number):
    wanted = number % 3
    return DemandLine(
        demand_return=answer,
        grade=grade,
        discipline=discipline,
        authorised=1,
        held=number % 2,
        retiring=number % 5 == 0,
        qualified=number,
        wanted=wanted,
        problem_kind=ProblemKind.HARD,
        problem=f"生产难题{number}",
        urgency=Urgency.NOW if number % 2 else Urgency.YEAR,
        consequence="影响生产",
        consolidated=wanted if answer.status == ReturnStatus.CONSOLIDATED else None,
    )


@transaction.atomic
def measure_own_people(answer, report):
    """A unit of 2,000 people against ten lines, beside reading these people; then they go back to where they were."""
    newest = Engineer.objects.order_by("-pk").values("pk")[:OWN_PEOPLE]
    Engineer.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).update(unit=answer.unit)
    lines = list(answer.lines.select_related("grade", "discipline"))
    found = best_of(lambda: own_people(answer.unit, lines, AS_OF))
    read = best_of(lambda: list(Engineer.objects.in_unit(answer.unit).select_related("discipline")))
    report.add("own qualified people of a unit of 2,000", found, read, DEMAND)
    transaction.set_rollback(True)
