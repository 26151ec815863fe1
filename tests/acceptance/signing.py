"""What the pages on a return's way are about: returns of the filler's plant at each turn, and lines that were merged and decided."""

from office.models import Unit
from planning.enums import ReturnStatus, SurveyStatus
from planning.models import DemandCandidate
from planning.services import return_papers
from rulebooks.models import Grade
from talent.models import Discipline, Engineer
from tests.factories import evaluations
from tests.factories import planning as make

TURNS = (ReturnStatus.CHECKING, ReturnStatus.APPROVING, ReturnStatus.SUBMITTED, ReturnStatus.CONSOLIDATED)


def build(world):
    group, works = Unit.objects.get(code="01"), Unit.objects.get(code="010201")
    for status in TURNS:
        world[f"{status}_return"] = _answer(world, group, works, status).pk
    survey = make.survey(group, SurveyStatus.CLOSED, title="已议定普查")
    line = make.decided(
        make.answer(works, survey, ReturnStatus.CONSOLIDATED), 2, evaluations.decision(group), **_about()
    )
    world["decided_line"] = line.pk


def _answer(world, group, works, status):
    """With a line that asks for more, one that is as it was, and a printed copy that says something else."""
    answer = make.answer(works, make.survey(group, title=f"首席需求普查（{status.label}）"), status)
    line = make.line(answer, **_about(), **({"consolidated": 2} if status == ReturnStatus.CONSOLIDATED else {}))
    DemandCandidate.objects.create(line=line, engineer=Engineer.objects.in_unit(works).first())
    return_papers.print_return(answer, actor=None)
    same = {"wanted": 1, "problem": "", "problem_kind": "", "urgency": "", "consequence": ""}
    make.line(answer, **_about(1), **same, **({"consolidated": 1} if status == ReturnStatus.CONSOLIDATED else {}))
    world[f"{status}_line"] = line.pk
    return answer


def _about(place=0):
    return {"grade": Grade.objects.order_by("code")[0], "discipline": Discipline.objects.order_by("code")[place]}
