"""Two who change one post at once: on PostgreSQL, meeting at a barrier."""

import datetime

import pytest

from office.errors import DomainError
from posts.models import Post
from posts.services import posts as services
from tests.factories import posts as of
from tests.factories import rulebooks
from tests.races import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
CHANGE = datetime.date(2026, 10, 1)


@pytest.fixture(autouse=True)
def demo_day(settings):
    settings.AS_OF_DATE = "2026-11-01"


def revising(post, **fields):
    seen = post.updated_at
    return lambda: services.revise_post(post, actor=None, seen=seen, starts_on=CHANGE, historic=True, **fields)


def test_of_two_revisions_at_once_one_is_done_and_the_other_told():
    post = of.post()
    first, second = at_once(revising(post, authorised=2), revising(post, authorised=3))
    assert sorted([type(first), type(second)], key=str) == sorted([Post, DomainError], key=str)
    done = next(answer for answer in (first, second) if isinstance(answer, Post))
    post.refresh_from_db()
    assert (post.authorised, post.seats.count(), post.versions.count()) == (done.authorised, done.authorised, 2)


def test_of_two_posts_with_one_code_one_is_set_up_and_the_other_told():
    model = of.post()
    facts = {"code": "P-1", "unit": model.unit, "discipline": model.discipline, "grade": rulebooks.grade()}

    def set_up():
        return services.create_post(actor=None, starts_on=CHANGE, historic=True, authorised=1, **facts)

    answers = at_once(set_up, set_up)
    assert sorted((type(answer) for answer in answers), key=str) == sorted([Post, DomainError], key=str)
    assert Post.objects.filter(code="P-1").count() == 1
