"""Decided demand becomes changes of posts: each line leads to what makes its number true, once."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from establishment.selectors.drafting import lines_for, reviews_answering, waiting_lines
from establishment.services import changes as changing
from establishment.services import reviews as services
from establishment.services.correcting import correct_review
from office.errors import DomainError
from office.services.units import merge_unit
from planning.enums import ReturnStatus, SurveyStatus
from planning.models import DemandSurvey
from posts.models import Post
from tests.establishment.reviews import EFFECTIVE_ON, Sorting
from tests.factories import office as make
from tests.factories import planning, posts

pytestmark = pytest.mark.django_db
MERGED_ON = datetime.date(2026, 11, 5)


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


def publish(sorting, **facts):
    given = {"status": SurveyStatus.PUBLISHED, "published_at": timezone.now()}
    DemandSurvey.objects.filter(pk=sorting.asked.pk, published_at=None).update(**given | facts)


def draw(sorting):
    publish(sorting)
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


def test_what_was_decided_beyond_the_quota_may_be_done(sorting):
    sorting.limit(2)
    decide(sorting, 3, sorting.discipline)
    draw(sorting)
    (change,) = sorting.review.changes.all()
    assert sorting.sentences() == []
    changing.revise_change(
        change, actor=sorting.drafter, seen=changing.state_of_change(change), kind=change.kind, authorised=4
    )
    assert sorting.sentences() == [f"炼铁厂 · 高炉 · {sorting.grade}：4 个，限额 2 个"]


def test_what_was_decided_of_another_discipline_grants_nothing(sorting):
    sorting.limit(2)
    decide(sorting, 3, posts.discipline())
    draw(sorting)
    sorting.set_up(authorised=3)
    assert sorting.sentences() == [f"炼铁厂 · 高炉 · {sorting.grade}：3 个，限额 2 个"]


def newer_survey(sorting, number, discipline):
    """Published after the first, which then lies some months back."""
    day = datetime.date(2026, 1, 1)
    publish(sorting, opens_on=day, as_of=day, published_at=timezone.now() - datetime.timedelta(30))
    sorting.survey()
    decide(sorting, number, discipline)
    publish(sorting)


def test_what_a_newer_survey_took_back_is_granted_no_more(sorting):
    sorting.limit(2)
    decide(sorting, 5, sorting.discipline)
    newer_survey(sorting, 2, sorting.discipline)
    sorting.set_up(authorised=5)
    assert sorting.sentences() == [f"炼铁厂 · 高炉 · {sorting.grade}：5 个，限额 2 个"]


def test_what_an_older_survey_granted_and_none_asked_again_is_done(sorting):
    sorting.limit(2)
    decide(sorting, 4, sorting.discipline)
    newer_survey(sorting, 1, posts.discipline())
    draw(sorting)
    assert sorting.sentences() == []


def test_a_correction_may_put_granted_seats_back(sorting):
    sorting.limit(2)
    decide(sorting, 4, sorting.discipline)
    draw(sorting)
    sorting.carry_through()
    sorting.another(effective_on=EFFECTIVE_ON + datetime.timedelta(1))
    sorting.add("revise", Post.objects.get(discipline=sorting.discipline), authorised=1)
    slip = sorting.carry_through()
    mended_on = EFFECTIVE_ON + datetime.timedelta(2)
    changes = list(slip.changes.select_related("result"))
    sorting.review = correct_review(
        slip, changes, actor=sorting.drafter, title="更正", reason="录入有误", effective_on=mended_on
    )
    assert sorting.sentences() == []


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
    publish(sorting)
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


def test_of_two_surveys_the_later_decides(sorting):
    decide(sorting, 3, sorting.discipline)
    publish(sorting)
    sorting.survey()
    line = decide(sorting, 2, sorting.discipline)
    draw(sorting)
    assert [row[2:] for row in drafted(sorting)] == [(2, line.pk)]


@pytest.mark.parametrize("there", [0, 2])
def test_a_merged_unit_asks_for_no_seats_that_it_brought_along(sorting, there):
    answers = [(sorting.answer, 1), (planning.answer(sorting.other, sorting.asked, ReturnStatus.ACCEPTED), there)]
    for answer, number in answers:
        if number:
            planning.decided(answer, number, sorting.decision, discipline=sorting.discipline, grade=sorting.grade)
            sorting.post(answer.unit, discipline=sorting.discipline, authorised=number)
    publish(sorting)
    assert not waiting_lines(sorting.group).exists()
    merge_unit(sorting.plant, sorting.other, actor=None, on=MERGED_ON, reason="合并")
    assert not waiting_lines(sorting.group).exists()


def test_what_units_asked_for_before_they_merged_is_drafted_once(sorting):
    first = decide(sorting, 1, sorting.discipline)
    answer = planning.answer(sorting.other, sorting.asked, ReturnStatus.ACCEPTED)
    planning.decided(answer, 2, sorting.decision, discipline=sorting.discipline, grade=sorting.grade)
    merge_unit(sorting.plant, sorting.other, actor=None, on=MERGED_ON, reason="合并")
    draw(sorting)
    assert [row[2:] for row in drafted(sorting)] == [(3, first.pk)]
    assert not waiting_lines(sorting.group).exists()


def test_what_a_review_decided_since_is_not_asked_for_again(sorting):
    post = sorting.post(discipline=sorting.discipline, authorised=2)
    decide(sorting, 2, sorting.discipline)
    publish(sorting)
    sorting.add("revise", post, authorised=3)
    sorting.carry_through()
    assert not waiting_lines(sorting.group).exists()


def test_a_post_that_a_review_moved_away_since_is_not_asked_for_again(sorting):
    post = sorting.post(discipline=sorting.discipline)
    decide(sorting, 1, sorting.discipline)
    publish(sorting)
    sorting.add("move", post, unit=sorting.other)
    sorting.carry_through()
    assert not waiting_lines(sorting.group).exists()


def test_a_new_title_decides_of_no_seats(sorting):
    post = sorting.post(discipline=sorting.discipline)
    decide(sorting, 2, sorting.discipline)
    publish(sorting)
    sorting.add("revise", post, title="高炉首席")
    sorting.carry_through()
    assert waiting_lines(sorting.group).count() == 1


def test_a_correction_answers_no_lines(sorting):
    sorting.set_up()
    applied = sorting.carry_through()
    sorting.review = correct_review(
        applied,
        list(applied.changes.select_related("result")),
        actor=sorting.drafter,
        title="更正",
        reason="录入有误",
        effective_on=MERGED_ON,
    )
    decide(sorting, 1)
    publish(sorting)
    assert waiting_lines(sorting.group).exists()
    assert not lines_for(sorting.review).exists()


def test_a_second_draft_learns_where_the_lines_stand(sorting):
    decide(sorting, 1)
    draw(sorting)
    second = services.create_review(actor=sorting.drafter, unit=sorting.group, title="另一方案", effective_on=MERGED_ON)
    told = ["方案“2026年岗位梳理”中已有核定需求。"]
    assert (reviews_answering(second), reviews_answering(sorting.review)) == (told, [])


@pytest.mark.parametrize("page", ["review_detail", "review_draw"])
def test_a_unit_does_not_learn_the_title_of_a_review_above_it(sorting, client, page):
    decide(sorting, 1)
    draw(sorting)
    drafter = make.hr(sorting.plant)
    facts = {"title": "厂方案", "effective_on": MERGED_ON, "survey": sorting.asked}
    own = services.create_review(actor=drafter, unit=sorting.plant, **facts)
    client.force_login(drafter)
    told = client.get(reverse(f"establishment:{page}", args=[own.pk])).text
    assert sorting.review.title not in told
    assert reviews_answering(own)[0] in told


@pytest.mark.parametrize("count", [2, 12])
def test_many_lines_cost_the_same_queries(sorting, django_assert_max_num_queries, count):
    for _number in range(count):
        decide(sorting, 1)
    with django_assert_max_num_queries(27):
        draw(sorting)
