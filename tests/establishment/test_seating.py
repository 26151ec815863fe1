"""Whoever holds seats of a post, comes to it or leaves it: on no day more are held than there would be."""

import datetime

import pytest
from django.utils import translation

from establishment.checks.ground import Ground
from establishment.selectors.places import Places
from establishment.services import changes as changing
from posts.models import Appointment
from posts.services import batches, row_facts
from posts.services.carrying import carry_out
from posts.services.posts import revise_post
from rulebooks.models import GradeRule
from tests.establishment.reviews import EFFECTIVE_ON, Sorting
from tests.factories import posts as of

pytestmark = pytest.mark.django_db
NEXT_YEAR = datetime.date(2027, 1, 1)


@pytest.fixture
def sorting(settings):
    settings.AS_OF_DATE = "2026-12-01"
    with translation.override("en"):
        yield Sorting()


def leave(held, day=datetime.date(2026, 11, 20)):
    Appointment.objects.filter(pk=held.pk).update(status="ended", ended_on=day, end_reason="resigned")


def decided(sorting, act, held, **facts):
    """A batch that was carried out, with one row on an appointment for a day to come."""
    batch = batches.create_batch(actor=sorting.drafter, unit=sorting.group, title="批次", effective_on=NEXT_YEAR)
    row = row_facts.on_present(act, held, starts_on=NEXT_YEAR, reason="理由", effective_on=NEXT_YEAR, **facts)
    batches.add_rows(batch, [row], actor=sorting.drafter)
    batches.cite_decision(batch, sorting.decision, actor=sorting.drafter)
    carry_out(batch, actor=sorting.administrator)


def renewed(sorting, post):
    """(the present holder, the renewal that is decided)"""
    held = sorting.holder(post, until=NEXT_YEAR)
    decided(sorting, "renew", held, until=datetime.date(2029, 1, 1))
    return held, Appointment.objects.get(status="pending")


# --- Posts with fewer seats ------------------------------------------------------------------------------------
def test_a_post_is_not_abolished_as_of_a_day_on_which_it_was_held(sorting):
    post = sorting.post()
    leave(sorting.holder(post))
    sorting.add("abolish", post)
    assert sorting.sentences() == ["1 seats of this post were held on 2026-11-01; choose a later day for fewer."]


def test_seats_do_not_go_as_of_a_day_on_which_they_were_held(sorting):
    post = sorting.post(authorised=2)
    sorting.holder(post)
    leave(sorting.holder(post, seat=2))
    sorting.add("revise", post, authorised=1)
    assert sorting.sentences() == ["2 seats of this post were held on 2026-11-01; choose a later day for fewer."]


@pytest.mark.parametrize("successor", [False, True])
def test_who_comes_to_the_same_seat_later_fills_no_other(sorting, successor):
    post = sorting.post()
    if successor:
        sorting.holder(post, until=NEXT_YEAR)
        sorting.holder(post, status="pending", starts_on=NEXT_YEAR)
    else:
        renewed(sorting, post)
    change = sorting.add("revise", post, title="新名称")
    assert set(change.fates.values_list("fate", flat=True)) == {"keep"}
    assert sorting.sentences() == []


def test_a_renewal_does_not_begin_on_a_post_that_is_abolished(sorting):
    post = sorting.post()
    _held, coming = renewed(sorting, post)
    change = sorting.add("abolish", post)
    changing.keep_holders(change, actor=sorting.drafter)
    assert sorting.sentences() == [
        "The appointment of 张三 cannot begin on 2027-01-01 on a post that is frozen by then: it ends."
    ]
    sorting.fate(change, coming, "end", ends_on=NEXT_YEAR, end_reason="post_abolished")
    assert sorting.carry_through().status == "applied"


# --- Posts to which somebody comes -----------------------------------------------------------------------------
@pytest.mark.parametrize("within_the_review", [True, False])
def test_who_sits_beyond_the_authorised_seats_fills_the_post_as_well(sorting, within_the_review):
    post, going = sorting.post(authorised=2), sorting.post()
    sorting.holder(post, seat=2)
    moving = sorting.holder(going)
    if within_the_review:
        sorting.add("revise", post, authorised=1)
    else:
        revise_post(post, actor=None, starts_on=datetime.date(2026, 1, 1), historic=True, authorised=1)
    post.refresh_from_db()
    abolished = sorting.add("abolish", going)
    assert Places(sorting.review, moving).first_seat(post) is None
    sorting.fate(abolished, moving, "move", seat=post.seats.get(number=1))
    assert sorting.sentences() == ["张三 would come to a full post: 2 seats held, 1 authorised."]


def test_who_left_a_seat_later_than_the_day_is_in_the_way_of_who_comes(sorting):
    post, going = sorting.post(), sorting.post()
    leave(sorting.holder(post))
    moving = sorting.holder(going)
    abolished = sorting.add("abolish", going)
    assert Places(sorting.review, moving).first_seat(post) is None
    sorting.fate(abolished, moving, "move", seat=post.seats.get())
    assert sorting.sentences() == ["The seat for 张三 was held by 张三 until 2026-11-20."]


def test_a_seat_that_another_review_gives_away(sorting):
    post = sorting.post()
    for title in ("先", "后"):
        sorting.another(title)
        going = sorting.post()
        held = sorting.holder(going)
        sorting.fate(sorting.add("abolish", going), held, "move", seat=post.seats.get())
        found = sorting.sentences()
        if not found:
            sorting.propose()
    assert found == ["The review “先” sends somebody to the seat for 张三; it was put to review before."]


def test_where_the_holder_sits_now_is_no_place_to_move_to(sorting):
    post = sorting.post(authorised=2)
    held = sorting.holder(post)
    assert Places(sorting.review, held).first_seat(post).number == 2


# --- Those who move or leave -----------------------------------------------------------------------------------
def moving(sorting, post=None, **facts):
    """Somebody who is to move to a new post."""
    post = post or sorting.post()
    held = sorting.holder(post, **facts)
    sorting.fate(sorting.add("abolish", post), held, "move", to_change=sorting.set_up(), number=1)
    return held


@pytest.mark.parametrize("status", ["retired", "left"])
def test_who_is_gone_by_the_roster_does_not_move(sorting, status):
    person = moving(sorting).engineer
    type(person).objects.filter(pk=person.pk).update(status=status)
    (sentence,) = sorting.sentences()
    assert sentence.startswith("张三: By the roster the person is: ")


def test_who_has_reached_retirement_does_not_move(sorting):
    person = moving(sorting).engineer
    type(person).objects.filter(pk=person.pk).update(retires_on=datetime.date(2026, 10, 1))
    assert sorting.sentences()[0] == "张三: The person reaches retirement before the term begins."


@pytest.mark.parametrize(
    "facts", [{"starts_on": datetime.date(2026, 11, 15)}, {"starts_on": NEXT_YEAR, "status": "pending"}]
)
def test_who_begins_after_the_day_of_the_review_does_not_move_on_it(sorting, facts):
    moving(sorting, **facts)
    day = facts["starts_on"]
    assert sorting.sentences() == [f"张三 cannot move: the appointment begins on {day} only."]


def test_whose_end_is_decided_does_not_move(sorting):
    decided(sorting, "end", moving(sorting), end_reason="resigned")
    assert sorting.sentences() == ["张三: It is decided already: End the appointment on 2027-01-01."]


def test_whose_renewal_is_decided_moves_once_that_is_given_up(sorting):
    post = sorting.post()
    held, coming = renewed(sorting, post)
    change = sorting.add("abolish", post)
    sorting.fate(change, held, "move", to_change=sorting.set_up(), number=1)
    sorting.fate(change, coming, "keep")
    assert "张三: It is decided already: Renew on 2027-01-01." in sorting.sentences()
    sorting.fate(change, coming, "end", ends_on=NEXT_YEAR, end_reason="moved")
    assert sorting.carry_through().status == "applied"


def test_who_is_to_hold_another_seat_does_not_move(sorting):
    person = moving(sorting, until=NEXT_YEAR).engineer
    other = sorting.post(code="P9")
    of.appointment(other, person, status="pending", starts_on=NEXT_YEAR, until=datetime.date(2029, 1, 1))
    (sentence,) = sorting.sentences()
    assert sentence == f"张三: The person holds the seat {other.seats.get()} from 2027-01-01 on; that ends first."


def test_nobody_moves_twice(sorting):
    """Whoever serves and is to hold another seat moves from the first only."""
    first, second = sorting.post(), sorting.post()
    held = sorting.holder(first, until=NEXT_YEAR)
    coming = of.appointment(
        second, held.engineer, status="pending", starts_on=NEXT_YEAR, until=datetime.date(2029, 1, 1)
    )
    new = sorting.set_up(authorised=2)
    for number, (post, one) in enumerate(((first, held), (second, coming)), 1):
        sorting.fate(sorting.add("abolish", post), one, "move", to_change=new, number=number)
    assert sorting.sentences() == ["张三 cannot move: the appointment begins on 2027-01-01 only."]


def test_a_pending_appointment_is_given_up_as_a_whole(sorting):
    post = sorting.post()
    coming = sorting.holder(post, status="pending", starts_on=NEXT_YEAR)
    day = NEXT_YEAR + datetime.timedelta(30)
    sorting.fate(sorting.add("abolish", post), coming, "end", ends_on=day, end_reason="post_abolished")
    (sentence,) = sorting.sentences()
    assert sentence.startswith("张三: The appointment has not begun")


def test_no_end_before_the_day_of_the_review(sorting):
    post = sorting.post()
    held = sorting.holder(post)
    day = EFFECTIVE_ON - datetime.timedelta(1)
    sorting.fate(sorting.add("revise", post, title="新名称"), held, "end", ends_on=day, end_reason="resigned")
    assert sorting.sentences() == ["张三 would leave on 2026-10-31, before the review takes effect."]


def test_a_grade_of_which_no_rule_says_who_appoints(sorting):
    held = moving(sorting)
    GradeRule.objects.filter(grade=sorting.grade).delete()
    sentence = "张三: No rulebook in force says who appoints this grade in 炼铁厂."
    assert sorting.sentences().count(sentence) == 2  # where the holder comes from, and where the holder goes to
    assert Ground(sorting.review).fates[held.pk].fate == "move"


@pytest.mark.parametrize("moves", [True, False])
def test_who_appoints_the_grade_approves_where_holders_move(sorting, moves):
    GradeRule.objects.filter(grade=sorting.grade).update(authorised_by="subsidiary", appointed_by="group")
    post = sorting.post()
    if moves:
        moving(sorting, post)
    else:
        sorting.add("freeze", post)
    assert Ground(sorting.review).level == ("group" if moves else "subsidiary")


def test_more_rows_than_a_batch_takes(sorting, monkeypatch):
    moving(sorting)
    assert sorting.sentences() == []
    monkeypatch.setattr("establishment.checks.going.MOST_ROWS", 1)
    (sentence,) = sorting.sentences()
    assert "make a second review" in sentence
