"""Two at once, and a process that is killed while hundreds of posts change: one wins, all or nothing. On PostgreSQL."""

import pytest
from django.db import transaction
from django.test import override_settings

from establishment.enums import ReviewStatus
from establishment.models import HolderLetter, PostChange, PostReview
from establishment.selectors.drafting import waiting_lines
from establishment.services import reviews as services
from establishment.services.applying import apply_review
from establishment.services.changes import add_changes, draw_from_lines, remove_change, revise_change, state_of_change
from establishment.services.letters import print_letters
from establishment.services.meeting import print_meeting_paper
from office.errors import DomainError
from office.models import AuditEntry, Paper, PaperPrint
from planning.enums import SurveyStatus
from planning.models import DemandSurvey
from posts.models import Appointment, AppointmentBatch, Post, PostVersion, Seat
from posts.services.posts import create_post
from tests.establishment.reviews import EFFECTIVE_ON, Sorting
from tests.factories import planning
from tests.factories import posts as of
from tests.races import at_once, killed_at, told, until_another_waits

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
CHANGES = 500


@pytest.fixture
def sorting():
    return Sorting()


def test_of_two_approvals_at_once_one_wins(sorting):
    sorting.set_up()
    sorting.propose()
    seen = sorting.state()
    assert told(at_once(*[lambda: sorting.approve(seen=seen)] * 2)) == (1, 1)
    assert AuditEntry.objects.filter(verb="postreview.approved").count() == 1


def test_of_two_applications_at_once_one_wins(sorting):
    sorting.set_up()
    sorting.propose()
    sorting.approve()
    assert told(at_once(*[sorting.apply] * 2)) == (1, 1)
    assert Post.objects.filter(code="N1").count() == 1


def test_of_two_reviews_of_one_post_put_to_review_at_once_one_wins(sorting):
    post = sorting.post()
    sorting.add("freeze", post)
    second = services.create_review(
        actor=sorting.drafter, unit=sorting.group, title="另一方案", effective_on=EFFECTIVE_ON
    )
    add_changes(second, [{"kind": "revise", "post": post, "authorised": 2, "reason": "理由"}], actor=sorting.drafter)
    results = at_once(
        *(
            lambda review=review: services.propose_review(review, actor=sorting.drafter)
            for review in (sorting.review, second)
        )
    )
    assert told(results) == (1, 1)


def test_of_two_drafts_at_once_one_answers_a_line(sorting):
    sorting.survey()
    line = planning.decided(sorting.answer, 2, sorting.decision)
    DemandSurvey.objects.filter(pk=sorting.asked.pk).update(status=SurveyStatus.PUBLISHED)
    second = services.create_review(
        actor=sorting.drafter, unit=sorting.group, title="另一方案", effective_on=EFFECTIVE_ON
    )
    results = at_once(
        *(
            lambda review=review: draw_from_lines(review, waiting_lines(sorting.group), actor=sorting.drafter)
            for review in (sorting.review, second)
        )
    )
    assert told(results) == (1, 1)
    assert PostChange.objects.filter(line=line).count() == 1


def test_a_holder_is_sent_to_a_change_while_it_is_taken_out(sorting):
    post = sorting.post()
    held = sorting.holder(post)
    change, new = sorting.add("abolish", post), sorting.set_up()
    results = at_once(
        lambda: sorting.fate(change, held, "move", to_change=new, number=1),
        lambda: remove_change(new, actor=sorting.drafter),
    )
    assert told(results) == (1, 1)


def test_a_change_is_revised_while_it_is_taken_out(sorting):
    change = sorting.add("freeze", sorting.post())
    seen = state_of_change(change)
    results = at_once(
        lambda: revise_change(change, actor=sorting.drafter, seen=seen, kind="abolish"),
        lambda: remove_change(PostChange.objects.get(pk=change.pk), actor=sorting.drafter),
    )
    assert told(results) in ((1, 1), (2, 0))  # revised first, then taken out
    assert not PostChange.objects.exists()


def test_a_code_that_is_taken_meanwhile(sorting):
    sorting.set_up()
    sorting.propose()
    sorting.approve()

    def create():
        with transaction.atomic():
            facts = {"unit": sorting.plant, "discipline": sorting.discipline, "grade": sorting.grade, "authorised": 1}
            create_post(actor=None, code="N1", starts_on=EFFECTIVE_ON, historic=True, **facts)
            until_another_waits()

    with override_settings(AS_OF_DATE="2026-12-01"):
        _created, applied = at_once(create, sorting.apply)
    assert isinstance(applied, DomainError)
    assert (Post.objects.count(), PostReview.objects.get().status) == (1, ReviewStatus.APPROVED)


def test_two_printings_at_once_are_of_one_paper(sorting):
    sorting.set_up()
    sorting.propose()
    results = at_once(*[lambda: print_meeting_paper(sorting.review, actor=sorting.drafter)] * 2)
    assert told(results) == (2, 0)
    assert (Paper.objects.count(), PaperPrint.objects.count()) == (1, 2)


def test_two_printings_of_letters_at_once_issue_each_once(sorting):
    post = sorting.post(title="高炉首席")
    sorting.holder(post)
    sorting.add("revise", post, title="高炉长寿首席")
    sorting.carry_through()
    results = at_once(*[lambda: print_letters(sorting.review, actor=sorting.drafter)] * 2)
    assert told(results) == (2, 0)
    assert (HolderLetter.objects.count(), PaperPrint.objects.count()) == (1, 2)


def test_an_approval_while_the_review_is_sent_back(sorting):
    sorting.set_up()
    sorting.propose()
    seen = sorting.state()
    results = at_once(
        lambda: sorting.approve(seen=seen),
        lambda: services.send_back(sorting.review, actor=sorting.administrator, reason="补充"),
    )
    sorting.review.refresh_from_db()
    approved = sorting.review.status == ReviewStatus.APPROVED
    assert approved == (sorting.review.decision is not None)
    assert told(results)[0] >= 1


# --- Killed at any step ----------------------------------------------------------------------------------------
def what_is_there():
    counted = (Post, PostVersion, Seat, Appointment, AppointmentBatch, AuditEntry)
    applied = PostChange.objects.exclude(result=None).count()
    authorised = sorted(Post.objects.order_by().values_list("authorised", flat=True))
    return PostReview.objects.get().status, applied, authorised, *(model.objects.count() for model in counted)


def test_a_process_killed_at_any_step_leaves_all_or_nothing(sorting):
    """Of 500 changes: 200 posts set up, 200 with a further seat, 50 abolished whose holders move, 50 frozen."""
    grown, left, frozen = (
        [sorting.post(discipline=of.discipline()) for _number in range(count)] for count in (200, 50, 50)
    )
    facts = {"kind": "create", "unit": sorting.plant, "grade": sorting.grade, "authorised": 1, "reason": "新设"}
    made = add_changes(
        sorting.review,
        [facts | {"code": f"N{number:03}", "discipline": of.discipline()} for number in range(200)],
        actor=sorting.drafter,
    )
    for kind, posts, said in (("revise", grown, {"authorised": 2}), ("abolish", left, {}), ("freeze", frozen, {})):
        changes = [{"kind": kind, "post": post, "reason": "理由"} | said for post in posts]
        found = add_changes(sorting.review, changes, actor=sorting.drafter)
        if kind == "abolish":
            for change, new in zip(found, made, strict=False):
                sorting.fate(change, sorting.holder(change.post), "move", to_change=new, number=1)
    sorting.propose()
    sorting.approve()
    before, steps = what_is_there(), 0
    with override_settings(AS_OF_DATE="2026-11-01"):
        while killed_at(steps + 1, lambda: apply_review(sorting.review, actor=sorting.administrator)):
            steps += 1
            assert what_is_there() == before, f"killed before statement {steps}"
    assert sorting.review.changes.count() == CHANGES
    assert (before[0], before[1]) == (ReviewStatus.APPROVED, 0)
    after = what_is_there()
    assert after[:2] == (ReviewStatus.APPLIED, CHANGES)
    assert (sum(after[2]), Appointment.objects.filter(status="serving").count()) == (200 + 400 + 50 + 50, 50)
    assert steps > 40
