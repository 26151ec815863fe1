"""The columns of the workbook in which units answer, named alike on its way out and in."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Heading:
    """What stands above a column, and the words by which it is known in whatever language the file was made."""

    name: str
    label: Promise
    known_as: tuple
    width: int = 10
    shown: bool = True

    def __str__(self):
        return capfirst(str(self.label))


_OF_WHOM = (
    Heading("unit_code", _("unit code"), ("单位编码", "unit code"), 12),
    Heading("unit_name", _("unit"), ("单位", "unit"), 18),
)
_ON_RECORD = (  # unseen: of which return a row is, and as of when
    Heading("return_number", _("return number"), ("填报编号", "return number"), shown=False),
    Heading("as_filed", _("as filed at"), ("填报版本", "as filed at"), 24, shown=False),
)
LINES = (
    *_OF_WHOM,
    Heading("discipline_code", _("discipline code"), ("专业编码", "专业代码", "discipline code"), 12),
    Heading("discipline_name", _("discipline"), ("专业领域", "专业", "discipline"), 14),
    Heading("grade", _("grade"), ("层级", "岗位层级", "grade"), 14),
    Heading("authorised", _("authorised"), ("核定职数", "authorised"), 8),
    Heading("held", _("held"), ("在聘", "held"), 8),
    Heading("vacant", _("vacant"), ("空缺", "vacant"), 8),
    Heading("retiring", _("retiring within three years"), ("三年内退休", "retiring within three years"), 9),
    Heading("qualified", _("own qualified people"), ("本单位符合条件人数", "own qualified people"), 11),
    Heading("last_wanted", _("wanted last time"), ("上次需求职数", "wanted last time"), 9),
    Heading("last_decided", _("decided last time"), ("上次核定结果", "decided last time"), 9),
    Heading("wanted", _("seats wanted"), ("需求职数", "seats wanted"), 9),
    Heading("problem_kind", _("kind of problem"), ("问题类型", "kind of problem"), 10),
    Heading("problem", _("production problem"), ("生产难题", "production problem"), 36),
    Heading("urgency", _("urgency"), ("紧迫程度", "urgency"), 12),
    Heading("consequence", _("what happens if refused"), ("如不设置的影响", "what happens if refused"), 36),
    Heading("candidates", _("inside candidates"), ("内部人选", "inside candidates"), 24),
    *_ON_RECORD,
)
ANSWERS = (
    *_OF_WHOM,
    Heading("question_number", _("question number"), ("问题序号", "question number"), 9),
    Heading("question", _("question"), ("问题", "question"), 48),
    Heading("how", _("how it is answered"), ("填写要求", "how it is answered"), 30),
    Heading("answer", _("answer"), ("答复", "answer"), 60),
    _ON_RECORD[0],
)
KEYS = ("discipline_code", "discipline_name", "grade")
FACTS = ("authorised", "held", "vacant", "retiring")  # of the survey's day
CANDIDATES_PARTED_BY = "、"
