"""The papers of a review: for its meeting, its report as Word and Excel, letters to those whom it concerns."""

import datetime
import io
import re

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation

from establishment.enums import ReviewStatus
from establishment.models import HolderLetter, PostReview
from establishment.papers import samples
from establishment.papers.letter import letters_document
from establishment.selectors.letters import letters_of
from establishment.selectors.papers import meeting_note, review_paper_of
from establishment.services.papers import print_letters, print_meeting_paper
from office.errors import DomainError
from office.models import AuditEntry, Paper, PaperPrint
from planning.enums import SurveyStatus
from posts.models import Appointment, Post, PostVersion
from posts.services import batches
from posts.services.carrying import carry_out
from posts.services.posts import describe_post
from tests.establishment.reviews import EFFECTIVE_ON, Sorting
from tests.factories import office as make
from tests.factories import planning
from tests.factories.word import words_of

pytestmark = pytest.mark.django_db
CHANGED_SINCE = "上会材料打印后方案已有变动，请重新打印。"


class Rich(Sorting):
    """A review with every fate: one moves to a new post, one leaves, one keeps a post that is renamed, one a post as it was."""

    def __init__(self):
        super().__init__(explanation="按普查结果")
        self.old, self.closing = self.post(title="模铸首席"), self.post(title="=危险()")
        self.renamed, self.frozen = self.post(title="高炉首席", authorised=2), self.post()
        self.moving, self.leaving = self.holder(self.old), self.holder(self.closing)
        self.staying, self.untouched = self.holder(self.renamed), self.holder(self.frozen)
        new = self.set_up(title="连铸首席", authorised=2)
        gone = self.add("abolish", self.old, successor_change=new)
        self.fate(gone, self.moving, "move", to_change=new, number=2)
        closed = self.add("abolish", self.closing)
        self.fate(closed, self.leaving, "end", ends_on=EFFECTIVE_ON, end_reason="post_abolished", reason="产线关停")
        self.fate(self.add("revise", self.renamed, title="高炉长寿首席"), self.staying, "keep")
        self.fate(self.add("freeze", self.frozen), self.untouched, "keep")

    def page(self, name, client=None):
        return reverse(f"establishment:{name}", args=[self.review.pk])


@pytest.fixture
def sorting():
    return Rich()


@pytest.fixture
def hr(sorting, client):
    client.force_login(sorting.drafter)
    return client


def paper_of(sorting):
    return review_paper_of(PostReview.objects.get(pk=sorting.review.pk))


# --- What it says ----------------------------------------------------------------------------------------------
def test_changes_sums_and_holders_are_told(sorting):
    paper = paper_of(sorting)
    assert [(row.code, row.title, row.seats, row.successor) for row in paper.changes] == [
        ("N1", "连铸首席", "0 → 2", ""),
        (sorting.old.code, "模铸首席", "1 → 0", "N1"),
        (sorting.closing.code, "=危险()", "1 → 0", ""),
        (sorting.renamed.code, "高炉首席 → 高炉长寿首席", "2", ""),
        (sorting.frozen.code, sorting.frozen.title, "1", ""),
    ]
    assert [(row.label, row.posts, row.before, row.after) for row in paper.sums] == [
        ("新设", 1, 0, 2),
        ("调整", 1, 2, 2),
        ("冻结", 1, 1, 1),
        ("撤销", 2, 2, 0),
    ]
    assert (paper.total.posts, paper.total.before, paper.total.after, paper.total.extra) == (5, 5, 5, "0")
    moving, leaving = paper.holders[:2]
    assert (moving.name, moving.to_seat, moving.ends_on) == (sorting.moving.engineer.name, "N1-2", None)
    assert (leaving.to_seat, leaving.ends_on, leaving.why) == ("", EFFECTIVE_ON, "岗位撤销 产线关停")


def test_it_says_the_same_after_it_was_applied(sorting):
    before = paper_of(sorting)
    sorting.carry_through()
    after = paper_of(sorting)
    for name in ("sentences", "sums", "total"):
        assert getattr(after, name) == getattr(before, name)
    assert [vars(row) | {"change": None} for row in after.changes] == [
        vars(row) | {"change": None} for row in before.changes
    ]
    assert after.holders == before.holders
    assert [person for _label, person, _at in after.steps] == [
        sorting.drafter,
        sorting.drafter,
        sorting.administrator,
        sorting.administrator,
    ]


def test_a_line_tells_its_problem_and_what_is_in_the_way_stands_below(sorting):
    survey = planning.survey(sorting.group, SurveyStatus.CLOSED)
    line = planning.decided(planning.answer(sorting.plant, survey), 1, sorting.decision, problem="炉役后期")
    type(survey).objects.filter(pk=survey.pk).update(status=SurveyStatus.PUBLISHED)
    sorting.add("create", code="N2", unit=sorting.plant, authorised=1, line=line, reason="")
    paper = paper_of(sorting)
    assert paper.changes[-1].why == "炼铁厂 · 炉役后期"
    assert len(paper.obstacles) == 2  # a new post needs a discipline and a grade


@pytest.mark.parametrize("count", [1, 20])
def test_the_papers_cost_the_same_for_any_number_of_changes(count, django_assert_max_num_queries):
    sorting = Sorting()
    for number in range(count):
        post = sorting.post()
        change = sorting.add("abolish", post)
        new = sorting.set_up(code=f"N{number}")
        sorting.fate(change, sorting.holder(post), "move", to_change=new, number=1)
    with django_assert_max_num_queries(33):
        review_paper_of(sorting.review)
    sorting.carry_through()
    review = PostReview.objects.select_related("decision__unit").get()
    with django_assert_max_num_queries(14):
        review_paper_of(review)
    with django_assert_max_num_queries(5):
        assert len(letters_of(review)) == count
    with django_assert_max_num_queries(22):
        print_letters(review, actor=sorting.drafter)


# --- For the meeting -------------------------------------------------------------------------------------------
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


@pytest.mark.parametrize("status", [ReviewStatus.DRAFT, ReviewStatus.WITHDRAWN, ReviewStatus.APPLIED])
def test_it_is_printed_between_draft_and_application(sorting, hr, status):
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


def test_what_changes_after_the_printing_is_said(sorting, hr):
    sorting.propose()
    print_meeting_paper(sorting.review, actor=sorting.drafter)
    PostReview.objects.update(status=ReviewStatus.DRAFT)
    sorting.set_up(code="N9")
    assert hr.get(sorting.page("review_meeting_paper")).context["state"] == "differs"
    assert hr.get(sorting.review.get_absolute_url()).context["papers"].note == CHANGED_SINCE


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
        return client.get(sorting.page("review_approve")).context["consequences"]

    sorting.propose()
    sorting.review.refresh_from_db()
    with translation.override("zh-hans"):
        note = meeting_note(sorting.review)
    assert note in told()
    review = print_meeting_paper(sorting.review, actor=sorting.drafter)
    assert meeting_note(review) == ""
    assert CHANGED_SINCE not in told()
    PostReview.objects.update(explanation="另作说明")
    assert CHANGED_SINCE in told()


@pytest.mark.parametrize("applied", [False, True])
def test_a_post_that_is_left_to_its_holder_keeps_its_seats_on_the_paper(applied):
    sorting = Sorting()
    post = sorting.post(authorised=2)
    sorting.fate(sorting.add("abolish", post), sorting.holder(post), "keep")
    if applied:
        sorting.carry_through()
    with translation.override("en"):
        paper = paper_of(sorting)
    assert paper.sentences[0] == "Authorised seats: 2 → 2."
    assert (paper.total.before, paper.total.after, paper.changes[0].seats) == (2, 2, "2")
    assert paper.changes[0].why == "按梳理方案\nThe post is frozen and abolished once its last holder has left."


def test_who_stays_beyond_the_term_is_called_so(sorting):
    Appointment.objects.filter(pk=sorting.staying.pk).update(until=EFFECTIVE_ON)
    with translation.override("en"):
        *_others, staying, untouched = paper_of(sorting).holders
    assert (staying.fate, untouched.fate) == (
        "Stays on the seat beyond the end of the term",
        "Stays on the seat to the end of the term",
    )


# --- Its report ------------------------------------------------------------------------------------------------
def test_the_report_tells_how_it_was_decided_and_by_whom(sorting, hr):
    sorting.carry_through()
    words = words_of(hr.post(sorting.page("review_report_word")).content)
    assert any(str(sorting.decision.meeting_number) in word for word in words)
    assert any(sorting.administrator.name in word for word in words)
    assert "N1-2" in words
    taken = AuditEntry.objects.get(verb="postreview.report_taken")
    assert taken.changes == {"format": [None, "docx"]}
    assert not Paper.objects.exclude(kind="certificate").exists()


def test_the_workbook_has_typed_rows_and_no_formula(sorting, hr):
    sorting.carry_through()
    book = openpyxl.load_workbook(io.BytesIO(hr.post(sorting.page("review_report_workbook")).content))
    changes, holders, sums, course = book.worksheets
    titles = [cell.value for cell in changes["D"]]
    assert "=危险()" in titles
    assert {cell.data_type for row in changes.iter_rows() for cell in row} <= {"s", "n"}
    assert [row[0].value for row in changes.iter_rows(min_row=2)] == [1, 2, 3, 4, 5]
    assert [row[8].value for row in holders.iter_rows(min_row=2)][1].date() == EFFECTIVE_ON
    assert [cell.value for cell in list(sums.iter_rows())[-1]][1:] == [5, 5, 5, 0]
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    assert any(row[1].value == "2026年岗位梳理" for row in course.iter_rows())


# --- Letters ---------------------------------------------------------------------------------------------------
def test_letters_go_to_whose_seat_term_or_post_changes(sorting):
    assert letters_of(sorting.review) == []
    letters = letters_of(sorting.carry_through())
    assert [(letter.engineer, letter.before.post, letter.after and letter.after.post) for letter in letters] == [
        (sorting.moving.engineer, f"模铸首席（{sorting.grade}）", f"连铸首席（{sorting.grade}）"),
        (sorting.leaving.engineer, f"=危险()（{sorting.grade}）", None),
        (sorting.staying.engineer, f"高炉首席（{sorting.grade}）", f"高炉长寿首席（{sorting.grade}）"),
    ]
    assert (letters[0].after.seat, letters[0].became.seat.number) == ("N1-2", 2)


def test_printing_issues_each_once_and_logs_every_time(sorting, hr):
    sorting.carry_through()
    first = hr.post(sorting.page("review_letters")).text
    papers = list(Paper.objects.filter(kind="holder_letter"))
    assert len(papers) == 3
    assert all(paper.check_code in first for paper in papers)
    words = words_of(hr.post(sorting.page("review_letters_word")).content)
    assert any(f"{sorting.moving.engineer.name} 同志" in word for word in words)
    assert "连铸首席（" + str(sorting.grade) + "）" in words
    assert HolderLetter.objects.count() == 3
    assert {paper.prints.count() for paper in papers} == {2}
    assert len({paper.check_code for paper in Paper.objects.filter(kind="holder_letter")}) == 3


def test_without_anybody_concerned_there_is_nothing_to_print(client):
    sorting = Rich.__new__(Rich)
    Sorting.__init__(sorting)
    sorting.set_up()
    client.force_login(sorting.drafter)
    assert client.get(sorting.page("review_letters")).context["nothing"]
    with pytest.raises(DomainError):
        print_letters(sorting.review, actor=sorting.drafter)
    sorting.carry_through()
    with pytest.raises(DomainError):
        print_letters(sorting.review, actor=sorting.drafter)
    assert not Paper.objects.filter(kind="holder_letter").exists()


def test_a_holder_reads_the_own_letter_on_the_old_and_the_new_appointment(sorting, client):
    letter = next(one for one in print_letters(sorting.carry_through(), actor=sorting.drafter) if one.became)
    user = make.user(name="本人")
    type(letter.engineer).objects.filter(pk=letter.engineer.pk).update(user=user)
    other = HolderLetter.objects.exclude(pk=letter.letter.pk).first()
    client.force_login(user)
    address = letter.letter.get_absolute_url()
    page = client.get(address)
    assert "连铸首席" in page.text
    assert not page.context["prints"]
    assert client.post(address).status_code == 403
    assert client.get(other.get_absolute_url()).status_code == 404
    for held in Appointment.objects.filter(engineer=letter.engineer):
        assert address in client.get(held.get_absolute_url()).text


def test_one_letter_is_printed_again(sorting, hr):
    letter = print_letters(sorting.carry_through(), actor=sorting.drafter)[0]
    assert letter.paper.check_code in hr.post(letter.letter.get_absolute_url()).text
    assert letter.paper.prints.count() == 2
    assert PaperPrint.objects.count() == 4
    assert HolderLetter.objects.count() == 3


def test_a_later_change_of_the_post_leaves_the_letter_as_it_was(sorting):
    review = sorting.carry_through()
    printed = [list(letter.values) for letter in letters_of(review)]
    type(sorting.renamed).objects.filter(pk=sorting.renamed.pk).update(title="又改了")
    assert [list(letter.values) for letter in letters_of(review)] == printed


class Unfilled:
    """In place of a template: gives back with what it would be filled."""

    @staticmethod
    def fill(context):
        return context


def in_general(letter):
    """What a letter says of a person, whoever it is."""
    named = letter["what"].replace(letter["new_post"], "（岗位）").replace(letter["new_seat"], "（职数）")
    return re.sub(r"\d{4}-\d\d-\d\d", "（日期）", named)


def test_the_sample_tells_what_a_letter_tells(sorting):
    type(sorting.group).objects.filter(pk=sorting.group.pk).update(name="示例集团")
    letters = print_letters(sorting.carry_through(), actor=sorting.drafter)
    (sample,) = samples.LETTER["letters"]
    real = letters_document(letters, Unfilled, sorting.drafter)["letters"][0]
    assert sample["asked"] == real["asked"]
    assert in_general(sample) == in_general(real)


def leave(held, day):
    Appointment.objects.filter(pk=held.pk).update(status="ended", ended_on=day, end_reason="resigned")


def told(letter):
    with translation.override("en"):
        return list(letter.sentences)


def test_who_keeps_a_post_that_is_abolished_is_told_so():
    sorting = Sorting()
    post = sorting.post()
    held = sorting.holder(post)
    sorting.fate(sorting.add("abolish", post), held, "keep")
    (letter,) = letters_of(sorting.carry_through())
    assert (letter.engineer, letter.after) == (held.engineer, None)
    assert told(letter) == [
        "The post is frozen and abolished once its last holder has left.",
        "Your term runs on to 2027-12-31.",
    ]


def test_who_had_left_before_gets_no_letter(sorting):
    sorting.propose()
    sorting.approve()
    leave(sorting.staying, datetime.date(2026, 10, 1))
    letters = letters_of(sorting.apply())
    assert [letter.engineer for letter in letters] == [sorting.moving.engineer, sorting.leaving.engineer]


def test_who_stays_beyond_the_term_is_not_promised_it(sorting):
    Appointment.objects.filter(pk=sorting.staying.pk).update(until="2026-06-01")
    *_others, letter = letters_of(sorting.carry_through())
    assert told(letter) == [
        "You keep the post as it is now.",
        "Your term was over on 2026-05-31; what follows is decided separately.",
    ]


def revoke(sorting, act, engineer):
    batch = sorting.review.batch
    rows = list(batch.rows.filter(act=act, engineer=engineer))
    revoking = batches.correct_batch(batch, rows, actor=sorting.drafter, title="更正", reason="误")
    batches.cite_decision(revoking, sorting.decision, actor=sorting.drafter)
    carry_out(revoking, actor=sorting.administrator)


def test_of_an_end_that_was_revoked_since_there_is_no_letter():
    sorting = Sorting()
    post = sorting.post()
    held = sorting.holder(post)
    change = sorting.add("revise", post, title="新")
    sorting.fate(change, held, "end", ends_on=datetime.date(2026, 11, 15), end_reason="resigned")
    sorting.review = sorting.carry_through()
    assert len(letters_of(sorting.review)) == 1
    revoke(sorting, "end", held.engineer)
    assert letters_of(sorting.review) == []


def test_a_letter_on_a_move_that_was_revoked_since_is_read_but_not_printed_again(sorting, hr):
    sorting.review = sorting.carry_through()
    letter, *_others = print_letters(sorting.review, actor=sorting.drafter)
    revoke(sorting, "appoint", sorting.moving.engineer)
    assert sorting.moving.engineer not in [one.engineer for one in letters_of(sorting.review)]
    address = letter.letter.get_absolute_url()
    page = hr.get(address)
    assert (page.status_code, page.context["holds"], page.context["prints"]) == (200, False, False)
    hr.post(address)
    assert letter.paper.prints.count() == 1


def test_a_letter_stays_to_be_read_after_the_title_was_put_right(sorting, hr):
    *_others, letter = print_letters(sorting.carry_through(), actor=sorting.drafter)
    post = Post.objects.get(pk=sorting.renamed.pk)
    describe_post(post, actor=sorting.drafter, seen=post.updated_at, title="高炉首席")
    page = hr.get(letter.letter.get_absolute_url())
    assert (page.status_code, page.context["holds"]) == (200, False)


def test_who_moved_to_a_post_that_was_abolished_the_same_day_is_told_of_the_move(sorting):
    review = sorting.carry_through()
    PostVersion.objects.filter(post__code="N1").update(status="abolished")
    assert letters_of(review)[0].after.seat == "N1-2"
