"""What pages of demand surveys are about: the demo's, with a return and its lines, and one in each other status."""

from django.core.files.base import ContentFile

from office.models import User
from planning.enums import ReturnStatus, SurveyStatus
from planning.models import DemandReturn, SurveyFile
from planning.services.filing import add_line
from rulebooks.models import Grade
from talent.models import Discipline
from tests.factories import planning as make


def build(world, group):
    drafts = DemandReturn.objects.filter(status=ReturnStatus.DRAFT, survey__status=SurveyStatus.OPEN)
    answer = drafts.filter(unit__code="010201").earliest("pk")
    lines = list(answer.lines.order_by("pk"))
    other = Discipline.objects.exclude(pk__in={line.discipline_id for line in lines}).order_by("code").first()
    filler = User.objects.get(username="filler")
    added = add_line(answer, Grade.objects.get(code="chief-engineer"), other, actor=filler)
    draft = make.survey(group, SurveyStatus.DRAFT, title="2027年首席岗位需求普查")
    closed = make.survey(group, SurveyStatus.CLOSED, title="2025年首席岗位需求普查")
    file = SurveyFile(survey=draft, name="关于开展需求普查的通知.pdf")
    file.file.save("notice.pdf", ContentFile(b"%PDF-1.7 notice"))
    world.update(
        {
            "survey": answer.survey_id,
            "return": answer.pk,
            "demand_line": lines[0].pk,
            "added_line": added.pk,
            "draft_survey": draft.pk,
            "closed_survey": closed.pk,
            "guidance_file": file.pk,
        }
    )
