"""What was published stays: no number, no sentence, no row more or less."""

import pytest
from django.db import DatabaseError, transaction

from office.enums import PaperKind
from office.services.papers import issue_paper
from planning.enums import Part, ReturnStatus, SurveyStatus
from planning.models import (
    DemandAnswer,
    DemandCandidate,
    DemandLine,
    DemandParticipant,
    DemandReturn,
    DemandSurvey,
    SurveyFile,
    SurveyQuestion,
)
from tests.factories import evaluations, office, posts
from tests.factories import planning as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    """Decided, with a candidate and an answer, in a survey that was published."""
    group = office.unit()
    survey = make.survey(group, SurveyStatus.CLOSED)
    question = SurveyQuestion.objects.create(survey=survey, position=1, words="人才缺口？")
    answer = make.answer(office.unit(group), survey, ReturnStatus.ACCEPTED)
    made = make.decided(answer, 2, evaluations.decision(group))
    DemandCandidate.objects.create(line=made, engineer=posts.engineer(answer.unit))
    DemandAnswer.objects.create(demand_return=answer, question=question, value="两人")
    SurveyFile.objects.create(survey=survey, file="a.pdf", name="通知.pdf")
    survey.left_out.add(office.unit(group))
    DemandSurvey.objects.filter(pk=survey.pk).update(status=SurveyStatus.PUBLISHED)
    return made


def refused(act):
    with pytest.raises(DatabaseError), transaction.atomic():
        act()
    return True


@pytest.mark.parametrize(
    "changes",
    [
        (DemandSurvey, {"title": "另一个"}),
        (SurveyQuestion, {"words": "另一个？"}),
        (SurveyFile, {"name": "另一个.pdf"}),
        (DemandReturn, {"remarks": "另一个"}),
        (DemandLine, {"decided": 3, "decided_reason": "另一个"}),
        (DemandLine, {"problem": "另一个"}),
        (DemandAnswer, {"value": "三人"}),
    ],
    ids=lambda changes: f"{changes[0].__name__}.{next(iter(changes[1]))}",
)
def test_nothing_changes_after_publication(line, changes):
    model, values = changes
    assert refused(lambda: model.objects.update(**values))


@pytest.mark.parametrize(
    "model",
    [
        SurveyQuestion,
        SurveyFile,
        DemandSurvey.left_out.through,
        DemandReturn,
        DemandLine,
        DemandAnswer,
        DemandCandidate,
    ],
)
def test_nothing_is_deleted_after_publication(line, model):
    assert refused(lambda: model.objects.all()._raw_delete(model.objects.db))


def test_nothing_is_added_after_publication(line):
    answer = line.demand_return
    assert refused(lambda: make.line(answer))
    assert refused(lambda: make.answer(office.unit(answer.survey.unit), answer.survey))
    assert refused(lambda: DemandCandidate.objects.create(line=line, engineer=posts.engineer(answer.unit)))
    assert refused(lambda: SurveyFile.objects.create(survey=answer.survey, file="b.pdf", name="补充.pdf"))
    assert refused(lambda: answer.survey.left_out.add(answer.unit))


def test_after_publication_the_signed_copy_is_filed_once(line):
    answer = line.demand_return
    first, second = (
        issue_paper(actor=None, kind=PaperKind.DEMAND_RETURN, title=title, unit=answer.unit) for title in "甲乙"
    )
    found = DemandReturn.objects.filter(pk=answer.pk)
    assert found.update(paper=first, signed_code="ABCD2345") == 1
    for values in (
        {"paper": second},
        {"paper": None},
        {"signed_code": "WXYZ2345"},
        {"signed_code": ""},
    ):
        assert refused(lambda values=values: found.update(**values))
    assert found.update(updated_at=answer.updated_at) == 1


def test_who_took_part_stays_so_from_the_moment_on():
    answer, person = make.answer(office.unit()), office.user()
    found = DemandParticipant.objects.filter(pk=make.participant(answer, person).pk)
    assert refused(lambda: found.update(part=Part.RECORDED))
    assert refused(found.delete)


def test_after_publication_who_records_the_copy_is_remembered(line):
    assert make.participant(line.demand_return, office.user(), Part.RECORDED).pk


def test_before_publication_numbers_change():
    line = make.line(make.answer(office.unit()))
    assert DemandLine.objects.filter(pk=line.pk).update(wanted=5) == 1
