"""What the pages of the demo's demand survey are about: the return of the filler's plant, its lines, and one that was added."""

from office.models import User
from planning.models import DemandReturn
from planning.services.filing import add_line
from rulebooks.models import Grade
from talent.models import Discipline


def build(world):
    answer = DemandReturn.objects.get(unit__code="010201")
    filler = User.objects.get(username="filler")
    lines = list(answer.lines.order_by("pk"))
    there = {line.discipline_id for line in lines}
    other = Discipline.objects.exclude(pk__in=there).order_by("code").first()
    added = add_line(answer, Grade.objects.get(code="chief-engineer"), other, actor=filler)
    world.update({"return": answer.pk, "demand_line": lines[0].pk, "added_line": added.pk, "survey": answer.survey_id})
