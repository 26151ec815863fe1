"""A demand survey on the demo while a subsidiary consolidates it: a number of its own, a merged line, one of two units' wishes."""

from office.models import Unit
from planning.enums import ReturnStatus
from rulebooks.models import Grade
from talent.models import Discipline
from tests.factories import planning


def build(world, group):
    survey = planning.survey(group, title="汇总中的普查")
    plants = Unit.objects.filter(code__in=("010201", "010202", "010203")).order_by("code")
    answers = [planning.answer(plant, survey, ReturnStatus.SUBMITTED) for plant in plants]
    named = {"grade": Grade.objects.get(code="chief-engineer"), "discipline": Discipline.objects.first()}
    target = planning.line(answers[0], consolidated=3, consolidated_reason="两厂合并设置", **named)
    merged = planning.line(
        answers[1],
        consolidated=1,
        consolidated_reason="并入炼铁总厂：合并设置",
        merged_into=target,
        merged_extra=1,
        **named,
    )
    planning.line(answers[2], **named)
    world |= {"consolidated_survey": survey.pk, "merged_line": merged.pk}
