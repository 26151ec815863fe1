"""People on record, with what the services derive."""

import datetime
from itertools import count

from talent import naming
from talent.enums import Education, EngineerStatus, ProfessionalTitle, ResultSource, Sex, StaffCategory
from talent.models import Discipline, Engineer, PastResult
from talent.retirement import statutory_retirement

_numbers = count(1)
BORN_ON = datetime.date(1980, 4, 17)


def discipline(parent=None, *, code="", name=""):
    number = next(_numbers)
    return Discipline.objects.create(code=code or f"d{number}", name=name or f"专业{number}", parent=parent)


def engineer(unit, *, name="张三", **fields):
    number = next(_numbers)
    facts = {
        "employee_number": f"T{number:06}",
        "sex": Sex.MALE,
        "born_on": BORN_ON,
        "education": Education.BACHELOR,
        "title": ProfessionalTitle.SENIOR,
        "title_on": datetime.date(2015, 12, 1),
        "technical_since": datetime.date(2003, 7, 1),
        "staff_category": StaffCategory.CADRE,
        "status": EngineerStatus.ON_DUTY,
        **fields,
    }
    spelling = facts.setdefault("syllables", naming.syllables(name))
    by_law = statutory_retirement(facts["born_on"], facts["sex"], facts["staff_category"])
    facts.setdefault("retires_on", facts.get("retirement_override") or by_law)
    return Engineer.objects.create(
        unit=unit, name=name, pinyin=naming.joined(spelling), initials=naming.initials(spelling), **facts
    )


def past_result(person, period=2024, *, grade="称职", score="85.00", source=ResultSource.IMPORTED, **fields):
    return PastResult.objects.create(
        engineer=person, period=period, grade_label=grade, score=score, source=source, **fields
    )
