"""The filled workbook in again: what it changes, what it never changes, and what is wrong with it, cell by cell."""

import datetime
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from office.enums import JobStatus, Role
from office.errors import DomainError
from office.intake import previews
from office.models import AuditEntry, Job
from planning.enums import ReturnStatus, SurveyStatus
from planning.imports import DemandImport
from planning.models import DemandAnswer, DemandCandidate, DemandLine, DemandReturn, DemandSurvey
from planning.services.filing import Edit, save_cells
from rulebooks.models import Grade
from tests.factories import office, talent, workbooks
from tests.factories import planning as make
from tests.planning.books import World, first_row, put, row_of, saved
from tests.races import at_once

pytestmark = pytest.mark.django_db
LINES, ANSWERS = "需求条目", "补充问题与备注"
REASONS = {"problem_kind": "堵点", "problem": "炉缸侵蚀\n无人能判", "urgency": "年内需要", "consequence": "停炉"}


@pytest.fixture
def world():
    return World()


@pytest.fixture
def book(world):
    return world.book()


@pytest.fixture
def grid(book):
    return book.worksheets[0]


def counts(plan):
    return tuple(plan.counts()[name] for name in ("new", "changed", "same", "errors", "warnings"))


def stored(line):
    found = DemandLine.objects.get(pk=line.pk)
    return found.wanted, found.problem_kind, found.problem, found.urgency, found.consequence


def warnings(plan):
    return [problem.as_list()[1:5] for problem in plan.warnings]


# --- There and back ----------------------------------------------------------------------------------------------
def test_the_untouched_file_changes_nothing(world, book):
    DemandCandidate.objects.create(line=world.other, engineer=world.zhang)
    plan = world.load(world.book())
    assert counts(plan) == (0, 0, 8, 0, 0)
    assert not AuditEntry.objects.exists()


def test_what_was_typed_comes_in(world, book, grid):
    row = first_row(grid)
    number = world.zhang.employee_number
    put(grid, row, wanted=3, candidates=f"{number} 张三、李四", **REASONS)
    plan = world.load(book)
    assert counts(plan) == (0, 1, 7, 0, 0)
    assert stored(world.line) == (3, "blocked", "炉缸侵蚀\n无人能判", "year", "停炉")
    line = DemandLine.objects.get(pk=world.line.pk)
    assert (line.filed_by, line.authorised, line.held) == (world.filler, 1, 0)
    assert set(line.candidates.values_list("engineer", flat=True)) == {world.zhang.pk, world.li.pk}


def test_the_same_file_twice_changes_nothing_the_second_time(world, book, grid):
    put(grid, first_row(grid), wanted=3, candidates="张三", **REASONS)
    put(book.worksheets[1], first_row(book.worksheets[1]), answer="高炉")
    assert counts(world.load(book)) == (0, 2, 6, 0, 0)
    entries = AuditEntry.objects.count()
    assert counts(world.load(book)) == (0, 0, 8, 0, 0)
    assert AuditEntry.objects.count() == entries


def test_an_empty_cell_empties_and_the_preview_says_so(world, book, grid):
    put(grid, first_row(grid) + 1, wanted=None, problem=None)
    run, plan = world.plan(book)
    ((sheet, row, key, fields),) = previews.preview(run, plan)["changed"]
    assert (sheet, row, key) == (LINES, first_row(grid) + 1, "炼铁厂 · 炼钢 · 首席工程师")
    assert fields == [["需求职数", "2", ""], ["生产难题", "高炉长寿技术难题", ""]]
    run.apply(plan)
    assert stored(world.other)[:3] == (None, "hard", "")


def test_a_column_that_the_file_has_not_stays(world):
    rows = [["单位编码", "专业编码", "层级", "需求职数"], ["0101", "ST", "首席工程师", 5]]
    assert counts(world.load(workbooks.xlsx(rows))) == (0, 1, 0, 0, 0)
    assert stored(world.other) == (5, "hard", "高炉长寿技术难题", "now", "炉役后期无法保证安全生产")


@pytest.mark.parametrize("write", [workbooks.xls, workbooks.comma_separated])
def test_old_workbooks_and_text_come_in_as_well(world, write):
    rows = [["单位编码", "专业领域", "层级", "需求职数", "紧迫程度"], ["0101", "炼铁", "首席工程师", "4", "急需"]]
    world.load(write(rows))
    assert stored(world.line)[::3] == (4, "now")


def test_two_columns_of_one_heading_are_refused_by_both_cells(world):
    rows = [["单位编码", "专业编码", "层级", "需求职数", "需求职数"], ["0101", "ST", "首席工程师", 5, 6]]
    why = "D1 与 E1 是同一列的表头，请只保留其中一列。"
    assert [problem[1:] for problem in world.problems(workbooks.xlsx(rows))] == [(1, "需求职数", "", why)]


def test_columns_may_stand_elsewhere_and_rows_of_titles_above(world, book, grid):
    put(grid, first_row(grid), wanted=3)
    grid.move_range(f"S1:T{grid.max_row}", cols=4)  # the unseen ones
    grid.move_range(f"A{first_row(grid) - 1}:R{grid.max_row}", cols=2)
    grid.insert_rows(1, 3)
    grid["A1"] = "本单位填报"
    assert counts(world.load(book)) == (0, 1, 7, 0, 0)


def test_english_headings_and_words_come_in_on_a_chinese_page(world):
    book = world.book(language="en")
    page = book.worksheets[0]
    put(page, first_row(page), wanted=1, problem_kind="Pain point", urgency="Needed later")
    assert counts(world.load(book)) == (0, 1, 7, 0, 0)
    with translation.override("en"):
        assert counts(world.load(world.book())) == (0, 0, 8, 0, 0)


def test_answers_and_remarks_come_in_as_their_kinds(world, book):
    page = book.worksheets[1]
    first = first_row(page)
    typed = ["高炉", 12.5, "明年", "是", datetime.date(2027, 3, 1), "见附件"]
    for place, value in enumerate(typed):
        put(page, first + place, answer=value)
    assert counts(world.load(book)) == (0, 6, 2, 0, 0)
    given = DemandAnswer.objects.filter(demand_return=world.answer).order_by("question__position")
    assert list(given.values_list("value", flat=True)) == ["高炉", "12.5", "明年", "yes", "2027-03-01"]
    assert DemandReturn.objects.get(pk=world.answer.pk).remarks == "见附件"
    assert counts(world.load(world.book(of=DemandReturn.objects.get(pk=world.answer.pk)))) == (0, 0, 8, 0, 0)


def test_the_preview_says_yes_and_no_only_where_it_is_asked(world, book):
    page = book.worksheets[1]
    put(page, first_row(page), answer="no")
    put(page, first_row(page) + 3, answer="否")
    run, plan = world.plan(book)
    shown = [fields[0][1:] for *_place, fields in previews.preview(run, plan)["changed"]]
    assert shown == [["", "no"], ["", "否"]]


def test_texts_that_begin_like_formulas_come_back_as_they_were(world):
    DemandLine.objects.filter(pk=world.other.pk).update(problem="=1+1", consequence="-5℃以下")
    assert counts(world.load(world.book())) == (0, 0, 8, 0, 0)


# --- Lines that are added -----------------------------------------------------------------------------------------
def test_an_added_line_needs_no_unit_in_the_file_of_one_return(world, book, grid):
    new = talent.discipline(name="轧钢", code="RO")
    grid.cell(first_row(grid) + 2, 3, "RO")
    put(grid, first_row(grid) + 2, grade="首席工程师", wanted=1, candidates="李四", **REASONS)
    run, plan = world.plan(book)
    assert counts(plan) == (1, 0, 8, 0, 0)
    shown = dict(zip(previews.preview(run, plan)["labels"], previews.preview(run, plan)["new"][0][2:], strict=True))
    assert (shown["单位编码"], shown["专业领域"], shown["需求职数"]) == ("0101", "轧钢", "1")
    assert shown["内部人选"] == f"{world.li.employee_number} 李四"
    run.apply(plan)
    line = world.answer.lines.get(discipline=new)
    assert (line.authorised, line.wanted, line.urgency, line.filed_by) == (0, 1, "year", world.filler)
    assert line.candidates.get().engineer == world.li


def test_an_added_line_is_of_a_grade_that_the_rules_know(world, book, grid):
    other = Grade.objects.create(ladder=world.grade.ladder, code="foreign", name="外聘专家")
    talent.discipline(name="轧钢", code="RO")
    row = first_row(grid) + 2
    put(grid, row, discipline_code="RO", grade=other.name, wanted=1)
    assert world.problems(book) == [(LINES, row, "层级", other.name, f"本单位适用的办法中没有“{other.name}”这一层级。")]


# --- What is wrong, by cell ------------------------------------------------------------------------------------------
WRONG = [
    ("wanted", "1.5", "小数超过 0 位"),
    ("wanted", -1, "低于最小值 0"),
    ("wanted", 1000, "超过最大值 999"),
    ("wanted", "若干", "不是数字"),
    ("wanted", "=1+1", "是公式，请直接填写数值或文字"),
    ("problem", "=A1", "是公式，请直接填写数值或文字"),
    ("problem_kind", "烦点", "不在可选范围：难点、堵点、痛点"),
    ("urgency", "马上", "不在可选范围：急需、年内需要、可延后"),
    ("consequence", "长" * 1001, "有 1001 个字符，最多 1000 个"),
    ("discipline_code", "XX", "没有此编码的专业领域"),
    ("discipline_name", "炼钢", "与系统中的名称不符：炼铁"),
    ("grade", "大师", "没有此名称的层级"),
    ("grade", None, "为空"),
    ("unit_code", "0102", "本次普查中没有由您填报的此编码单位"),
    ("unit_code", "9999", "本次普查中没有由您填报的此编码单位"),
    ("unit_name", "炼钢厂", "与系统中的名称不符：炼铁厂"),
]
HEADINGS = {
    "wanted": "需求职数", "problem": "生产难题", "problem_kind": "问题类型", "urgency": "紧迫程度",
    "consequence": "如不设置的影响", "discipline_code": "专业编码", "discipline_name": "专业领域", "grade": "层级",
    "unit_code": "单位编码", "unit_name": "单位", "candidates": "内部人选", "return_number": "填报编号",
}  # fmt: skip


@pytest.mark.parametrize(("name", "value", "why"), WRONG)
def test_a_wrong_cell_is_named_and_nothing_is_loaded(world, book, grid, name, value, why):
    row = first_row(grid)
    put(grid, row + 1, wanted=9)
    put(grid, row, **{name: value})
    assert world.problems(book) == [(LINES, row, HEADINGS[name], "" if value is None else str(value), why)]
    with pytest.raises(DomainError):
        world.load(book)
    assert stored(world.other)[0] == 2


ANSWER_WRONG = [
    (1, "许多", "不是数字"),
    (2, "后年", "不在可选范围：今年、明年"),
    (3, "也许", "既不是“是”也不是“否”"),
    (4, "2026-13-01", "不是日期：没有这一天"),
    (4, "明年春", "不是日期；请写成 2026-11-22"),
    (0, "长" * 1001, "有 1001 个字符，最多 1000 个"),
    (5, "=A1", "是公式，请直接填写数值或文字"),
]


@pytest.mark.parametrize(("place", "value", "why"), ANSWER_WRONG)
def test_an_answer_of_another_kind_is_named(world, book, place, value, why):
    page = book.worksheets[1]
    row = first_row(page) + place
    put(page, row, answer=value)
    assert world.problems(book) == [(ANSWERS, row, "答复", value, why)]


def test_a_question_that_the_survey_does_not_ask_is_named(world, book):
    page = book.worksheets[1]
    row = first_row(page)
    put(page, row, question="别的问题", answer="甲")
    put(page, row + 1, question_number=9, question=None)
    assert world.problems(book) == [
        (ANSWERS, row, "问题", "别的问题", "不是本次普查的问题"),
        (ANSWERS, row + 1, "问题序号", "9", "不是本次普查的问题"),
    ]


def test_a_line_twice_is_named_at_both(world, book, grid):
    row = first_row(grid)
    put(grid, row + 2, discipline_name="炼铁", grade="首席工程师", wanted=4)
    assert world.problems(book) == [
        (LINES, row, "层级", "首席工程师", f"与第 {row + 2} 行重复"),
        (LINES, row + 2, "层级", "首席工程师", f"与第 {row} 行重复"),
    ]


def test_an_answer_twice_is_named_at_both(world, book):
    page = book.worksheets[1]
    row = first_row(page)
    put(page, row + 1, question_number=1, question=None)
    assert [problem[1:3] for problem in world.problems(book)] == [(row, "问题"), (row + 1, "问题")]


def test_two_disciplines_of_one_name_ask_for_the_code(world, book, grid):
    talent.discipline(name="炼铁", code="IR2")
    row = first_row(grid) + 2
    put(grid, row, discipline_name="炼铁", grade="首席工程师", wanted=1)
    assert world.problems(book) == [(LINES, row, "专业领域", "炼铁", "有多个专业领域同名，请填写专业编码")]


# --- People ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("word", ["{n}", "张三", "{n} 张三", "{n}张三", "张三（{n}）", " 张 三 "])
def test_people_are_named_by_number_name_or_both(world, book, grid, word):
    put(grid, first_row(grid), candidates=word.format(n=world.zhang.employee_number))
    world.load(book)
    assert DemandCandidate.objects.get(line=world.line).engineer == world.zhang


def people_problems(world, book, grid, word):
    row = first_row(grid)
    put(grid, row, candidates=word)
    return [problem[1:3] + problem[4:] for problem in world.problems(book)], row


def test_people_of_other_units_and_of_nowhere_are_told_alike(world, book, grid):
    stranger = talent.engineer(world.neighbour, name="王五")
    gone = talent.engineer(world.plant, name="赵六", status="retired")
    for word in (stranger.employee_number, "王五", gone.employee_number, "赵六", "孙七", "000000"):
        found, row = people_problems(world, book, grid, f"{word}、张三")
        assert found == [(row, "内部人选", f"“{word}”：本单位在职人员中没有此工号或姓名")]


def test_people_are_looked_for_in_rows_with_other_faults_too(world, book, grid):
    put(grid, first_row(grid), wanted="若干")
    found, _row = people_problems(world, book, grid, "孙七")
    assert [problem[1] for problem in found] == ["需求职数", "内部人选"]


def test_namesakes_ask_for_the_number(world, book, grid):
    talent.engineer(world.plant, name="张三")
    found, row = people_problems(world, book, grid, "张三\n李四")
    assert found == [(row, "内部人选", "“张三”：本单位有 2 人同名，请填写工号")]


def test_a_number_of_someone_of_another_name_is_named(world, book, grid):
    word = f"{world.zhang.employee_number} 李四"
    found, row = people_problems(world, book, grid, word)
    assert found == [(row, "内部人选", f"“{word}”：该工号对应的姓名不符")]


def test_who_was_put_up_and_has_left_since_may_stay(world):
    DemandCandidate.objects.create(line=world.line, engineer=world.zhang)
    book = world.book()
    type(world.zhang).objects.filter(pk=world.zhang.pk).update(status="retired")
    assert counts(world.load(book)) == (0, 0, 8, 0, 0)


def test_emptied_people_are_taken_out(world):
    DemandCandidate.objects.create(line=world.line, engineer=world.zhang)
    book = world.book()
    put(book.worksheets[0], first_row(book.worksheets[0]), candidates=None)
    world.load(book)
    assert not DemandCandidate.objects.exists()


# --- Facts on record ------------------------------------------------------------------------------------------------
def test_changed_facts_are_told_and_not_taken(world, book, grid):
    row = first_row(grid)
    put(grid, row, authorised=7, vacant=6, wanted=3, qualified=99)
    run, plan = world.plan(book)
    assert warnings(plan) == [
        [row, "核定职数", "7", "系统中为 1，导入不改变该数据"],
        [row, "空缺", "6", "系统中为 1，导入不改变该数据"],
    ]
    run.apply(plan)
    line = DemandLine.objects.get(pk=world.line.pk)
    assert (line.authorised, line.wanted, line.qualified) == (1, 3, None)


# --- Which returns ------------------------------------------------------------------------------------------------
def test_a_file_of_many_units_comes_in_by_who_may_fill_them(world):
    book = world.book(of=world.survey, user=world.hr)
    page = book.worksheets[0]
    put(page, first_row(page), wanted=3)
    put(page, first_row(page) + 2, wanted=1)
    plan = world.load(book, user=world.hr, only=False)
    assert (plan.counts()["changed"], plan.counts()["errors"]) == (2, 0)
    assert {line.filed_by for line in DemandLine.objects.filter(pk__in=[world.line.pk, world.their_line.pk])} == {
        world.hr
    }
    entries = AuditEntry.objects.filter(verb="demandreturn.loaded").order_by("target_id")
    assert [(entry.target_id, entry.reason, entry.changes["changed"]) for entry in entries] == [
        (world.answer.pk, "填报.xlsx", [None, 1]),
        (world.theirs.pk, "填报.xlsx", [None, 1]),
    ]
    own = world.problems(book, only=False)
    assert {(problem[2], problem[3]) for problem in own} == {("单位编码", "0102")}


def test_an_added_line_in_a_file_of_many_units_names_its_unit(world):
    book = world.book(of=world.survey, user=world.hr)
    page = book.worksheets[0]
    row = first_row(page) + 3
    put(page, row, discipline_code="ST", grade="首席工程师", wanted=1)
    assert world.problems(book, user=world.hr, only=False) == [(LINES, row, "单位编码", "", "为空")]
    put(page, row, unit_code="0102")
    world.load(book, user=world.hr, only=False)
    assert world.theirs.lines.filter(discipline=world.steel, wanted=1).exists()


def test_a_merged_unit_answers_for_itself(world):
    group_hr = office.hr(world.group)
    type(world.plant).objects.filter(pk=world.plant.pk).update(
        path=f"{world.neighbour.path}{world.plant.pk}/",
        closed_on=datetime.date(2026, 11, 1),
        successor=world.neighbour.pk,
    )
    book = world.book(of=DemandReturn.objects.get(pk=world.answer.pk), user=group_hr)
    put(book.worksheets[0], first_row(book.worksheets[0]), wanted=2)
    world.load(book, user=group_hr)
    assert stored(world.line)[0] == 2


def test_a_return_that_left_its_filler_is_named_where_it_would_change(world, book, grid):
    book = world.book(of=world.survey, user=world.hr)
    grid = book.worksheets[0]
    DemandReturn.objects.filter(pk=world.theirs.pk).update(status=ReturnStatus.CHECKING)
    assert world.problems(book, user=world.hr, only=False) == []
    row = row_of(grid, "0102")
    put(grid, row, wanted=1)
    assert world.problems(book, user=world.hr, only=False) == [
        (LINES, row, "单位编码", "0102", "填报处于“待审核”状态。")
    ]


def test_rows_of_another_surveys_workbook_are_named(world, book, grid):
    other = make.answer(world.plant, make.survey(world.group))
    put(grid, first_row(grid), return_number=str(other.pk))
    assert world.problems(book) == [
        (LINES, first_row(grid), "单位编码", "0101", "该行出自另一次普查的填报表，请使用本次普查的填报表")
    ]


@pytest.mark.parametrize("status", [SurveyStatus.CLOSED, SurveyStatus.PUBLISHED, SurveyStatus.DRAFT])
def test_a_survey_that_is_not_answered_takes_no_file(world, book, status):
    DemandSurvey.objects.filter(pk=world.survey.pk).update(status=status)
    with pytest.raises(DomainError):
        world.load(book)


def test_a_file_of_something_else_asks_for_its_columns(world):
    _run, plan = world.plan(workbooks.xlsx([["单位编码", "姓名"], ["0101", "张三"]]))
    assert plan.unmapped


def test_nobody_loads_without_a_name(world):
    with pytest.raises(DomainError):
        DemandImport({"survey": world.survey.pk})
    assert DemandImport.params_from_words({"survey": "2026年需求普查"}) == {"survey": world.survey.pk}


# --- Others at the same time -----------------------------------------------------------------------------------------
def save(world, value="7", base=""):
    edit = Edit(world.answer.pk, f"line:{world.line.pk}:wanted", value, base)
    return save_cells(office.user(Role.FILLER, world.plant), [edit])


def test_what_was_typed_between_plan_and_act_refuses_the_file(world, book, grid):
    put(grid, first_row(grid) + 1, wanted=5)
    run, plan = world.plan(book)
    save(world)
    with pytest.raises(DomainError, match="重新读取"):
        run.apply(plan)
    assert (stored(world.line)[0], stored(world.other)[0]) == (7, 2)


@pytest.mark.parametrize("happening", ["handed in", "closed", "line added"])
def test_what_happened_between_plan_and_act_refuses_the_file(world, book, grid, happening):
    put(grid, first_row(grid) + 2, discipline_code=talent.discipline(code="RO").code, grade="首席工程师", wanted=1)
    run, plan = world.plan(book)
    if happening == "handed in":
        DemandReturn.objects.filter(pk=world.answer.pk).update(status=ReturnStatus.CHECKING)
    elif happening == "closed":
        DemandSurvey.objects.filter(pk=world.survey.pk).update(status=SurveyStatus.CLOSED)
    else:
        make.line(world.answer, grade=world.grade, discipline=talent.Discipline.objects.get(code="RO"), wanted=None)
    before = DemandLine.objects.count()
    with pytest.raises(DomainError):
        run.apply(plan)
    assert DemandLine.objects.count() == before


def test_what_somebody_typed_after_the_file_was_made_is_pointed_out(world, book, grid):
    row = first_row(grid)
    put(grid, row, wanted=3)
    save(world)
    _run, plan = world.plan(book)
    assert warnings(plan) == [[row, "", "", "该文件导出后有人修改过此条目，请核对新旧两个值"]]
    assert plan.changed[0].fields["wanted"] == (7, 3)


def test_ones_own_earlier_load_of_the_file_is_not_pointed_out(world, book, grid):
    put(grid, first_row(grid), wanted=3)
    world.load(book)
    put(grid, first_row(grid), wanted=4)
    assert warnings(world.load(book)) == []


def test_a_number_that_changes_after_it_was_handed_up_once_is_recorded(world, book, grid):
    now = datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)
    DemandReturn.objects.filter(pk=world.answer.pk).update(submitted_at=now, sent_back_reason="职数偏多")
    put(grid, first_row(grid) + 1, wanted=1)
    world.load(book)
    entry = AuditEntry.objects.get(verb="demandline.corrected")
    assert (entry.target_id, entry.changes, entry.reason) == (world.other.pk, {"wanted": [2, 1]}, "职数偏多")


def load_lines_and_people(world, book):
    """A line is added, whose candidate is Zhang; Li takes his place at the other one."""
    DemandCandidate.objects.create(line=world.other, engineer=world.zhang)
    grid, discipline = book.worksheets[0], talent.discipline(code="RO")
    put(grid, first_row(grid) + 1, candidates="李四")
    put(grid, first_row(grid) + 2, discipline_code=discipline.code, grade="首席工程师", wanted=1, candidates="张三")
    world.load(book)
    return DemandLine.objects.get(discipline=discipline)


def test_lines_and_people_that_a_file_brings_after_it_was_handed_up_are_told_as_the_page_tells_them(world, book):
    now = datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)
    DemandReturn.objects.filter(pk=world.answer.pk).update(submitted_at=now, sent_back_reason="请补充")
    added = load_lines_and_people(world, book)
    zhang, li = str(world.zhang), str(world.li)
    entries = AuditEntry.objects.filter(verb__startswith="demandline.").exclude(verb="demandline.corrected")
    assert list(entries.order_by("pk").values_list("verb", "target_id", "target_name", "changes")) == [
        ("demandline.added", added.pk, str(added), {"authorised": [None, 0]}),
        ("demandline.candidate_named", added.pk, str(added), {"candidate": [None, zhang]}),
        ("demandline.candidate_removed", world.other.pk, str(world.other), {"candidate": [zhang, None]}),
        ("demandline.candidate_named", world.other.pk, str(world.other), {"candidate": [None, li]}),
    ]
    assert set(entries.values_list("unit", "actor", "reason")) == {(world.plant.pk, world.filler.pk, "请补充")}


def test_a_draft_that_was_never_handed_up_tells_nothing_of_them(world, book):
    load_lines_and_people(world, book)
    assert not AuditEntry.objects.filter(verb__startswith="demandline.").exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_files_at_once_the_later_one_is_refused(world):
    plans = []
    for wanted in (3, 4):
        book = world.book()
        put(book.worksheets[0], first_row(book.worksheets[0]), wanted=wanted)
        plans.append(world.plan(book))

    def load(run, plan):
        try:
            run.apply(plan)
        except DomainError:
            return "refused"
        return "loaded"

    told = at_once(*(partial(load, *one) for one in plans))
    assert sorted(told) == ["loaded", "refused"]


# --- Its cost ------------------------------------------------------------------------------------------------------
def big(world, lines):
    for place in range(lines):
        line = make.line(
            world.theirs, grade=world.grade, discipline=talent.discipline(code=f"D{place:03}"), wanted=None
        )
        DemandCandidate.objects.create(line=line, engineer=talent.engineer(world.neighbour))
    book = world.book(of=world.theirs, user=world.hr)
    page = book.worksheets[0]
    for row in range(first_row(page), first_row(page) + lines):
        put(page, row, wanted=2, candidates=None, **REASONS)
        put(
            page,
            row + lines + 1,
            discipline_code=talent.discipline(code=f"N{row:03}").code,
            grade="首席工程师",
            wanted=1,
        )
    return saved(book)


@pytest.mark.parametrize("lines", [1, 30])
def test_a_file_costs_the_same_number_of_queries_whatever_its_length(world, lines, django_assert_num_queries):
    file = big(world, lines)
    world.hr.current_duties  # noqa: B018 known from the request on
    with django_assert_num_queries(17):
        run, plan = world.plan(file, user=world.hr, only=False)
    assert (plan.counts()["new"], plan.counts()["changed"]) == (lines, lines)
    with django_assert_num_queries(38):
        run.apply(plan)


# --- The page ---------------------------------------------------------------------------------------------------------
def upload(client, world, content, user=None):
    client.force_login(user or world.filler)
    address = reverse("planning:return_load", args=[world.answer.pk])
    return client.post(
        address, {"file": SimpleUploadedFile("填报.xlsx", content)}, headers={"accept-language": "zh-hans"}
    )


def test_the_page_leads_to_the_preview_and_back_to_the_return(client, world, book, grid):
    put(grid, first_row(grid), wanted=3)
    answer = upload(client, world, saved(book))
    job = Job.objects.get()
    assert (answer.status_code, answer.url, job.status) == (302, job.get_absolute_url(), JobStatus.READY)
    assert "<del>—</del> → <ins>3</ins>" in client.get(job.get_absolute_url()).content.decode()
    client.post(reverse("office:import_apply", args=[job.pk]))
    job.refresh_from_db()
    assert (job.status, job.result["url"]) == (JobStatus.DONE, world.answer.get_absolute_url())
    assert stored(world.line)[0] == 3


def test_a_file_with_errors_leads_back_to_its_upload(client, world, book, grid):
    put(grid, first_row(grid), wanted="若干")
    upload(client, world, saved(book))
    job = Job.objects.get()
    shown = client.get(job.get_absolute_url()).content.decode()
    assert job.status == JobStatus.FAILED
    assert reverse("planning:return_load", args=[world.answer.pk]) in shown


def test_a_return_that_was_handed_in_takes_no_file(client, world, book):
    DemandReturn.objects.filter(pk=world.answer.pk).update(status=ReturnStatus.CHECKING)
    answer = upload(client, world, saved(book))
    assert answer.status_code == 200
    assert "只有填报中的可以导入" in answer.content.decode()
    assert not Job.objects.exists()


def test_the_intake_offers_the_surveys_that_are_answered(client, world):
    make.survey(world.group, SurveyStatus.CLOSED)
    client.force_login(world.hr)
    shown = client.get(reverse("office:import_upload", args=["demand"]))
    assert list(shown.context["further"].fields["survey"].queryset) == [world.survey]
