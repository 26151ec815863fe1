"""Disciplines, people, posts and appointments of a small group; and the sample workbooks, loaded."""

import datetime
from itertools import count

from office.intake import reading
from posts.enums import AppointmentMode, AppointmentStatus
from posts.models import Appointment
from posts.services import posts as services
from talent.models import Discipline, Engineer
from tests.factories import office as make
from tests.factories import rulebooks

_numbers = count(1)
FIRST_DAY = datetime.date(2023, 1, 1)
AS_OF = datetime.date(2026, 11, 1)


def discipline(parent=None, **fields):
    number = next(_numbers)
    return Discipline.objects.create(**{"code": f"d{number}", "name": f"专业{number}", "parent": parent} | fields)


def engineer(unit, **fields):
    number = next(_numbers)
    given = {
        "employee_number": f"E{number:06}",
        "name": f"员工{number}",
        "sex": "male",
        "born_on": datetime.date(1980, 1, 1),
        "unit": unit,
        "education": "bachelor",
        "staff_category": "cadre",
        "retires_on": datetime.date(2043, 1, 1),
    }
    return Engineer.objects.create(**given | fields)


def post(unit=None, *, starts_on=FIRST_DAY, **fields):
    """A historic post with its seats and first version."""
    number = next(_numbers)
    given = {
        "code": f"P{number:05}",
        "unit": unit or make.unit(),
        "authorised": 1,
        "grade": fields.get("grade") or rulebooks.grade(),
        "discipline": fields.get("discipline") or discipline(),
    }
    return services.create_post(actor=None, starts_on=starts_on, historic=True, **given | fields)


def appointment(on_post=None, holder=None, *, seat=1, **fields):
    """Someone serving on a seat, within the term unless told otherwise."""
    on_post = on_post or post()
    given = {
        "seat": on_post.seats.get(number=seat),
        "engineer": holder or engineer(on_post.unit),
        "mode": AppointmentMode.IMPORTED,
        "grade": on_post.grade,
        "starts_on": datetime.date(2025, 1, 1),
        "until": datetime.date(2028, 1, 1),
        "status": AppointmentStatus.SERVING,
        "historic": True,
    }
    return Appointment.objects.create(**given | fields)


def plan_of(kind, source, *, actor=None, on=AS_OF, **params):
    """(import, plan) of a path, or of rows as they stand in a sheet."""
    book = source if isinstance(source, reading.Workbook) else reading.read(source)
    run = kind(params, actor=actor, on=on)
    return run, run.plan(book)


def sheet(*rows):
    """Rows as a workbook, in the types that a reader gives."""
    width = max(len(row) for row in rows)
    return reading.Workbook(
        "rows.xlsx", [reading.Sheet("Sheet1", [[*row, *[""] * (width - len(row))] for row in rows])]
    )


def load(kind, source, **how):
    run, plan = plan_of(kind, source, **how)
    run.apply(plan)
    return plan
