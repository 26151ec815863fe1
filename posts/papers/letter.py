"""聘期目标责任书 as a Word file, from the template that HR can replace."""

from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext_lazy

from office.enums import PaperKind
from office.papers import templates
from office.papers.words import plain
from posts.enums import Bound
from posts.papers.words import long_date, printing_foot

TEMPLATE = Path(__file__).with_name("letter.docx")
BOUNDS = {Bound.AT_LEAST: "不低于", Bound.AT_MOST: "不高于", Bound.REACHED: "达到"}  # in Chinese, like its template
SAMPLE = {
    "name": "王建国",
    "number": "100234",
    "unit": "第一炼铁厂",
    "post": "高炉工艺首席工程师",
    "code": "LT-001",
    "grade": "首席工程师",
    "discipline": "炼铁",
    "term": "2024年1月1日至2026年12月31日",
    "period": "2026年1月1日至2026年12月31日",
    "goals": [
        {
            "place": 1,
            "content": "高炉入炉焦比年均降低",
            "target": "不高于 355",
            "measure": "kg/t",
            "weight": "60",
            "due_on": "2026-12-31",
        },
        {
            "place": 2,
            "content": "带教青年工程师并通过出师考核",
            "target": "不低于 2",
            "measure": "人",
            "weight": "40",
            "due_on": "",
        },
    ],
    "weight": "100",
    "remarks": "参加公司重大技术方案评审；每年安排专项研究经费。",
    "signed_by_holder": "王建国 2026年1月5日（线上签署）",
    "signed_for_unit": "李敏 2026年1月6日（线上签署）",
    "foot": "校验码 7KQF-2MXA-9TPD　李敏打印，2026-01-06 09:30",
}
PLACEHOLDERS = {
    "name": gettext_lazy("Name"),
    "number": gettext_lazy("Employee number"),
    "unit": gettext_lazy("Unit of the post"),
    "post": gettext_lazy("Post"),
    "code": gettext_lazy("Post code"),
    "grade": gettext_lazy("Grade"),
    "discipline": gettext_lazy("Discipline"),
    "term": gettext_lazy("Term, first to last day"),
    "period": gettext_lazy("Period of the letter, first to last day"),
    "goals": gettext_lazy("The goals, a row each"),
    "goals.place": gettext_lazy("Number of the goal"),
    "goals.content": gettext_lazy("Goal"),
    "goals.target": gettext_lazy("Target"),
    "goals.measure": gettext_lazy("Unit of measurement"),
    "goals.weight": gettext_lazy("Weight in per cent"),
    "goals.due_on": gettext_lazy("By when"),
    "weight": gettext_lazy("Sum of the weights"),
    "remarks": gettext_lazy("Rights, duties and support agreed"),
    "signed_by_holder": gettext_lazy("Who signed as the holder on screen, and when; empty otherwise"),
    "signed_for_unit": gettext_lazy("Who signed for the unit on screen, and when; empty otherwise"),
    "foot": gettext_lazy("Check code, who printed it and when"),
}


def letter_document(letter, *, user):
    """The bytes of a .docx of a printed letter, made of the template its paper names. Raises DomainError like `fill`."""
    template = templates.opened(PaperKind.TARGET_LETTER, version=letter.paper.template_version)
    return template.fill(_context(letter, user))


def foot_of(letter, user):
    return printing_foot(letter.paper.check_code, user)


def _context(letter, user):
    held, goals = letter.appointment, list(letter.goals.all())
    post = held.seat.post
    return {
        "name": plain(held.engineer.name),
        "number": held.engineer.employee_number,
        "unit": plain(post.unit.name),
        "post": plain(letter.designation),
        "code": post.code,
        "grade": plain(held.grade.name),
        "discipline": plain(post.discipline.name),
        "term": _span(held.starts_on, held.last_day),
        "period": _span(letter.starts_on, letter.last_day),
        "goals": [_row(place, goal) for place, goal in enumerate(goals, 1)],
        "weight": _figure(sum(goal.weight for goal in goals)),
        "remarks": plain(letter.remarks),
        "signed_by_holder": _signature(held.engineer, letter.signed_by_holder_at),
        "signed_for_unit": _signature(letter.signed_for_unit_by, letter.signed_for_unit_at),
        "foot": foot_of(letter, user),
    }


def _row(place, goal):
    return {
        "place": place,
        "content": plain(goal.content),
        "target": "" if goal.target is None else f"{BOUNDS[goal.bound]} {_figure(goal.target)}",
        "measure": plain(goal.measure),
        "weight": _figure(goal.weight),
        "due_on": f"{goal.due_on:%Y-%m-%d}" if goal.due_on else "",
    }


def _figure(value):
    return f"{value.normalize():f}"


def _span(first, last):
    return f"{long_date(first)}至{long_date(last)}"


def _signature(person, at):
    if not at:
        return ""
    return (
        f"{plain(person)} {long_date(timezone.localtime(at))}（线上签署）"  # the paper is in Chinese, like its template
    )
