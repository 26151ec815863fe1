"""The workbook that goes out: what stands in it, what may be typed where, and what a spreadsheet might take for a formula."""

import io

import openpyxl
import pytest
from django.urls import reverse

from office import jobs
from office.models import AuditEntry, Job
from planning.enums import ReturnStatus, SurveyStatus
from planning.models import DemandCandidate, DemandReturn
from planning.papers import workbook
from planning.selectors.workbooks import book_of_return, book_of_survey
from planning.services.workbooks import write_later
from tests.factories import evaluations, talent
from tests.factories import planning as make
from tests.planning.books import ANSWER_PLACES, PLACES, World, at, first_row, row_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def values(page, row):
    return [cell.value for cell in page[row]]


def test_the_lines_stand_below_what_they_are_about(world):
    page = world.book().worksheets[0]
    assert page.title == "需求条目"
    assert page["A1"].value == "2026年需求普查：需求填报表"
    assert "单位：炼铁厂 (0101)　　数据基准日：2026-10-31　　填报截止日：2099-11-30" in page["A2"].value
    assert page["A3"].value == "先看现状，\n再填需求。"
    assert [cell.value for cell in page[first_row(page) - 1]] == [
        "单位编码", "单位", "专业编码", "专业领域", "层级", "核定职数", "在聘", "空缺", "三年内退休", "本单位符合条件人数",
        "上次需求职数", "上次核定结果", "需求职数", "问题类型", "生产难题", "紧迫程度", "如不设置的影响", "内部人选",
        "填报编号", "填报版本",
    ]  # fmt: skip
    assert values(page, first_row(page))[:18] == [
        "0101", "炼铁厂", "IR", "炼铁", "首席工程师", 1, 0, 1, 0, 0, *[None] * 8,
    ]  # fmt: skip
    assert values(page, first_row(page) + 1)[12:18] == [
        2, "难点", "高炉长寿技术难题", "急需", "炉役后期无法保证安全生产", None,
    ]  # fmt: skip


def test_people_put_up_stand_with_number_and_name(world):
    for person in (world.zhang, world.li):
        DemandCandidate.objects.create(line=world.other, engineer=person)
    page = world.book().worksheets[0]
    wanted = f"{world.zhang.employee_number} 张三、{world.li.employee_number} 李四"
    assert at(page, first_row(page) + 1, "candidates").value == wanted


def test_only_what_is_asked_for_may_be_typed(world):
    page = world.book().worksheets[0]
    assert page.protection.sheet
    assert page.protection.password is None
    row = first_row(page)
    assert [name for name in PLACES if not at(page, row, name).protection.locked] == [
        "wanted", "problem_kind", "problem", "urgency", "consequence", "candidates",
    ]  # fmt: skip
    added = row + 2
    assert [name for name in PLACES if not at(page, added, name).protection.locked] == [
        "discipline_code", "discipline_name", "grade", "wanted", "problem_kind", "problem", "urgency", "consequence",
        "candidates",
    ]  # fmt: skip
    assert [page.column_dimensions[letter].hidden for letter in "RST"] == [False, True, True]


def validations(page):
    return {str(rule.sqref): (rule.type, rule.formula1, rule.formula2) for rule in page.data_validations.dataValidation}


def test_cells_offer_what_they_accept(world):
    book = world.book()
    page = book.worksheets[0]
    first, end = first_row(page), first_row(page) + 1 + workbook.EMPTY_ROWS
    rules = validations(page)
    assert rules[f"M{first}:M{end}"] == ("whole", "0", "999")
    assert rules[f"N{first}:N{end}"] == ("list", "'选项'!$D$1:$D$3", None)
    assert rules[f"O{first}:O{end}"][:2] == ("textLength", "1000")
    assert rules[f"C{first + 2}:C{end}"] == ("list", "'选项'!$A$1:$A$2", None)
    lists = book["选项"]
    assert lists.sheet_state == "hidden"
    assert [cell.value for cell in lists["D"]][:3] == ["难点", "堵点", "痛点"]
    assert [cell.value for cell in lists["A"]][:2] == ["IR", "ST"]


def test_questions_and_remarks_have_a_sheet_of_their_own(world):
    world.answer.answers.create(question=world.questions[1], value="12.5")
    world.answer.answers.create(question=world.questions[3], value="no")
    DemandReturn.objects.filter(pk=world.answer.pk).update(remarks="=HYPERLINK(1)")
    page = world.book(of=DemandReturn.objects.get(pk=world.answer.pk)).worksheets[1]
    first = first_row(page)
    assert page.title == "补充问题与备注"
    shown = [
        (page.cell(row, 3).value, page.cell(row, 4).value, page.cell(row, 6).value) for row in range(first, first + 6)
    ]
    assert shown == [
        (1, "最缺哪个专业的人才", None),
        (2, "需外聘专家几人", 12.5),
        (3, "何时到岗", None),
        (4, "是否愿意共用首席", "否"),
        (5, "最迟到岗日", None),
        (None, "备注", "=HYPERLINK(1)"),
    ]
    rules = validations(page)
    assert rules[f"F{first + 1}"][0] == "decimal"
    assert rules[f"F{first + 2}"] == ("list", "'选项'!$G$1:$G$2", None)
    assert rules[f"F{first + 3}"] == ("list", "'选项'!$F$1:$F$2", None)
    assert rules[f"F{first + 4}"][0] == "date"
    assert not at(page, first + 5, "answer", ANSWER_PLACES).protection.locked


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5℃以下", "@cmd", "\t=1"])
def test_no_text_arrives_as_a_formula(world, text):
    type(world.other).objects.filter(pk=world.other.pk).update(problem=text)
    type(world.survey).objects.filter(pk=world.survey.pk).update(guidance=text)
    page = world.book(of=DemandReturn.objects.select_related("survey").get(pk=world.answer.pk)).worksheets[0]
    cell = at(page, first_row(page) + 1, "problem")
    assert (cell.data_type, cell.value.strip()) == ("s", text.strip())
    assert cell.quotePrefix
    assert page["A3"].data_type == "s"


def test_what_was_asked_for_last_time_stands_beside(world):
    decision = evaluations.decision(world.group)
    before = make.survey(world.group, SurveyStatus.CLOSED)
    type(world.survey).objects.filter(pk=world.survey.pk).update(previous=before)
    answered = make.answer(world.plant, before, ReturnStatus.CONSOLIDATED)
    make.decided(answered, 3, decision, grade=world.grade, discipline=world.iron)
    fresh = DemandReturn.objects.select_related("survey", "unit")

    def last():
        page = world.book(of=fresh.get(pk=world.answer.pk)).worksheets[0]
        return values(page, first_row(page))[10:12]

    assert last() == [3, None]  # decided numbers wait until they are published
    type(before).objects.filter(pk=before.pk).update(status=SurveyStatus.PUBLISHED)
    assert last() == [3, 3]


def test_a_return_that_was_handed_in_is_read_only(world):
    DemandReturn.objects.filter(pk=world.answer.pk).update(status=ReturnStatus.CHECKING)
    page = world.book(of=DemandReturn.objects.get(pk=world.answer.pk)).worksheets[0]
    assert page.max_row == first_row(page) + 1
    assert all(cell.protection.locked for cell in page[first_row(page)])


def test_a_survey_goes_out_with_all_returns_in_sight(world):
    page = world.book(of=world.survey, user=world.hr).worksheets[0]
    assert [page.cell(first_row(page) + place, 1).value for place in range(4)] == ["0101", "0101", "0102", None]
    assert not at(page, first_row(page) + 3, "unit_code").protection.locked
    own = world.book(of=world.survey, user=world.filler).worksheets[0]
    assert {own.cell(row, 1).value for row in range(first_row(own), own.max_row + 1)} == {"0101", None}


def test_english_headings(world):
    book = world.book(language="en")
    assert [page.title for page in book.worksheets] == ["Demand lines", "Questions and remarks", "Lists to choose from"]
    page = book.worksheets[0]
    assert row_of(page, "Hard problem", "Needed at once") == first_row(page) + 1


@pytest.mark.parametrize("units", [1, 30])
def test_a_survey_goes_out_in_a_constant_number_of_queries(world, units, django_assert_num_queries):
    for place in range(units):
        unit = type(world.plant).objects.create(
            parent=world.subsidiary,
            code=f"X{place}",
            name=f"厂{place}",
            kind="plant",
            path=f"{world.subsidiary.path}9{place}/",
        )
        line = make.line(make.answer(unit, world.survey), grade=world.grade, discipline=world.iron)
        DemandCandidate.objects.create(line=line, engineer=talent.engineer(unit))
    world.hr.current_duties  # noqa: B018 known from the request on
    with django_assert_num_queries(10):
        workbook.write(book_of_survey(world.survey, world.hr), io.BytesIO(), user=world.hr)


def test_own_people_are_counted_as_they_stand(world):
    book = book_of_return(world.answer, world.filler)
    assert set(book.qualified) == {world.line.pk, world.other.pk}


# --- Its pages ---------------------------------------------------------------------------------------------------
def downloaded(answer):
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def test_taking_it_out_is_noted(client, world):
    client.force_login(world.filler)
    answer = client.post(reverse("planning:return_workbook", args=[world.answer.pk]))
    assert downloaded(answer).worksheets[0]["A1"].value == "2026年需求普查：需求填报表"
    assert "attachment" in answer.headers["Content-Disposition"]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.target_id, entry.actor) == ("demandreturn.exported", world.answer.pk, world.filler)


def test_the_whole_survey_is_taken_out_by_those_who_see_it(client, world):
    client.force_login(world.hr)
    answer = client.post(reverse("planning:survey_workbook", args=[world.survey.pk]))
    assert row_of(downloaded(answer).worksheets[0], "0102")
    assert AuditEntry.objects.latest("pk").changes == {"units": [None, 2]}
    draft = make.survey(world.group, SurveyStatus.DRAFT)
    assert client.post(reverse("planning:survey_workbook", args=[draft.pk])).status_code == 404


def test_many_lines_go_out_in_the_background(client, world, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("planning.views.workbooks.MOST_AT_ONCE", 2)
    client.force_login(world.hr)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("planning:survey_workbook", args=[world.survey.pk]))
    job = Job.objects.get()
    assert answer.url == job.get_absolute_url()
    assert (job.kind, job.status, job.message) == ("planning.workbook", "done", "已生成 2 份填报。")
    with job.output.open() as written:
        page = openpyxl.load_workbook(io.BytesIO(written.read())).worksheets[0]
    assert row_of(page, "0102")
    assert AuditEntry.objects.get(verb="survey.exported").changes == {"units": [None, 2]}
    assert Job.objects.get().output_name.startswith("2026年需求普查")


def test_the_worker_takes_out_nothing_that_is_out_of_sight(world):
    draft = make.survey(world.group, SurveyStatus.DRAFT)
    job = write_later(draft, lines=3, actor=world.hr)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.output.name) == ("failed", "")
