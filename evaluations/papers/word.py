"""年度考核登记表 as a Word file, from the template that HR can edit."""

import io
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

TEMPLATE = Path(__file__).with_name("registration_form.docx")


def form_document(form, *, user):
    """The bytes of a .docx. Names are text whatever is in them, and the template can reach nothing but these values."""
    document = DocxTemplate(TEMPLATE)
    document.render(_context(form, user), SandboxedEnvironment(autoescape=True), autoescape=True)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def foot_of(form, user):
    """Check code, who printed, when; on an empty form what becomes of it."""
    if form.empty:
        return _("To be filled in by hand")
    printed = _("Printed by %(name)s, %(time)s") % {
        "name": user.name,
        "time": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }
    return "　".join([_("Check code %(code)s") % {"code": form.check_code}, printed])


def _context(form, user):
    assessment = form.assessment
    engineer, appointment = assessment.engineer, assessment.appointment
    return {
        "year": assessment.cycle.year,
        "cycle": assessment.cycle.name,
        "name": engineer.name,
        "number": engineer.employee_number,
        "sex": engineer.get_sex_display(),
        "born": f"{form.born_on:%Y-%m}" if form.born_on else "",
        "unit": assessment.unit.name,
        "discipline": assessment.discipline.name,
        "post": assessment.post_name,
        "grade_of_post": assessment.post_grade.name,
        "term": f"{appointment.starts_on:%Y-%m-%d} — {appointment.last_day:%Y-%m-%d}",
        "parts": [
            {
                "name": part.component.name,
                "weight": f"{part.component.weight.normalize():f}",
                "points": _text(part.points),
                "brings": _text(part.brings),
            }
            for part in form.parts
        ],
        "composite": _text(form.composite),
        "grade": form.grade,
        "foot": foot_of(form, user),
    }


def _text(value):
    return "" if value is None else str(value)
