"""Demand surveys: the group's, with a return of each side's plant in every status, and drafts and others of a subsidiary.

All units of A and B answer the group's surveys, so the surveys themselves are common, their returns and lines are not.
"""

from django.core.files.base import ContentFile

from planning.enums import QuestionKind, ReturnStatus, SurveyStatus
from planning.models import DemandCandidate, SurveyFile, SurveyLimit, SurveyQuestion
from planning.services import return_papers
from tests.doors.papers import scan_into
from tests.doors.world import words
from tests.factories import evaluations, rulebooks
from tests.factories import planning as make

STATUSES = {
    "": ReturnStatus.DRAFT,
    "checking_": ReturnStatus.CHECKING,
    "approving_": ReturnStatus.APPROVING,
    "submitted_": ReturnStatus.SUBMITTED,
    "consolidated_": ReturnStatus.CONSOLIDATED,
}


def build(world):
    for name, status in STATUSES.items():
        survey = world[f"{name}survey"] = make.survey(world["group"], title=f"集团需求普查{status.label}")
        for side in world.sides():
            world[f"{side}{name}return"] = _answer(world, side, name, survey, status)
    for side in world.sides():
        _of_subsidiary(world, side)


def _answer(world, side, name, survey, status):
    made = make.answer(world[f"{side}plant"], survey, status, remarks=words(side, "备注"))
    world[f"{side}{name}line"] = line = _line(world, side, made)
    DemandCandidate.objects.create(line=line, engineer=world[f"{side}engineer"])
    if status == ReturnStatus.DRAFT:
        world[f"{side}added_line"] = _line(world, side, made, grade=rulebooks.grade("expert-1"), authorised=0)
    made.paper = return_papers.print_return(made, actor=None).paper
    if status == ReturnStatus.CONSOLIDATED:
        scan_into(made.paper, words(side, "需求签字件.pdf"))
    return made


def code_of(answer):
    """The check code on its printed copy."""
    return answer.paper.check_code


def _line(world, side, answer, **fields):
    above = {"consolidated": 2} if answer.status == ReturnStatus.CONSOLIDATED else {}
    given = {
        "grade": world["grade"],
        "discipline": world["discipline"],
        "problem": words(side, "生产难题"),
        "consequence": words(side, "后果"),
    }
    return make.line(answer, **given | above | fields)


def _of_subsidiary(world, side):
    subsidiary, plant = world[f"{side}subsidiary"], world[f"{side}plant"]
    draft = world[f"{side}draft_survey"] = make.survey(subsidiary, SurveyStatus.DRAFT, title=words(side, "普查草稿"))
    SurveyLimit.objects.create(survey=draft, grade=world["grade"], most=9)
    draft.left_out.add(world[f"{side}yard"])
    file = world[f"{side}draft_survey_file"] = SurveyFile(survey=draft, name=words(side, "通知.pdf"))
    file.file.save("notice.pdf", ContentFile(b"%PDF-1.7 notice"))
    SurveyQuestion.objects.create(survey=draft, position=1, words=words(side, "问题"), kind=QuestionKind.TEXT)
    left = world[f"{side}left_survey"] = make.survey(subsidiary, title=words(side, "普查待接收"))
    _line(world, side, make.answer(plant, left, ReturnStatus.SUBMITTED))
    for name, status in (("own_survey", SurveyStatus.OPEN), ("closed_survey", SurveyStatus.CLOSED)):
        made = world[f"{side}{name}"] = make.survey(subsidiary, status, title=words(side, f"普查{status.label}"))
        answer = make.answer(plant, made, ReturnStatus.CONSOLIDATED)
        world[f"{side}{name}_return"] = answer
        make.decided(
            answer,
            2,
            evaluations.decision(world["group"]),
            grade=world["grade"],
            discipline=world["discipline"],
            problem=words(side, "已定难题"),
        )
