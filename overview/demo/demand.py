"""The demo's demand survey: every plant and every department of the headquarters is asked."""

from datetime import date

from office.enums import UnitKind
from office.models import Unit, User
from overview.demo.personas import GROUP, HEADQUARTERS
from planning.enums import QuestionKind
from planning.models import SurveyLimit, SurveyQuestion
from planning.services import surveys
from rulebooks.models import Grade

GUIDANCE = (
    "请各单位对照生产中的难点、堵点、痛点，逐专业、逐层级填报首席岗位需求职数（含现有职数）。\n"
    "增设职数须写明所要解决的生产难题、紧迫程度和不设置的影响，并列出本单位可参与竞聘的人选。"
)
LIMITS = {"chief-engineer": 8, "expert-1": 6, "expert-2": 8}
QUESTIONS = (
    {"words": "近三年有无因缺少首席而停滞的攻关项目", "kind": QuestionKind.YES_NO, "required": True},
    {"words": "最需要补充首席的时间", "kind": QuestionKind.CHOICE, "choices": "今年\n明年\n后年", "required": True},
    {"words": "对首席岗位设置的其他建议", "kind": QuestionKind.TEXT, "required": False},
)


def open_survey():
    """Opened two weeks ago, facts of the end of the quarter before."""
    actor = User.objects.get(username="hr")
    survey = surveys.create_survey(
        actor=actor,
        unit=Unit.objects.get(code=GROUP),
        title="2026年首席岗位需求普查",
        kinds=[UnitKind.PLANT, UnitKind.DEPARTMENT],
        as_of=date(2026, 9, 30),
        opens_on=date(2026, 10, 15),
        closes_on=date(2026, 11, 20),
        guidance=GUIDANCE,
    )
    SurveyLimit.objects.bulk_create(
        SurveyLimit(survey=survey, grade=grade, most=LIMITS[grade.code])
        for grade in Grade.objects.filter(code__in=LIMITS)
    )
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(survey=survey, position=position, **question) for position, question in enumerate(QUESTIONS, 1)
    )
    surveys.leave_out(survey, Unit.objects.get(code=HEADQUARTERS), actor=actor)
    return surveys.open_survey(survey, actor=actor)
