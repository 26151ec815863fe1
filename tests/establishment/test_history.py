"""What the history of a review calls the fields of its changes."""

import pytest
from django.utils import translation

from establishment.services import changes as changing
from establishment.services import reviews as services
from office import history
from office.models import AuditEntry
from tests.establishment.reviews import Sorting

pytestmark = pytest.mark.django_db


@pytest.fixture
def sorting():
    """Another title was given to the review, then to a post of it."""
    sorting = Sorting()
    services.revise_review(sorting.review, actor=sorting.drafter, seen=sorting.review.updated_at, title="梳理")
    change = sorting.add("revise", sorting.post(title="高炉首席"), title="长寿首席")
    changing.revise_change(change, actor=sorting.drafter, seen=changing.state_of_change(change), title="高炉长寿首席")
    return sorting


def test_the_title_of_a_post_is_not_called_that_of_the_review(sorting):
    with translation.override("en"):
        lines, _more = history.history_of(sorting.review).newest(5)
        told = {str(label): new for line in lines for label, _old, new in line.changes if "title" in str(label)}
    assert told == {"post title": "高炉长寿首席", "title of the review": "梳理"}


def test_the_audit_trail_calls_them_the_same(sorting):
    entry = AuditEntry.objects.get(verb="postreview.change_revised")
    with translation.override("en"):
        words = history.changes_in_words(entry.changes, entry.target_type, entry.verb)
    assert words.startswith("post title: 长寿首席 → 高炉长寿首席")
