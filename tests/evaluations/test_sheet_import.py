"""HR's own score workbook: 5 tabs of 71 rows and 8 criteria."""

import io
from pathlib import Path

import pytest
from django.db import transaction

from evaluations.enums import SheetStatus
from evaluations.imports import SheetImport
from evaluations.models import Score, Sheet
from evaluations.services.scores import Edit, save_cells
from evaluations.services.sheets import submit_sheet
from office.errors import DomainError
from office.intake.imports import plan_file
from office.intake.reading import read
from tests.factories import filing as factory
from tests.factories import office
from tests.factories.workbooks import xlsx

pytestmark = pytest.mark.django_db
WORKBOOK = Path("fixtures/workbooks/2025年度考核评分汇总.xlsx")
HEADINGS = ["工号", "姓名", *(f"{name}（{maximum}）" for name, maximum in factory.CRITERIA)]


@pytest.fixture
def filing():
    return factory.filing(3)


def load(filing, content, actor=None, **params):
    importer = SheetImport({"cycle": filing.cycle.pk, **params}, actor=actor or filing.group_hr)
    return importer, plan_file(importer, io.BytesIO(content), "评分.xlsx")


def row_of(subject, *scores):
    person = subject.assessment.engineer
    return [person.employee_number, person.name, *(scores or [maximum for _name, maximum in factory.CRITERIA])]


def reasons(plan):
    return [(problem.sheet, problem.row, problem.column, problem.reason) for problem in plan.errors]


def test_the_sample_workbook_fills_355_sheets_and_again_changes_nothing():
    filing = factory.filing(0)
    for number, name, *_scores in read(WORKBOOK).sheets[0].rows[1:]:
        person = factory.engineer(filing.plant, number=number, name=name)
        factory.assessed(filing, filing.plant, filing.subsidiary, person=person)
    importer = SheetImport({"cycle": filing.cycle.pk}, actor=filing.group_hr)
    plan = plan_file(importer, WORKBOOK)
    assert plan.counts() == {"new": 0, "changed": 355, "same": 0, "errors": 0, "warnings": 0}
    importer.apply(plan)
    assert Score.objects.count() == 2840
    assert Sheet.objects.filter(total__isnull=False, status=SheetStatus.DRAFT).count() == 355
    again = plan_file(SheetImport({"cycle": filing.cycle.pk}, actor=filing.group_hr), WORKBOOK)
    assert again.counts() == {"new": 0, "changed": 0, "same": 355, "errors": 0, "warnings": 0}


def test_a_tab_with_some_rows_leaves_the_others_as_they_are(filing):
    first, second, _third = filing.sheets()
    save_cells(filing.hr, [Edit(second.sheet_id, filing.criteria[0].pk, "1", 0)], {second.sheet_id: 0})
    importer, plan = load(filing, xlsx([HEADINGS, row_of(first)], "专家评委1"))
    importer.apply(plan)
    assert list(Sheet.objects.filter(total=100)) == [first.sheet]
    assert Score.objects.get(sheet=second.sheet).value == 1


def test_an_empty_cell_leaves_what_is_there(filing):
    first = filing.sheets()[0]
    save_cells(filing.hr, [Edit(first.sheet_id, filing.criteria[0].pk, "7", 0)], {first.sheet_id: 0})
    importer, plan = load(filing, xlsx([HEADINGS, row_of(first, None, 5)], "专家评委1"))
    importer.apply(plan)
    assert list(Score.objects.order_by("criterion").values_list("value", flat=True)) == [7, 5]


def test_errors_name_sheet_row_column_and_reason(filing):
    first, second, third = filing.sheets()
    stranger = factory.engineer(filing.plant, number="B999999")
    wrong_name = row_of(third)
    wrong_name[1] = "别人"
    unassessed = [stranger.employee_number, stranger.name, 1]
    rows = [HEADINGS, row_of(first, 20.5), row_of(second, "优"), wrong_name, ["Z1", "无此人", 1], unassessed]
    importer, plan = load(filing, xlsx(rows, "专家评委1"))
    assert sorted(reasons(plan), key=lambda problem: problem[1]) == [
        ("专家评委1", 2, "岗位职责履行（20）", "满分为 20。"),
        ("专家评委1", 3, "岗位职责履行（20）", "不是数字"),
        ("专家评委1", 4, "姓名", f"与在册姓名不符：{third.assessment.engineer.name}"),
        ("专家评委1", 5, "工号", "查无此人"),
        ("专家评委1", 6, "工号", "在本周期没有评分表"),
    ]
    with pytest.raises(DomainError):
        importer.apply(plan)
    assert not Score.objects.exists()


def test_a_maximum_in_a_heading_must_be_the_criterions(filing):
    headings = ["工号", "姓名", "岗位职责履行（25）", "技术攻关(20)"]
    _importer, plan = load(filing, xlsx([headings, [*row_of(filing.sheets()[0])[:2], 1, 1]], "专家评委1"))
    assert reasons(plan) == [("专家评委1", 1, "岗位职责履行（25）", "“岗位职责履行”的满分是 20，不是 25。")]


def test_a_submitted_sheet_is_an_error_unless_nothing_of_it_changes(filing):
    first = filing.sheets()[0]
    edits = [Edit(first.sheet_id, criterion.pk, str(criterion.maximum), 0) for criterion in filing.criteria]
    save_cells(filing.hr, edits, {first.sheet_id: 0})
    submit_sheet(first.sheet_id, actor=filing.hr, seen=8)
    _importer, same = load(filing, xlsx([HEADINGS, row_of(first)], "专家评委1"))
    assert same.counts()["errors"] == 0
    _importer, plan = load(filing, xlsx([HEADINGS, row_of(first, 3)], "专家评委1"))
    assert [problem.row for problem in plan.errors] == [2]


def test_a_tab_can_be_told_which_slot_it_is(filing):
    content = xlsx([HEADINGS, row_of(filing.sheets()[0])], "张老师的表")
    assert load(filing, content)[1].unmapped
    importer, plan = load(filing, content, tabs={"张老师的表": str(filing.slots[1].pk)})
    importer.apply(plan)
    assert Sheet.objects.get(total=100).subject.slot == filing.slots[1]


def test_what_was_changed_since_the_plan_is_not_overwritten(filing):
    first = filing.sheets()[0]
    importer, plan = load(filing, xlsx([HEADINGS, row_of(first)], "专家评委1"))
    save_cells(filing.hr, [Edit(first.sheet_id, filing.criteria[0].pk, "1", 0)], {first.sheet_id: 0})
    with pytest.raises(DomainError), transaction.atomic():
        importer.apply(plan)
    assert Score.objects.get().value == 1


def test_sheets_that_are_not_ones_own_to_file_are_errors(filing):
    first = filing.sheets()[0]
    content = xlsx([HEADINGS, row_of(first)], "职能部门")
    assert [problem.column for problem in load(filing, content, actor=filing.hr)[1].errors] == ["工号"]
    outsider = office.hr(filing.other_plant)
    _importer, plan = load(filing, xlsx([HEADINGS, row_of(first)], "专家评委1"), actor=filing.group_hr)
    assert not plan.errors
    with pytest.raises(DomainError):
        load(factory.filing(1), content, actor=outsider)
    _importer, plan = load(filing, xlsx([HEADINGS, row_of(first)], "专家评委1"), actor=_rater(filing))
    assert not plan.errors


def _rater(filing):
    filing.slot.user = office.user()
    filing.slot.save()
    return filing.slot.user


def test_the_operator_needs_no_account(filing):
    importer = SheetImport({"cycle": filing.cycle.pk})
    plan = plan_file(importer, io.BytesIO(xlsx([HEADINGS, row_of(filing.sheets()[0])], "专家评委1")), "评分.xlsx")
    importer.apply(plan)
    assert Sheet.objects.get(total=100).filer is None


def test_without_a_cycle_there_is_a_sentence():
    with pytest.raises(DomainError):
        SheetImport({}, actor=None)
