"""A survey at the desks where it is decided and where it is consolidated."""

from office.enums import UnitKind
from planning.checks.consolidation import merged_number, separated_number
from planning.enums import ReturnStatus, SurveyStatus
from planning.models import DemandLine, DemandReturn
from planning.selectors.consolidation import (
    code_of_merging,
    code_of_separating,
    code_of_taking,
    goings_of,
    lines_of,
    not_looked_at,
    returns_of,
    state_of,
    told,
)
from planning.selectors.deciding import lines_naming, outcome_of
from planning.selectors.publishing import code_of_publishing
from planning.services import consolidation
from planning.services.consolidation import Entry
from planning.services.deciding import decide_lines
from planning.services.surveys import publish_survey
from rulebooks.models import GradeRule
from tests.factories import evaluations, posts, rulebooks
from tests.factories import office as make
from tests.factories import planning as of


class Desk:
    """Where a group decides: on a subsidiary's plant, and on a department that goes straight to the group.

    `line` asks for one seat more than the one there is, `small` for none.
    """

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


class ConsolidationDesk:
    """A group with two subsidiaries; the first has three plants that want a blast furnace expert more each."""

    def __init__(self):
        self.group = make.unit(name="集团")
        self.ours, self.theirs = (make.unit(self.group, kind=UnitKind.SUBSIDIARY) for _number in range(2))
        self.plants = [make.unit(self.ours, name=f"炼铁{number}厂") for number in (1, 2, 3)]
        self.hr = make.hr(self.ours)
        self.survey = of.survey(self.group)
        self.furnace, self.grade = posts.discipline(name="高炉"), rulebooks.grade()
        self.lines = [self.line(plant) for plant in self.plants]

    def line(self, unit, status=ReturnStatus.SUBMITTED, **fields):
        made = DemandReturn.objects.filter(survey=self.survey, unit=unit).first()
        return of.line(
            made or of.answer(unit, self.survey, status), **{"grade": self.grade, "discipline": self.furnace} | fields
        )

    @property
    def returns(self):
        return returns_of(self.survey, self.ours)

    def read(self, line):
        return told(DemandLine.objects.all()).get(pk=line.pk)

    def set(self, *entries, actor=None):
        """Each entry: line, number, reason, as it is now."""
        given = [Entry(line.pk, number, reason, state_of(self.read(line))) for line, number, reason in entries]
        found = consolidation.set_consolidated(self.survey, self.ours, given, actor=actor or self.hr)
        return [str(outcome.result) for outcome in found.values()]

    def merge(self, target, *merged, number=None, reason="合并设置", seen=None):
        number = merged_number(self.read(target), map(self.read, merged)) if number is None else number
        keys = [line.pk for line in merged]
        given = {"actor": self.hr, "number": number, "reason": reason, "seen": seen or self.seen(target, *merged)}
        consolidation.merge_lines(self.survey, self.ours, target.pk, keys, **given)

    def seen(self, *lines):
        """The code of lines about to be merged, as they are now."""
        return code_of_merging(map(self.read, lines))

    def separate(self, line, number=None, seen=None, subsidiary=None):
        line = self.read(line)
        number = separated_number(line) if number is None else number
        given = {"actor": self.hr, "number": number, "reason": "各自需要", "seen": seen or self.separating(line)}
        consolidation.separate_line(self.survey, subsidiary or self.ours, line.pk, **given)

    def separating(self, line):
        """The code of a line about to be separated, as it is now; of one that is not merged any code does."""
        line = self.read(line)
        return code_of_separating(line) if line.merged_into else "-"

    def take(self, *lines, seen=None):
        keys = [line.pk for line in lines]
        return consolidation.take_as_wanted(
            self.survey, self.ours, keys, actor=self.hr, seen=seen or self.taking(*lines)
        )

    def taking(self, *lines):
        """The code of those of the lines that wait for somebody other than the ones whom they concern."""
        waiting = not_looked_at(lines_of(self.returns)).filter(pk__in=[line.pk for line in lines])
        return code_of_taking(waiting.exclude(pk__in=lines_naming(self.survey, self.hr)))

    def pass_up(self, *lines):
        chosen = {line.demand_return_id for line in lines}
        shown = {key: going.code for key, going in goings_of(self.returns).items() if key in chosen}
        return consolidation.pass_up(self.survey, self.ours, shown, actor=self.hr)

    def numbers(self):
        """(consolidated, whether merged) of each line."""
        return [(line.consolidated, line.merged_into_id is not None) for line in map(self.read, self.lines)]
