"""Decided demand becomes changes of posts: each line leads to what makes its number true, once."""

import pytest

from establishment.selectors.drafting import waiting_lines
from establishment.services import changes as changing
from establishment.services import reviews as services
from office.errors import DomainError
from planning.enums import SurveyStatus
from planning.models import DemandSurvey
from tests.establishment.reviews import Sorting
from tests.factories import planning, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def sorting():
    return Sorting().survey()


def decide(sorting, number, discipline=None, **fields):
    return planning.decided(
        sorting.answer,
        number,
        sorting.decision,
        discipline=discipline or posts.discipline(),
        grade=sorting.grade,
        **fields,
    )


def draw(sorting):
    DemandSurvey.objects.filter(pk=sorting.asked.pk).update(status=SurveyStatus.PUBLISHED)
    return changing.draw_from_lines(sorting.review, waiting_lines(sorting.group), actor=sorting.drafter)


def drafted(sorting):
    changes = sorting.review.changes.select_related("post")
    return [(change.kind, change.code or change.post.code, change.authorised, change.line_id) for change in changes]


def test_each_line_makes_its_number_true(sorting):
    new, more, same, fewer, none = (posts.discipline(code=f"0{number}") for number in range(1, 6))
    for code, discipline, seats in (("M", more, 1), ("S", same, 2), ("F", fewer, 3), ("N", none, 1)):
        sorting.post(code=code, discipline=discipline, authorised=seats)
    lines = [decide(sorting, number, of) for number, of in ((2, new), (3, more), (2, same), (1, fewer), (0, none))]
    draw(sorting)
    assert drafted(sorting) == [
        ("create", f"{sorting.plant.code}-01-1", 2, lines[0].pk),
        ("revise", "M", 3, lines[1].pk),
        ("revise", "F", 1, lines[3].pk),
        ("abolish", "N", None, lines[4].pk),
    ]


def test_of_several_posts_those_go_first_that_nobody_holds(sorting):
    held, _empty = (sorting.post(code=code, discipline=sorting.discipline) for code in ("A", "B"))
    sorting.holder(held)
    line = decide(sorting, 1, sorting.discipline)
    draw(sorting)
    assert drafted(sorting) == [("abolish", "B", None, line.pk)]


def test_a_line_is_answered_once(sorting):
    decide(sorting, 1)
    draw(sorting)
    assert not waiting_lines(sorting.group).exists()
    with pytest.raises(DomainError):
        draw(sorting)
    services.withdraw_review(sorting.review, actor=sorting.drafter, reason="另行起草")
    assert waiting_lines(sorting.group).count() == 1


def test_a_number_that_is_true_already_asks_for_nothing(sorting):
    sorting.post(discipline=sorting.discipline, authorised=2)
    decide(sorting, 2, sorting.discipline)
    decide(sorting, 0)
    DemandSurvey.objects.filter(pk=sorting.asked.pk).update(status=SurveyStatus.PUBLISHED)
    assert not waiting_lines(sorting.group).exists()


def test_what_was_not_published_waits(sorting):
    decide(sorting, 1)
    assert not waiting_lines(sorting.group).exists()


def test_the_post_of_a_new_seat_leads_back_to_the_sentence_that_asked_for_it(sorting):
    line = decide(sorting, 1, problem="高炉长寿")
    draw(sorting)
    sorting.carry_through()
    (change,) = sorting.review.changes.all()
    assert (change.result.code, change.line.problem) == (change.code, line.problem)


@pytest.mark.parametrize("count", [2, 12])
def test_many_lines_cost_the_same_queries(sorting, django_assert_max_num_queries, count):
    for _number in range(count):
        decide(sorting, 1)
    with django_assert_max_num_queries(26):
        draw(sorting)
