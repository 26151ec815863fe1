"""A group's survey at the decision desk: a subsidiary with a plant, and a department that goes straight to the group."""

from office.enums import UnitKind
from planning.enums import ReturnStatus, SurveyStatus
from planning.selectors.deciding import outcome_of
from planning.selectors.publishing import code_of_publishing
from planning.services.deciding import decide_lines
from planning.services.surveys import publish_survey
from rulebooks.models import GradeRule
from tests.factories import evaluations, posts, rulebooks
from tests.factories import office as make
from tests.factories import planning as of


class Desk:
    """`line` asks for one seat more than the one there is, `small` for none."""

    def __init__(self, status=SurveyStatus.CLOSED):
        self.group = make.unit(name="集团")
        self.subsidiary = make.unit(self.group, name="子公司", kind=UnitKind.SUBSIDIARY)
        self.plant = make.unit(self.subsidiary, name="炼铁厂")
        self.department = make.unit(self.group, name="科技部", kind=UnitKind.DEPARTMENT)
        self.administrator = make.user("group_administrator", self.group, name="刘管理")
        self.grade = rulebooks.grade()
        self.discipline = posts.discipline(name="高炉")
        self.survey = of.survey(self.group, status, title="2026年需求普查")
        self.answer = of.answer(self.plant, self.survey, ReturnStatus.CONSOLIDATED)
        self.other = of.answer(self.department, self.survey, ReturnStatus.CONSOLIDATED)
        self.line = self.make_line(self.answer)
        self.small = self.make_line(self.other, wanted=1, consolidated=1, discipline=posts.discipline(name="能源"))
        self.decision = evaluations.decision(self.group, subject="2026年岗位需求议定")

    def make_line(self, answer, **fields):
        given = {"grade": self.grade, "discipline": self.discipline, "authorised": 1, "wanted": 2, "consolidated": 2}
        return of.line(answer, **given | fields)

    def decide(self, numbers, actor=None, seen=None, decision=None, **reasons):
        """Enter {line: number} as shown just before."""
        numbers = {line.pk: number for line, number in numbers.items()}
        decision = decision or self.decision
        seen = seen or outcome_of(self.survey, numbers, decision).code
        actor = actor or self.administrator
        return decide_lines(self.survey, numbers, decision=decision, actor=actor, seen=seen, **reasons)

    def publish(self, seen=None):
        """As it stands, or as it was `seen`."""
        publish_survey(self.survey, actor=self.administrator, seen=seen or code_of_publishing(self.survey))

    def limit(self, quota, allowance=None):
        """The rulebook's quota per plant and discipline, and its monthly allowance, of the grade."""
        rules = GradeRule.objects.filter(grade=self.grade)
        rules.update(quota=quota, monthly_allowance=allowance)
