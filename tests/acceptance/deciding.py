"""Demand surveys on the demo at their end: one before who decides, one published."""

from office.models import Unit
from planning.enums import ReturnStatus, SurveyStatus
from planning.selectors.publishing import code_of_publishing
from planning.services.meeting import print_meeting_paper
from planning.services.surveys import publish_survey
from rulebooks.models import Grade
from talent.models import Discipline
from tests.factories import evaluations, planning


def build(world, group, administrator):
    decision = evaluations.decision(group, subject="岗位需求议定")
    open_line = _survey(group, "决策中的普查")
    print_meeting_paper(open_line.demand_return.survey, actor=administrator)
    decided = _survey(group, "已发布的普查", decided=2, decision=decision)
    published = decided.demand_return.survey
    publish_survey(published, actor=administrator, seen=code_of_publishing(published))
    world |= {
        "desk_survey": open_line.demand_return.survey_id,
        "desk_line": open_line.pk,
        "published_survey": decided.demand_return.survey_id,
    }


def _survey(group, title, **fields):
    survey = planning.survey(group, SurveyStatus.CLOSED, title=title)
    answer = planning.answer(Unit.objects.get(code="010201"), survey, ReturnStatus.CONSOLIDATED)
    grade, discipline = Grade.objects.get(code="chief-engineer"), Discipline.objects.first()
    return planning.line(answer, grade=grade, discipline=discipline, consolidated=2, **fields)
