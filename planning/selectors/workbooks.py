"""Returns as they go out in a workbook: of one unit, or all of a survey that are in sight."""

from collections import defaultdict
from dataclasses import dataclass, field

from planning.checks.cells import LINE_FIELDS
from planning.enums import SurveyStatus
from planning.models import DemandAnswer, DemandCandidate, DemandLine, DemandReturn, DemandSurvey
from planning.papers.columns import FACTS
from planning.papers.workbook import ReturnBook
from planning.rules import returns as rules
from planning.selectors.previous import last_time
from planning.selectors.qualified import own_people_counted
from rulebooks.models import Grade
from talent.models import Discipline

CHUNK = 2_000
ASKED_AT_ONCE = 500
LINE, ANSWER = "line", "answer"
BLANK = dict.fromkeys(LINE_FIELDS, "") | {"wanted": None, "candidates": (), "answer": ""}  # what either may say


def book_of_return(demand_return, user):
    """The ReturnBook of one return with its unit and survey; how many of its own people are qualified is counted anew."""
    book = _book(demand_return.survey, [demand_return], user)
    book.lines = list(book.lines)
    people = own_people_counted(demand_return.unit, book.lines, demand_return.survey.as_of) if book.open_keys else {}
    book.qualified = {key: met for key, (met, _look) in people.items()}
    return book


def book_of_survey(survey, user):
    """The ReturnBook of all returns in sight, in the order of units: a constant number of queries per 2,000 lines.

    The own qualified people are those counted when a return was last handed in.
    """
    returns = DemandReturn.objects.visible_to(user).filter(survey=survey).select_related("unit", "survey")
    return _book(survey, list(returns.order_by("unit__code", "pk")), user)


def _book(survey, returns, user):
    one = returns[0] if len(returns) == 1 else None
    found = (
        DemandReturn.objects.filter(pk=one.pk) if one else DemandReturn.objects.visible_to(user).filter(survey=survey)
    )
    given = DemandAnswer.objects.filter(demand_return__in=found).values_list("demand_return", "question", "value")
    return ReturnBook(
        survey=survey,
        returns=returns,
        lines=_lines(found),
        questions=list(survey.questions.all()),
        given={(demand_return, question): value for demand_return, question, value in given},
        last=last_time(survey, found),
        qualified={},
        disciplines=list(Discipline.objects.order_by("code")),
        grades=grade_words(),
        open_keys=frozenset(
            demand_return.pk
            for demand_return in returns
            if rules.can_fill(user, demand_return) and not rules.why_locked(demand_return)
        ),
    )


def _lines(returns):
    lines = DemandLine.objects.filter(demand_return__in=returns).select_related("grade", "discipline")
    lines = lines.prefetch_related("candidates__engineer")
    order = ("demand_return__unit__code", "demand_return", "discipline__code", "grade__code", "pk")
    return lines.order_by(*order).iterator(chunk_size=CHUNK)


def grade_words():
    """{grade key: its name}, where two ladders have one of that name its code, in the order of ladders."""
    grades = list(Grade.objects.all())
    names = [grade.name for grade in grades]
    return {grade.pk: grade.name if names.count(grade.name) == 1 else grade.code for grade in grades}


def surveys_with_returns(user):
    """Surveys in sight that were sent out."""
    return DemandSurvey.objects.visible_to(user).exclude(status=SurveyStatus.DRAFT).select_related("unit")


def lines_in_sight(survey, user):
    """How many the workbook of a survey has for this person."""
    return DemandLine.objects.visible_to(user).filter(demand_return__survey=survey).count()


def surveys_to_load_into(user):
    """Those that are answered now and ask a unit in sight, latest first."""
    return DemandSurvey.objects.visible_to(user).filter(status=SurveyStatus.OPEN)


# --- What a workbook is compared with on its way in -------------------------------------------------------------
@dataclass
class OnRecord:
    """`rows` are {(LINE, return, discipline, grade): (line key, values)} and {(ANSWER, return, question or None): (return key, values)}.

    The answer without a question is the remarks. `candidates` are {the former key: [Engineer]}.
    """

    rows: dict = field(default_factory=dict)
    candidates: dict = field(default_factory=lambda: defaultdict(list))


def on_record(survey, keys, questions):
    """What the returns of these keys say: a constant number of queries per 500 returns."""
    found = OnRecord()
    keys = sorted(keys)
    for start in range(0, len(keys), ASKED_AT_ONCE):
        returns = DemandReturn.objects.filter(survey=survey, pk__in=keys[start : start + ASKED_AT_ONCE])
        _add_lines(found, returns)
        _add_answers(found, returns, questions)
    return found


def _add_lines(found, returns):
    candidates = DemandCandidate.objects.filter(line__demand_return__in=returns).select_related("engineer", "line")
    for candidate in candidates.order_by("engineer"):
        found.candidates[_key_of(candidate.line)].append(candidate.engineer)
    for line in DemandLine.objects.filter(demand_return__in=returns).order_by("pk"):
        people = tuple(person.pk for person in found.candidates.get(_key_of(line), ()))
        values = BLANK | {name: getattr(line, name) for name in LINE_FIELDS} | {"candidates": people}
        values["facts"] = {name: getattr(line, name) for name in FACTS}
        values["filed"] = (line.filed_at.isoformat() if line.filed_at else "", line.filed_by_id)
        found.rows[_key_of(line)] = (line.pk, values)


def _key_of(line):
    return LINE, line.demand_return_id, line.discipline_id, line.grade_id


def _add_answers(found, returns, questions):
    rows = DemandAnswer.objects.filter(demand_return__in=returns).values_list("demand_return", "question", "value")
    given = {(demand_return, question): value for demand_return, question, value in rows}
    for demand_return, remarks in returns.order_by("pk").values_list("pk", "remarks"):
        found.rows[ANSWER, demand_return, None] = (demand_return, BLANK | {"answer": remarks})
        for question in questions:
            value = given.get((demand_return, question.pk), "")
            found.rows[ANSWER, demand_return, question.pk] = (demand_return, BLANK | {"answer": value})
