"""The paper of a review for its meeting: printed, and whether the review still says the same."""

import datetime

import pytest
from django.utils import timezone, translation

from establishment.enums import ReviewStatus
from establishment.models import PostReview
from establishment.selectors.meeting import meeting_note, meeting_paper_state
from establishment.services import changes as changing
from establishment.services import reviews as services
from establishment.services.meeting import print_meeting_paper
from establishment.views import meeting as meeting_view
from office.enums import MeetingPaperState, Role
from office.errors import DomainError
from office.models import AuditEntry, Paper, PaperPrint
from posts.models import Post
from posts.services.posts import revise_post
from tests.establishment.reviews import Rich
from tests.factories import office as make
from tests.factories.word import words_of

pytestmark = pytest.mark.django_db
CHANGED_SINCE = "上会材料打印后方案已有变动，请重新打印。"


@pytest.fixture
def sorting():
    return Rich()


def test_looking_logs_nothing_and_printing_gives_the_code(sorting, hr):
    sorting.propose()
    assert "预览件" in hr.get(sorting.page("review_meeting_paper")).text
    assert not PaperPrint.objects.exists()
    text = hr.post(sorting.page("review_meeting_paper"), {"paper": "a3"}).text
    paper = Paper.objects.get(kind="review_paper")
    assert paper.check_code in text
    assert 'class="leaf running meeting review a3"' in text
    assert PostReview.objects.get().meeting_paper == paper
    assert AuditEntry.objects.filter(verb="postreview.meeting_paper_printed").count() == 1


@pytest.mark.parametrize("status", sorted(set(ReviewStatus) - {ReviewStatus.REVIEWING}))
def test_it_is_printed_between_draft_and_approval(sorting, hr, status):
    PostReview.objects.update(
        status=status, approved_at="2026-01-01T00:00Z", applied_at="2026-01-01T00:00Z", decision=sorting.decision
    )
    with pytest.raises(DomainError):
        print_meeting_paper(sorting.review, actor=sorting.drafter)
    page = hr.get(sorting.page("review_meeting_paper"))
    assert page.context["against"]
    assert not page.context["prints"]
    hr.post(sorting.page("review_meeting_paper"))
    hr.post(sorting.page("review_meeting_paper_word"))
    assert not Paper.objects.exists()


def test_what_was_printed_is_printed_again_after_it_was_applied(sorting, hr):
    sorting.propose()
    printed = print_meeting_paper(sorting.review, actor=sorting.drafter).meeting_paper
    sorting.approve()
    sorting.apply()
    assert hr.get(sorting.page("review_meeting_paper")).context["state"] == "agrees"
    again = print_meeting_paper(sorting.review, actor=sorting.drafter).meeting_paper
    assert (again, again.check_code) == (printed, printed.check_code)
    assert printed.prints.count() == 2


def changed_after_its_meeting(sorting):
    """Printed, and changed before it was approved."""
    sorting.propose()
    print_meeting_paper(sorting.review, actor=sorting.drafter)
    PostReview.objects.update(explanation="另作说明")
    sorting.approve()


@pytest.mark.parametrize("is_applied", [False, True])
def test_after_the_meeting_a_changed_review_is_not_printed_again(sorting, hr, is_applied):
    changed_after_its_meeting(sorting)
    if is_applied:
        sorting.apply()
    with pytest.raises(DomainError):
        print_meeting_paper(sorting.review, actor=sorting.drafter)
    page = hr.get(sorting.page("review_meeting_paper"))
    card = hr.get(sorting.review.get_absolute_url()).context["papers"]
    printed_on = timezone.localtime(PaperPrint.objects.get().printed_at).date()
    assert page.context["note"] == card.note == f"上会材料已于 {printed_on} 打印，其后方案或所涉岗位有变动。"
    assert (page.context["prints"], card.colour, card.decided) == (False, "secondary", True)
    assert "alert" not in page.text


def test_of_a_review_that_went_without_a_paper_the_fact_is_told(sorting, hr):
    sorting.carry_through()
    page = hr.get(sorting.page("review_meeting_paper"))
    assert page.context["note"] == "方案审批前未打印上会材料。"
    assert "alert" not in page.text


def test_only_who_prints_it_is_asked_to(sorting, client):
    sorting.propose()
    print_meeting_paper(sorting.review, actor=sorting.drafter)
    PostReview.objects.update(explanation="另作说明")
    told = {}
    for reader in (sorting.drafter, make.user(Role.LEADER, sorting.group)):
        client.force_login(reader)
        told[reader] = client.get(sorting.page("review_meeting_paper")).context["note"]
        assert client.get(sorting.review.get_absolute_url()).context["papers"].note == told[reader]
    assert list(told.values()) == [CHANGED_SINCE, "上会材料打印后方案已有变动。"]


def test_what_changes_after_the_printing_is_said(sorting, hr):
    sorting.propose()
    print_meeting_paper(sorting.review, actor=sorting.drafter)
    PostReview.objects.update(status=ReviewStatus.DRAFT)
    sorting.set_up(code="N9")
    assert hr.get(sorting.page("review_meeting_paper")).context["state"] == "differs"
    assert hr.get(sorting.review.get_absolute_url()).context["papers"].note == CHANGED_SINCE


@pytest.fixture
def grown(sorting):
    """Printed and sent back; a post of it had two seats and was given five by hand since."""
    sorting.propose()
    printed = print_meeting_paper(sorting.review, actor=sorting.drafter)
    seats = {"starts_on": datetime.date(2026, 10, 1), "decision": sorting.decision, "authorised": 5}
    revise_post(Post.objects.get(pk=sorting.renamed.pk), actor=None, **seats)
    services.send_back(sorting.review, actor=sorting.administrator, reason="先核对")
    return printed.meeting_paper


def test_what_the_posts_were_before_belongs_to_what_was_printed(sorting, grown):
    change = sorting.review.changes.get(post=sorting.renamed)
    changing.revise_change(change, actor=sorting.drafter, seen=changing.state_of_change(change))
    sorting.propose()
    sorting.review.refresh_from_db()
    assert meeting_paper_state(sorting.review) == MeetingPaperState.DIFFERS
    again = print_meeting_paper(sorting.review, actor=sorting.drafter)
    assert meeting_paper_state(again) == MeetingPaperState.AGREES
    assert again.meeting_paper.check_code != grown.check_code


def test_nothing_withdrawn_is_to_be_printed_again(sorting, grown):
    sorting.review.refresh_from_db()
    assert meeting_note(sorting.review)
    withdrawn = services.withdraw_review(sorting.review, actor=sorting.drafter, reason="另行起草")
    assert meeting_note(withdrawn) == ""


def test_the_word_file_says_what_its_code_stands_for(sorting, hr, monkeypatch):
    sorting.propose()
    opened = meeting_view.templates.opened

    def meanwhile(kind):
        PostReview.objects.update(title="新题目")
        return opened(kind)

    monkeypatch.setattr(meeting_view.templates, "opened", meanwhile)
    answer = hr.post(sorting.page("review_meeting_paper_word"))
    assert "新题目" in words_of(answer.content)
    assert meeting_paper_state(PostReview.objects.get()) == MeetingPaperState.AGREES


def test_the_word_file_is_chinese_whatever_the_screen(sorting, hr):
    sorting.drafter.language = "en"
    sorting.drafter.save()
    hr.force_login(sorting.drafter)
    sorting.propose()
    words = words_of(hr.post(sorting.page("review_meeting_paper_word")).content)
    for said in (
        "岗 位 梳 理 上 会 材 料",
        "2026年岗位梳理",
        "说明：按普查结果",
        "新设",
        "高炉首席 → 高炉长寿首席",
        "N1-2",
        "岗位撤销 产线关停",
    ):
        assert said in words
    paper = Paper.objects.get(kind="review_paper")
    assert (paper.template_version[:8], paper.prints.count()) == ("shipped-", 1)


def test_who_approves_it_is_told_what_there_is_of_the_paper(sorting, client):
    def told():
        client.force_login(sorting.administrator)
        return client.get(sorting.page("review_approve")).context["paper_note"]

    sorting.propose()
    sorting.review.refresh_from_db()
    with translation.override("zh-hans"):
        note = meeting_note(sorting.review)
    assert note == told() != ""
    review = print_meeting_paper(sorting.review, actor=sorting.drafter)
    assert meeting_note(review) == ""
    assert told() == ""
    PostReview.objects.update(explanation="另作说明")
    assert told() == CHANGED_SINCE


def test_on_an_english_page_signs_are_english(sorting, hr):
    sorting.drafter.language = "en"
    sorting.drafter.save()
    hr.force_login(sorting.drafter)
    text = hr.get(sorting.page("review_meeting_paper")).text
    for said in ("Takes effect on: 2026-11-01", "Changes of posts (5)", "What becomes of the holders (4)"):
        assert said in text
    assert "more or less." not in text
