"""A review is applied: posts, versions, seats and holders as it said, on the day it takes effect, all or nothing."""

import datetime

import pytest

from establishment.enums import ReviewStatus
from office.enums import UnitKind
from office.errors import DomainError
from posts.enums import AppointmentStatus, EndReason, PostStatus
from posts.models import Appointment, Post, PostVersion
from rulebooks.models import GradeRule
from talent.enums import EngineerStatus
from tests.establishment.reviews import EFFECTIVE_ON, Sorting
from tests.factories import evaluations, planning, posts, talent
from tests.factories import office as make

pytestmark = pytest.mark.django_db
DAY_BEFORE = EFFECTIVE_ON - datetime.timedelta(1)


@pytest.fixture
def sorting():
    return Sorting()


def establishment(on):
    versions = PostVersion.objects.in_force_on(on).order_by("post__code")
    return list(versions.values_list("post__code", "unit__name", "grade__code", "authorised", "status"))


def test_each_kind_of_change_makes_the_establishment_of_the_day(sorting):
    revised, moved, regraded, frozen, abolished = (sorting.post(code=f"P{number}") for number in range(1, 6))
    reopened = sorting.post(code="P6", status=PostStatus.FROZEN)
    before = establishment(DAY_BEFORE)
    sorting.set_up(authorised=2)
    sorting.add("revise", revised, authorised=3, title="高炉首席")
    sorting.add("move", moved, unit=sorting.other)
    sorting.add("regrade", regraded, grade=sorting.lower)
    sorting.add("freeze", frozen)
    sorting.add("reopen", reopened)
    sorting.add("abolish", abolished, successor=revised)
    review = sorting.carry_through()
    assert review.status == ReviewStatus.APPLIED
    assert establishment(EFFECTIVE_ON) == [
        ("N1", "炼铁厂", "chief-engineer", 2, "active"),
        ("P1", "炼铁厂", "chief-engineer", 3, "active"),
        ("P2", "炼钢厂", "chief-engineer", 1, "active"),
        ("P3", "炼铁厂", "expert-1", 1, "active"),
        ("P4", "炼铁厂", "chief-engineer", 1, "frozen"),
        ("P6", "炼铁厂", "chief-engineer", 1, "active"),
    ]
    assert establishment(DAY_BEFORE) == before
    assert set(PostVersion.objects.filter(starts_on=EFFECTIVE_ON).values_list("decision", flat=True)) == {
        sorting.decision.pk
    }
    revised.refresh_from_db()
    assert (revised.title, [seat.number for seat in revised.seats.order_by("number")]) == ("高炉首席", [1, 2, 3])


def test_who_is_to_be_asked_about_moves_for_the_reason_of_the_line(sorting):
    """By the rules of batches somebody on secondment is appointed for a reason only."""
    sorting.survey()
    post, new = sorting.post(discipline=sorting.discipline), sorting.set_up()
    held = posts.appointment(post, talent.engineer(post.unit, status=EngineerStatus.SECONDED))
    facts = {"discipline": sorting.discipline, "grade": sorting.grade, "problem": "产线已停"}
    line = planning.decided(sorting.answer, 0, sorting.decision, **facts)
    sorting.fate(sorting.add("abolish", post, line=line, reason=""), held, "move", to_change=new, number=1)
    review = sorting.carry_through()
    assert set(review.batch.rows.values_list("reason", flat=True)) == {"产线已停"}


def test_each_change_knows_the_post_it_made_and_the_seats_that_came(sorting):
    post = sorting.post()
    created, revised, abolished = (
        sorting.set_up(authorised=2),
        sorting.add("revise", post, authorised=3),
        sorting.add("abolish", sorting.post()),
    )
    sorting.carry_through()
    for change in (created, revised, abolished):
        change.refresh_from_db()
    assert created.result == Post.objects.get(code="N1")
    found = [(change.seats_before, change.seats_after) for change in (created, revised, abolished)]
    assert found == [(0, 2), (1, 3), (1, 0)]


def test_holders_stay_move_or_leave(sorting):
    leaving, going, staying = (sorting.post() for _number in range(3))
    one, two, three = (sorting.holder(post) for post in (leaving, going, staying))
    new = sorting.set_up()
    sorting.fate(sorting.add("abolish", leaving), one, "end", ends_on=EFFECTIVE_ON, end_reason="post_abolished")
    sorting.fate(sorting.add("abolish", going), two, "move", to_change=new, number=1)
    sorting.add("regrade", staying, grade=sorting.lower)
    review = sorting.carry_through()
    for held in (one, two, three):
        held.refresh_from_db()
    assert (one.status, one.ended_on, one.end_reason) == ("ended", EFFECTIVE_ON, EndReason.POST_ABOLISHED)
    assert (two.status, two.ended_on, two.end_reason) == ("ended", EFFECTIVE_ON, EndReason.MOVED)
    assert (three.status, three.grade) == (AppointmentStatus.SERVING, sorting.grade)
    now = Appointment.objects.get(engineer=two.engineer, status=AppointmentStatus.SERVING)
    assert (now.seat.post.code, now.starts_on, now.until) == ("N1", EFFECTIVE_ON, two.until)
    assert (review.batch.decision, review.batch.status) == (sorting.decision, "done")


def test_two_holders_change_seats(sorting):
    first, second = sorting.post(), sorting.post()
    one, two = sorting.holder(first), sorting.holder(second)
    sorting.fate(sorting.add("revise", first, title="甲"), one, "move", seat=two.seat)
    sorting.fate(sorting.add("revise", second, title="乙"), two, "move", seat=one.seat)
    sorting.carry_through()
    now = {held.engineer: held.seat for held in Appointment.objects.filter(status=AppointmentStatus.SERVING)}
    assert now == {one.engineer: two.seat, two.engineer: one.seat}


def test_what_was_applied_is_never_applied_again(sorting):
    sorting.set_up()
    sorting.carry_through()
    with pytest.raises(DomainError, match="已生效"):
        sorting.apply()
    assert Post.objects.filter(code="N1").count() == 1


def test_before_its_day_it_waits(sorting):
    sorting.set_up()
    type(sorting.review).objects.update(effective_on=datetime.date(2026, 12, 1))
    sorting.review.refresh_from_db()
    sorting.propose()
    sorting.approve()
    with pytest.raises(DomainError, match="2026-12-01"):
        sorting.apply()


def test_many_changes_cost_the_same_queries(sorting, django_assert_max_num_queries):
    for _number in range(40):
        sorting.add("revise", sorting.post(discipline=posts.discipline()), authorised=2)
        sorting.set_up(code=f"N{_number}", discipline=posts.discipline())
    sorting.propose()
    sorting.approve()
    with django_assert_max_num_queries(90):
        sorting.apply()
    assert set(Post.objects.filter(code__startswith="P").values_list("authorised", flat=True)) == {2}


def test_a_decision_of_a_body_that_became_too_low(sorting):
    company = make.unit(sorting.group, kind=UnitKind.SUBSIDIARY)
    of_grade = GradeRule.objects.filter(grade=sorting.grade)
    of_grade.update(authorised_by="subsidiary", appointed_by="subsidiary")
    sorting.another(unit=company)
    sorting.add("freeze", sorting.post(company))
    sorting.decision = evaluations.decision(company)
    sorting.propose()
    sorting.approve()
    of_grade.update(authorised_by="group", appointed_by="group")
    with pytest.raises(DomainError, match="有集团审定的"):
        sorting.apply()
