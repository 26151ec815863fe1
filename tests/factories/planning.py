"""Demand surveys, returns and lines: written as they stand on record, past the services."""

import datetime
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from office.enums import UnitKind
from planning.enums import UNANSWERED, Part, ProblemKind, ReturnStatus, SurveyStatus, Urgency
from planning.models import DemandLine, DemandParticipant, DemandReturn, DemandSurvey
from tests.factories import posts, rulebooks

_numbers = count(1)
AS_OF = datetime.date(2026, 10, 31)
OPENS_ON, CLOSES_ON = datetime.date(2026, 11, 1), datetime.date(2099, 11, 30)
REASONS = {  # what a line that asks for more seats has to say
    "problem_kind": ProblemKind.HARD,
    "problem": "高炉长寿技术难题",
    "urgency": Urgency.NOW,
    "consequence": "炉役后期无法保证安全生产",
}


def survey(unit, status=SurveyStatus.OPEN, **fields):
    given = {
        "title": f"需求普查{next(_numbers)}",
        "kinds": [UnitKind.PLANT, UnitKind.DEPARTMENT],
        "as_of": AS_OF,
        "opens_on": OPENS_ON,
        "closes_on": CLOSES_ON,
    }
    if status != SurveyStatus.DRAFT:
        given["opened_at"] = timezone.now()
    return DemandSurvey.objects.create(unit=unit, status=status, **given | fields)


def answer(unit, of=None, status=ReturnStatus.DRAFT, **fields):
    """The unit's return of a survey, of one of its group without one."""
    given = {} if status in UNANSWERED else {"submitted_at": timezone.now()}
    made = DemandReturn.objects.create(unit=unit, survey=of or survey(unit), status=status, **given | fields)
    for part in (Part.FILLED, Part.CHECKED, Part.APPROVED):
        if person := fields.get(f"{part}_by"):
            participant(made, person, part)
    return made


def participant(of, person, part=Part.FILLED):
    return DemandParticipant.objects.create(demand_return=of, person=person, part=part)


def line(of, **fields):
    """A line that asks for one seat more than there is, and says why; with `wanted=None` one that is not answered."""
    given = {"grade": fields.get("grade") or rulebooks.grade(), "authorised": 1, "wanted": 2} | REASONS
    if "wanted" in fields and fields["wanted"] is None:
        given = {name: value for name, value in given.items() if name not in REASONS}
    given["discipline"] = fields.get("discipline") or posts.discipline()
    return DemandLine.objects.create(demand_return=of, **given | fields)


def decided(of, number, decision, **fields):
    """A line that was consolidated as wanted and decided."""
    given = {"wanted": number, "consolidated": number, "decided": number, "decision": decision}
    return line(of, **given | fields)


def stamped(name="签字件.pdf"):
    """The scan of a stamped copy, as it is uploaded."""
    return SimpleUploadedFile(name, b"%PDF-1.4 stamped")
