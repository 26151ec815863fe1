"""What a return lacks before it leaves the filler's hands, line by line and question by question."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Lack:
    """A sentence, and what it is about: the key of a line or of a question, or neither."""

    sentence: str
    line: int | None = None
    question: int | None = None

    def __str__(self):
        return self.sentence


def lacks_of(lines, questions, answers, limits):
    """[Lack] of a return: its lines with grade and discipline, its survey's questions and limits, and {question.pk: value}."""
    return [
        *(lack for line in lines for lack in _lacks_of_line(line)),
        *_lacks_of_limits(lines, limits),
        *_lacks_of_answers(questions, answers),
    ]


def _lacks_of_line(line):
    if line.wanted is None:
        yield Lack(_("%(line)s: say how many seats are wanted.") % {"line": line}, line=line.pk)
    elif line.extra > 0:
        yield from (Lack(sentence % {"line": line}, line=line.pk) for sentence in _unsaid(line))
    elif line.extra < 0 and not line.problem:
        yield Lack(_("%(line)s: say why fewer seats are enough.") % {"line": line}, line=line.pk)


def _unsaid(line):
    """What more seats than there are have to be explained by."""
    if not line.problem:
        yield _("%(line)s: name the production problem that the further seats answer.")
    if not line.problem_kind:
        yield _("%(line)s: say of what kind the production problem is.")
    if not line.urgency:
        yield _("%(line)s: say how urgent it is.")
    if not line.consequence:
        yield _("%(line)s: say what happens if it is refused.")


def _lacks_of_limits(lines, limits):
    wanted = Counter()
    for line in lines:
        wanted[line.grade_id] += line.wanted or 0
    for limit in limits:
        if wanted[limit.grade_id] > limit.most:
            yield Lack(
                _("%(grade)s: %(wanted)d seats wanted; this survey allows a unit %(most)d.")
                % {"grade": limit.grade, "wanted": wanted[limit.grade_id], "most": limit.most}
            )


def _lacks_of_answers(questions, answers):
    for question in questions:
        if question.required and not answers.get(question.pk):
            yield Lack(_("“%(question)s” is not answered.") % {"question": question}, question=question.pk)
