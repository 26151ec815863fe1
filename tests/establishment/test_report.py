"""What the papers of a review tell, and its report as Word and Excel."""

import io

import openpyxl
import pytest
from django.utils import translation

from establishment.models import PostReview
from establishment.selectors.letters import letters_of
from establishment.selectors.report import review_paper_of
from establishment.services.letters import print_letters
from office.models import AuditEntry, Paper
from planning.enums import SurveyStatus
from posts.models import Appointment
from tests.establishment.reviews import EFFECTIVE_ON, Rich, Sorting
from tests.factories import planning
from tests.factories.word import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sorting():
    return Rich()


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


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("岗位撤销，聘期已满", "岗位撤销，聘期已满"),
        ("聘期已满，岗位撤销", "聘期已满，岗位撤销"),
        ("产线关停", "岗位撤销 产线关停"),
        ("", "岗位撤销"),
    ],
)
def test_a_reason_that_says_its_kind_is_not_told_twice(written, told):
    sorting = Sorting()
    post = sorting.post()
    leaving = {"ends_on": EFFECTIVE_ON, "end_reason": "post_abolished", "reason": written}
    sorting.fate(sorting.add("abolish", post), sorting.holder(post), "end", **leaving)
    (row,) = paper_of(sorting).holders
    assert row.why == told


@pytest.mark.parametrize("applied", [False, True])
def test_who_keeps_the_own_grade_while_the_post_gets_another_is_said_to(applied):
    sorting = Sorting()
    post, named = sorting.post(), sorting.post()
    sorting.fate(sorting.add("regrade", post, grade=sorting.lower), sorting.holder(post), "keep")
    sorting.fate(sorting.add("revise", named, title="新名"), sorting.holder(named), "keep")
    if applied:
        sorting.carry_through()
    with translation.override("en"):
        told = [row.fate for row in paper_of(sorting).holders]
    stays = "Stays on the seat to the end of the term"
    assert told == [f"{stays}; keeps the grade {sorting.grade} until then", stays]


def test_the_status_of_posts_is_told_on_both_sides(sorting):
    with translation.override("en"):
        told = [row.status for row in paper_of(sorting).changes]
    assert told == ["Active", "Active → Abolished", "Active → Abolished", "Active", "Active → Frozen"]


def test_a_post_that_waits_for_its_last_holder_is_frozen_on_the_paper():
    sorting = Sorting()
    post = sorting.post()
    sorting.fate(sorting.add("abolish", post), sorting.holder(post), "keep")
    with translation.override("en"):
        assert paper_of(sorting).changes[0].status == "Active → Frozen"


def test_who_stays_beyond_the_term_is_called_so(sorting):
    Appointment.objects.filter(pk=sorting.staying.pk).update(until=EFFECTIVE_ON)
    with translation.override("en"):
        *_others, staying, untouched = paper_of(sorting).holders
    assert (staying.fate, untouched.fate) == (
        "Stays on the seat beyond the end of the term",
        "Stays on the seat to the end of the term",
    )


# --- As files --------------------------------------------------------------------------------------------------
def test_the_report_tells_how_it_was_decided_and_by_whom(sorting, hr):
    sorting.carry_through()
    words = words_of(hr.post(sorting.page("review_report_word")).content)
    assert any(str(sorting.decision.meeting_number) in word for word in words)
    assert any(sorting.administrator.name in word for word in words)
    assert {"N1-2", "有效岗位 → 冻结"} <= set(words)
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
    assert [[cell.value for cell in row][9:15] for row in changes.iter_rows(min_row=3, max_row=4)] == [
        [None, None, None, None, None, "撤销"]
    ] * 2
    assert [(row[8].value, row[14].value) for row in changes.iter_rows(min_row=2)] == [
        (None, "有效岗位"),
        ("有效岗位", "撤销"),
        ("有效岗位", "撤销"),
        ("有效岗位", "有效岗位"),
        ("有效岗位", "冻结"),
    ]
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    assert any(row[1].value == "2026年岗位梳理" for row in course.iter_rows())


def test_holders_stand_in_one_order_before_and_after_it_was_applied():
    sorting = Sorting()
    first, second = sorting.post(code="A", authorised=2), sorting.post(code="B")
    changes = {post.pk: sorting.add("revise", post, title="首席") for post in (first, second)}
    held = [sorting.holder(second), sorting.holder(first, seat=2), sorting.holder(first)]
    for one in held:
        sorting.fate(changes[one.seat.post_id], one, "keep")

    def people():
        return [row.employee_number for row in paper_of(sorting).holders]

    assert people() == [one.engineer.employee_number for one in reversed(held)]
    told = people()
    sorting.carry_through()
    assert people() == told
