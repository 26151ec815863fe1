"""A return as its pages read it."""

from office.check_codes import digest
from planning.checks.returns import lacks_of
from planning.models import DemandAnswer, DemandLine

PRINTED = ("wanted", "problem_kind", "problem", "urgency", "consequence")


def lines_of(demand_return):
    """The lines of a return in the order of disciplines and grades, with their candidates; three queries."""
    lines = demand_return.lines.select_related("grade", "discipline__parent").prefetch_related("candidates__engineer")
    return lines.order_by("discipline__code", "grade__code", "pk")


def answers_of(demand_return):
    """{question.pk: value}"""
    return dict(DemandAnswer.objects.filter(demand_return=demand_return).values_list("question", "value"))


def lacks(demand_return):
    """What it lacks before it is handed in, as Lacks; six queries."""
    survey = demand_return.survey
    return lacks_of(
        list(lines_of(demand_return)),
        list(survey.questions.all()),
        answers_of(demand_return),
        survey.limits.select_related("grade"),
    )


def content_code(demand_return):
    """Stands for all that the unit says; carried by forms to notice what changed since, its check code is printed."""
    return digest(content_of(demand_return))


def content_of(demand_return):
    """All that the unit says, in the order of print: the values its check code stands for."""
    lines = DemandLine.objects.filter(demand_return=demand_return).order_by("discipline__code", "grade__code", "pk")
    told = [
        value
        for line in lines.prefetch_related("candidates")
        for value in (
            line.grade_id,
            line.discipline_id,
            *(getattr(line, name) for name in PRINTED),
            *sorted(candidate.engineer_id for candidate in line.candidates.all()),
        )
    ]
    replies = (part for pair in sorted(answers_of(demand_return).items()) for part in pair)
    return [demand_return.survey_id, demand_return.unit_id, *told, *replies, demand_return.remarks]
