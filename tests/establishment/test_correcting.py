"""A mistake that was applied is mended by another review: the posts are again what they were, and both stay on record."""

import datetime

import pytest

from establishment.models import PostChange
from establishment.services.correcting import correct_review
from office.errors import DomainError
from posts.enums import PostStatus
from posts.models import PostVersion
from tests.establishment.reviews import EFFECTIVE_ON, Sorting
from tests.establishment.test_applying import establishment

pytestmark = pytest.mark.django_db
MENDED_ON = EFFECTIVE_ON + datetime.timedelta(10)


@pytest.fixture
def sorting():
    return Sorting()


def corrected(sorting, changes=None, **facts):
    sorting.review.refresh_from_db()
    given = {"title": "更正", "reason": "录入有误", "effective_on": MENDED_ON}
    changes = changes or list(sorting.review.changes.select_related("result"))
    return correct_review(sorting.review, changes, actor=sorting.drafter, **given | facts)


def test_every_kind_of_change_is_put_back(sorting):
    revised, moved, regraded, frozen, abolished = (sorting.post(code=f"P{number}") for number in range(1, 6))
    reopened = sorting.post(code="P6", status=PostStatus.FROZEN)
    before = establishment(EFFECTIVE_ON)
    sorting.set_up()
    sorting.add("revise", revised, authorised=3, title="高炉首席")
    sorting.add("move", moved, unit=sorting.other)
    sorting.add("regrade", regraded, grade=sorting.lower)
    sorting.add("freeze", frozen)
    sorting.add("reopen", reopened)
    sorting.add("abolish", abolished)
    sorting.carry_through()
    applied = establishment(EFFECTIVE_ON)
    first = sorting.review
    sorting.review = corrected(sorting)
    sorting.carry_through()
    assert (establishment(MENDED_ON), establishment(EFFECTIVE_ON)) == (before, applied)
    assert sorting.review.corrects == first
    revised.refresh_from_db()
    assert revised.title == ""
    assert PostVersion.objects.filter(post=revised).count() == 3


def test_a_planted_mistake_alone_is_mended(sorting):
    right, wrong = sorting.post(code="P1"), sorting.post(code="P2")
    sorting.add("revise", right, authorised=2)
    mistake = sorting.add("revise", wrong, authorised=20)
    sorting.carry_through()
    sorting.review = corrected(
        sorting, [change for change in sorting.review.changes.select_related("result") if change == mistake]
    )
    assert [(change.kind, change.authorised) for change in PostChange.objects.filter(review=sorting.review)] == [
        ("revise", 1)
    ]
    sorting.carry_through()
    assert [row[3] for row in establishment(MENDED_ON)] == [2, 1]


def test_what_was_not_applied_is_not_corrected(sorting):
    sorting.set_up()
    with pytest.raises(DomainError):
        corrected(sorting)


def test_one_form_makes_one_draft(sorting):
    sorting.add("freeze", sorting.post())
    sorting.carry_through()
    first, second = (corrected(sorting, form_key="k1") for _time in range(2))
    assert (first, first.changes.count()) == (second, 1)
