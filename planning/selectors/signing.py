"""What a unit is about to send, as those read it who hand it in, check, approve and sign it: what changes comes first."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from planning.checks.cells import answer_kind
from planning.checks.returns import lacks_of
from planning.selectors.returns import answers_of, content_code, lines_of
from rulebooks.models import Grade


@dataclass(frozen=True)
class Meter:
    """Seats of one grade over the lines that are answered; `most` is what the survey allows a unit, None without a limit."""

    grade: Grade
    authorised: int
    wanted: int
    unanswered: int  # lines
    most: int | None

    @property
    def extra(self):
        return self.wanted - self.authorised

    @property
    def over(self):
        return self.most is not None and self.wanted > self.most

    @property
    def top(self):
        """The end of its scale."""
        return max(self.most or 0, self.wanted, 1)


class Sums:
    """Of the seats in `lines`: a line without a number is compared with nothing."""

    @property
    def changed(self):
        return [line for line in self.lines if line.extra]

    @property
    def unchanged(self):
        return [line for line in self.lines if line.extra == 0]

    @property
    def unanswered(self):
        return [line for line in self.lines if line.wanted is None]

    @property
    def authorised(self):
        return sum(line.authorised for line in self.lines)

    @property
    def compared(self):
        """What is authorised in the lines that have a number."""
        return self.wanted - self.extra

    @property
    def wanted(self):
        return sum(line.wanted or 0 for line in self.lines)

    @property
    def extra(self):
        return sum(line.extra or 0 for line in self.lines)


@dataclass(frozen=True)
class Summary(Sums):
    """`code` stands for all that is said here."""

    lines: list
    replies: list  # (question, what is answered in words)
    meters: list  # of the grades that the unit has or asks for
    lacks: list
    code: str


def summary_of(demand_return):
    """The Summary of a return; a constant number of queries."""
    lines, answers = list(lines_of(demand_return)), answers_of(demand_return)
    questions = list(demand_return.survey.questions.all())
    limits = list(demand_return.survey.limits.select_related("grade"))
    return Summary(
        lines,
        [(question, answer_kind(question).show(answers.get(question.pk, ""))) for question in questions],
        [meter for meter in meters_of(lines, limits) if meter.authorised or meter.wanted or meter.unanswered],
        lacks_of(lines, questions, answers, limits),
        content_code(demand_return),
    )


def meters_of(lines, limits):
    """[Meter] of the grades that are asked for or limited, in the order of their codes."""
    grades = {line.grade_id: line.grade for line in lines} | {limit.grade_id: limit.grade for limit in limits}
    most = {limit.grade_id: limit.most for limit in limits}
    authorised, wanted, unanswered = Counter(), Counter(), Counter()
    for line in lines:
        if line.wanted is None:
            unanswered[line.grade_id] += 1
        else:
            authorised[line.grade_id] += line.authorised
            wanted[line.grade_id] += line.wanted
    counts = (authorised, wanted, unanswered)
    ordered = sorted(grades.values(), key=lambda grade: grade.code)
    return [Meter(grade, *(count[grade.pk] for count in counts), most.get(grade.pk)) for grade in ordered]


def difference(demand_return, code):
    """A sentence where the printed or stamped copy does not say what the return says now: `code` is its `content_code`; else ""."""
    if demand_return.signed_code and demand_return.signed_digest != code:
        return _("The return is not as on the signed copy any more: it was changed since.")
    if demand_return.paper and not demand_return.signed_code and demand_return.paper.digest != code:
        return _("The return was changed since it was printed: print it again.")
    return ""
