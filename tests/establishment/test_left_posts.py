"""A post that was given to another unit while a review of its old one names it: whoever reads the review learns nothing of it there."""

import datetime

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from establishment.checks.ground import Ground
from establishment.models import HolderFate, PostReview
from establishment.selectors.chairs import _foretold
from establishment.selectors.report import review_paper_of
from establishment.selectors.reviews import ReviewPage
from establishment.services import changes as changing
from establishment.services import reviews as services
from establishment.services.correcting import correct_review
from posts.models import Post
from posts.services.posts import revise_post
from tests.establishment.reviews import EFFECTIVE_ON, Sorting
from tests.factories import office as make
from tests.factories import posts, talent

pytestmark = pytest.mark.django_db
GIVEN_ON = EFFECTIVE_ON + datetime.timedelta(2)
NEWCOMER, ELSEWHERE = "他厂新人", "炼钢厂"


@pytest.fixture
def sorting():
    """The plant drafts reviews of its own posts."""
    made = Sorting()
    made.drafter = make.hr(made.plant)
    made.another("厂方案", made.plant)
    made.left = made.post(discipline=made.discipline, title="旧名")
    return made


def give_away(sorting, on=GIVEN_ON):
    """The group gives the post to the other plant, where it gets more seats and a newcomer."""
    revise_post(
        Post.objects.get(pk=sorting.left.pk),
        actor=None,
        starts_on=on,
        decision=sorting.decision,
        unit=sorting.other,
        authorised=3,
    )
    newcomer = talent.engineer(sorting.other, name=NEWCOMER)
    return posts.appointment(Post.objects.get(pk=sorting.left.pk), newcomer, seat=3, starts_on=on)


def correct(sorting):
    facts = {"title": "更正", "reason": "误", "effective_on": EFFECTIVE_ON + datetime.timedelta(10)}
    changes = list(sorting.review.changes.select_related("result"))
    sorting.review = correct_review(sorting.review, changes, actor=sorting.drafter, **facts)


def shown(sorting, client, page, *args):
    client.force_login(sorting.drafter)
    return client.get(reverse(page, args=[sorting.review.pk, *args])).content.decode()


def corrected_since(sorting):
    sorting.add("revise", sorting.left, title="新名")
    sorting.review = sorting.carry_through()
    give_away(sorting)
    correct(sorting)


def test_its_holders_get_no_fates(sorting):
    corrected_since(sorting)
    (change,) = sorting.review.changes.all()
    assert not HolderFate.objects.filter(change__review=sorting.review).exists()
    assert ReviewPage(sorting.review).undecided == 0
    seen = changing.state_of_change(change)
    changing.revise_change(change, actor=sorting.drafter, seen=seen, kind="revise", authorised=5)
    assert not HolderFate.objects.filter(change__review=sorting.review).exists()


PAGES = ("review_detail", "review_meeting_paper")


@pytest.mark.parametrize("withdrawn", [False, True])
@pytest.mark.parametrize("page", PAGES)
def test_pages_name_neither_its_unit_nor_who_holds_it(sorting, client, page, withdrawn):
    corrected_since(sorting)
    if withdrawn:
        services.withdraw_review(sorting.review, actor=sorting.drafter, reason="x")
    told = shown(sorting, client, f"establishment:{page}")
    assert sorting.left.code in told
    assert [word for word in (NEWCOMER, ELSEWHERE) if word in told] == []


def test_its_line_names_nobody(sorting, client):
    corrected_since(sorting)
    told = shown(sorting, client, "overview:resorting_line", sorting.discipline.pk)
    assert NEWCOMER not in told


def test_who_moves_to_its_seat_meets_nobody_there(sorting, client):
    moving = sorting.holder(sorting.post(discipline=sorting.discipline))
    gone = sorting.add("abolish", moving.seat.post)
    sorting.fate(gone, moving, "move", seat=sorting.left.seats.get())
    give_away(sorting)
    assert NEWCOMER not in shown(sorting, client, "overview:resorting_line", sorting.discipline.pk)


def test_who_held_it_before_stays_on_the_paper_of_a_withdrawn_review(sorting):
    held = sorting.holder(sorting.left)
    sorting.add("revise", sorting.left, authorised=2)
    give_away(sorting)
    services.withdraw_review(sorting.review, actor=sorting.drafter, reason="x")
    sorting.review.refresh_from_db()
    paper = review_paper_of(sorting.review, Ground(sorting.review))
    assert [(row.name, row.unit) for row in paper.holders] == [(held.engineer.name, gettext("another unit"))]
    assert [(row.unit, row.title, row.seats) for row in paper.changes] == [(gettext("another unit"), "", "0")]


def test_the_line_of_a_day_to_come_names_nobody_of_it(sorting, client):
    sorting.add("revise", sorting.left, authorised=2)
    sorting.review.refresh_from_db()
    services.revise_review(
        sorting.review,
        actor=sorting.drafter,
        seen=sorting.review.updated_at,
        effective_on=datetime.date(2027, 3, 1),
    )
    sorting.propose()
    sorting.approve()
    give_away(sorting, on=datetime.date(2026, 10, 1))
    for user, names in ((sorting.drafter, False), (sorting.administrator, True)):
        client.force_login(user)
        found = client.get(
            reverse("overview:professional_line"), {"discipline": sorting.discipline.code, "as_of": "2027-03-02"}
        )
        assert (NEWCOMER in found.content.decode()) == names


def test_the_form_of_its_change_does_not_hint_at_what_it_is_there(sorting, client):
    change = sorting.add("revise", sorting.left, title="新名")
    give_away(sorting)
    page = shown(sorting, client, "establishment:change_update", change.pk)
    assert gettext("At present: %(value)s. Empty: it stays as it is.") % {"value": 3} not in page
    assert gettext("Empty: it stays as it is.") in page


@pytest.mark.parametrize("by_seat", [True, False])
def test_who_would_move_there_is_foretold_to_stay(sorting, by_seat):
    post = sorting.post(discipline=sorting.discipline)
    held, change = sorting.holder(post), sorting.add("freeze", post)
    grown = sorting.add("revise", sorting.left, authorised=2)
    place = {"seat": sorting.left.seats.get()} if by_seat else {"to_change": grown, "number": 2}
    sorting.fate(change, held, "move", **place)
    give_away(sorting)
    of_plant = PostReview.objects.get(pk=sorting.review.pk)
    sorting.another("另一厂方案", sorting.other)
    sorting.add("freeze", sorting.post(sorting.other))
    for reviews in ([of_plant], [of_plant, sorting.review]):
        after = _foretold(reviews, GIVEN_ON).after
        assert [chair.post.code for chair in after if chair.holder == held.pk] == [post.code]
