"""年度考核登记表 as a Word file, from the template that HR can replace."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.enums import PaperKind
from office.papers import templates

SAMPLE = {
    "year": 2026,
    "cycle": "2026年度考核",
    "name": "王建国",
    "number": "100234",
    "sex": "男",
    "born": "1975-05",
    "unit": "第一炼铁厂",
    "discipline": "炼铁",
    "post": "高炉工艺首席工程师",
    "grade_of_post": "首席工程师",
    "term": "2024-01-01 — 2026-12-31",
    "parts": [
        {"name": "专家评委", "weight": "60", "points": "92.40", "brings": "55.44"},
        {"name": "所在单位", "weight": "40", "points": "95.00", "brings": "38.00"},
    ],
    "composite": "93.44",
    "grade": "优秀",
    "foot": "校验码 7KQF-2MXA-9TPD　李敏打印，2026-11-20 09:30",
}
PLACEHOLDERS = {
    "year": gettext_lazy("Year of the assessment"),
    "cycle": gettext_lazy("Name of the assessment cycle"),
    "name": gettext_lazy("Name"),
    "number": gettext_lazy("Employee number"),
    "sex": gettext_lazy("Sex"),
    "born": gettext_lazy("Born in (year and month); empty for readers who do not see it"),
    "unit": gettext_lazy("Unit"),
    "discipline": gettext_lazy("Discipline"),
    "post": gettext_lazy("Post"),
    "grade_of_post": gettext_lazy("Grade of the post"),
    "term": gettext_lazy("Term, first to last day"),
    "parts": gettext_lazy("The parts of the assessment, a row each"),
    "parts.name": gettext_lazy("Name of the part"),
    "parts.weight": gettext_lazy("Weight in per cent"),
    "parts.points": gettext_lazy("Points of the part"),
    "parts.brings": gettext_lazy("What the part brings to the total"),
    "composite": gettext_lazy("Composite score"),
    "grade": gettext_lazy("Result grade"),
    "foot": gettext_lazy("Check code, who printed it and when"),
}


def form_document(form, *, user):
    """The bytes of a .docx of the template in use. Raises DomainError for a template that asks for more than the form says."""
    return templates.render(PaperKind.ASSESSMENT_FORM, _context(form, user))


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
