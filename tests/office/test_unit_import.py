"""The register of units, from HR's own workbook and from spoiled copies of it."""

import datetime
import io
import random

import pytest
from django.utils import translation

from office.enums import Role, UnitKind
from office.errors import DomainError
from office.imports import UnitImport
from office.intake import reading
from office.intake.imports import plan_file
from office.models import AuditEntry, Unit, UnitPlacement
from office.services.units import merge_unit
from tests.factories import office, workbooks

pytestmark = pytest.mark.django_db
DIRECTORY = "fixtures/workbooks/单位目录.xlsx"
HEADINGS = ["单位编码", "单位名称", "单位类型", "上级单位编码"]
DAY = datetime.date(2026, 11, 1)
LATER = datetime.date(2027, 1, 1)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def directory():
    return reading.read(DIRECTORY).sheets[0].rows


def load(source, on=DAY, actor=None, **params):
    importer = UnitImport(params, actor=actor, on=on)
    plan = plan_file(importer, source if isinstance(source, str) else io.BytesIO(source), "单位目录.xlsx")
    if not plan.errors:
        importer.apply(plan)
    return plan


def stand():
    return sorted(Unit.objects.values_list("code", "name", "parent__code"))


def test_the_register_is_loaded_with_paths_and_placements():
    plan = load(DIRECTORY)
    assert plan.counts() == {"new": 78, "changed": 0, "same": 0, "errors": 0, "warnings": 0}
    assert Unit.objects.count() == 78
    units = {unit.code: unit for unit in Unit.objects.select_related("parent")}
    assert [unit.path for unit in units.values()] == [
        f"{unit.parent.path if unit.parent else '/'}{unit.pk}/" for unit in units.values()
    ]
    assert units["01"].kind == UnitKind.GROUP
    assert set(UnitPlacement.objects.values_list("unit__code", "parent__code", "starts_on", "name")) == {
        (unit.code, unit.parent and unit.parent.code, DAY, unit.name) for unit in units.values()
    }


@pytest.mark.parametrize(("heading", "value"), [("单位名称", "丙厂"), (" 单位 名称*", "丙厂"), ("单位名称", "")])
def test_two_columns_of_one_heading_are_refused_by_both_cells(heading, value):
    rows = [["2026年单位目录"], [*HEADINGS, "备用", heading], ["01", "甲集团", "集团", "", "", value]]
    (error,) = load(workbooks.xlsx(rows)).errors
    assert (error.row, error.column) == (2, heading.strip())
    assert error.reason == "The headings in B2 and F2 mean the same: keep one of the columns."
    assert not Unit.objects.exists()


def test_the_same_again_changes_nothing():
    load(DIRECTORY)
    entries = AuditEntry.objects.count()
    plan = load(DIRECTORY, on=LATER)
    assert (plan.counts()["same"], plan.can_apply) == (78, False)
    assert (AuditEntry.objects.count(), UnitPlacement.objects.count()) == (entries, 78)


def test_the_order_of_rows_and_columns_and_what_stands_around_them_do_not_matter():
    headings, *rows = directory()
    expected = sorted((code, name, parent or None) for code, name, _kind, parent in rows)
    random.Random(1).shuffle(rows)
    turned = [
        ["单位目录（2026年）"],
        [],
        [f"{text}\n" for text in reversed(headings)],
        *([*reversed(row)] for row in rows),
    ]
    plan = load(workbooks.xls([*turned, ["合计", 78], ["填表人：", "", "审核人："]]))
    assert plan.counts()["new"] == 78
    assert stand() == expected


def test_every_spoiled_place_is_named_and_nothing_is_loaded():
    rows = directory()
    rows[3][0] = ""
    rows[5][1] = ""
    rows[7][2] = "星球"
    rows[9][3] = "9999"
    rows[11][0] = rows[12][0]
    rows[20][3] = ""
    rows[30][3] = 101.0
    rows[40][1] = "长" * 101
    plan = load(workbooks.xlsx(rows))
    named = [(problem.row, problem.column) for problem in plan.problems]
    spoiled = {4: 0, 6: 1, 8: 2, 10: 3, 12: 0, 13: 0, 21: 3, 31: 3, 41: 1}
    assert {(row, HEADINGS[place]) for row, place in spoiled.items()} <= set(named)
    hints = {problem.row: problem.reason for problem in plan.problems}
    assert hints[31] == "no unit has this code; did Excel drop a leading zero (0101)?"
    assert hints[12] == "stands in row 13 too"
    assert Unit.objects.count() == 0
    assert AuditEntry.objects.count() == 0


def test_a_row_below_a_spoiled_one_is_not_blamed_for_it():
    rows = [HEADINGS, ["1", "集团", "集团", ""], ["11", "", "子公司", "1"], ["111", "厂", "厂矿", "11"]]
    plan = load(workbooks.xlsx(rows))
    assert [(problem.row, problem.reason) for problem in plan.problems] == [(3, "is empty")]


def test_circles_are_refused():
    rows = [
        HEADINGS,
        ["1", "集团", "集团", ""],
        ["2", "甲", "厂矿", "3"],
        ["3", "乙", "厂矿", "2"],
        ["4", "丙", "厂矿", "3"],
    ]
    plan = load(workbooks.xlsx(rows))
    assert [(problem.row, problem.reason) for problem in plan.problems] == [
        (row, "the unit would stand below itself") for row in (3, 4, 5)
    ]


def test_a_code_that_lost_its_zero_does_not_found_a_second_unit():
    load(DIRECTORY)
    plan = load(workbooks.xlsx([HEADINGS, [102, "炼铁总厂", "子公司", "01"]]))
    assert [problem.reason for problem in plan.problems] == ["is a number; did Excel drop a leading zero (0102)?"]


def test_moving_and_renaming_keep_the_past_and_carry_what_is_below():
    load(DIRECTORY)
    child = Unit.objects.filter(parent__code="010201").first()
    rows = [HEADINGS, ["010201", "炼铁厂", "厂矿", "0103"]]
    plan = load(workbooks.xlsx(rows), on=LATER)
    assert plan.counts()["changed"] == 1
    moved = Unit.objects.get(code="010201")
    assert (moved.name, moved.parent.code, moved.path) == ("炼铁厂", "0103", f"{moved.parent.path}{moved.pk}/")
    if child:
        child.refresh_from_db()
        assert child.path == f"{moved.path}{child.pk}/"
    placements = list(moved.placements.values_list("starts_on", "parent__code", "name"))
    assert placements == [(DAY, "0102", "炼铁总厂"), (LATER, "0103", "炼铁厂")]
    entry = AuditEntry.objects.of(moved).first()
    assert (entry.verb, entry.reason) == ("unit.loaded", "单位目录.xlsx")
    assert entry.changes == {"name": ["炼铁总厂", "炼铁厂"], "parent": ["0102", "0103"]}


def test_a_register_valid_from_before_a_later_change_is_refused():
    """Else the past would have a name that neither the day before nor today has."""
    load(DIRECTORY, on=DAY)
    renamed = [*directory()]
    place = next(n for n, row in enumerate(renamed) if row[0] == "0102")
    renamed[place] = [renamed[place][0], "新名", *renamed[place][2:]]
    assert load(workbooks.xlsx(renamed), on=LATER).can_apply
    again = [*renamed]
    again[place] = [again[place][0], "更新的名", *again[place][2:]]
    plan = load(workbooks.xlsx(again), on=DAY)
    (error,) = plan.errors
    assert (error.column, error.value) == ("单位名称", "更新的名")
    assert "since 2027-01-01" in error.reason
    assert Unit.objects.get(code="0102").name == "新名"


def test_a_register_older_than_a_merger_does_not_undo_it(settings):
    settings.AS_OF_DATE = DAY.isoformat()
    load(DIRECTORY)
    administrator = office.user(Role.GROUP_ADMINISTRATOR, Unit.objects.get(code="01"))
    merged, successor = Unit.objects.get(code="010301"), Unit.objects.get(code="010201")
    merge_unit(merged, successor, actor=administrator, on=DAY, reason="重组")
    rows = [
        HEADINGS,
        ["010301", "炼铁厂", "厂矿", "0103"],
        ["010302", "炼钢厂", "厂矿", "010301"],
        ["01030101", "高炉作业区", "作业区", "010301"],
    ]
    plan = plan_file(UnitImport(on=LATER), io.BytesIO(workbooks.xlsx(rows)))
    sentence = "010301 is closed since 2026-11-01: a closed unit keeps its place, and none is placed below it"
    assert [(problem.row, problem.reason) for problem in plan.problems] == [(2, sentence), (3, sentence)]
    rows[1:3] = [["010301", "炼铁厂", "厂矿", "010201"], ["010302", "炼钢厂", "厂矿", "0103"]]
    assert load(workbooks.xlsx(rows)).counts()["same"] == 3


def test_one_entry_names_the_file_and_what_it_did():
    group = office.unit(code="00", name="旧集团")
    actor = office.user(Role.GROUP_ADMINISTRATOR, group)
    load(workbooks.xlsx([HEADINGS, ["1", "厂", "厂矿", "00"]]), actor=actor)
    (entry,) = AuditEntry.objects.filter(verb="file.loaded")
    assert (entry.actor, entry.unit, entry.target_name) == (actor, group, "单位目录.xlsx")
    assert entry.changes == {"new": [None, 1], "changed": [None, 0], "same": [None, 0]}


def test_what_changed_meanwhile_is_not_overwritten():
    load(DIRECTORY)
    importer = UnitImport(on=LATER)
    plan = plan_file(importer, io.BytesIO(workbooks.xlsx([HEADINGS, ["010201", "炼铁厂", "厂矿", "0102"]])))
    Unit.objects.filter(code="010201").update(name="第一炼铁厂")
    with pytest.raises(DomainError):
        importer.apply(plan)
    assert Unit.objects.get(code="010201").name == "第一炼铁厂"


def test_unknown_headings_are_asked_for_and_can_be_told():
    rows = [["甲", "乙", "丙", "丁"], ["1", "集团", "集团", ""]]
    plan = UnitImport().plan(reading.read(io.BytesIO(workbooks.xlsx(rows))))
    assert plan.unmapped
    assert [column.name for column in plan.tables[0].missing] == ["code", "name", "kind", "parent"]
    told = {"甲": "code", "乙": "name", "丙": "kind", "丁": "parent"}
    assert load(workbooks.xlsx(rows), columns=told).counts()["new"] == 1


def test_only_the_group_administrator_loads_it_and_the_first_account_into_an_empty_house():
    assert UnitImport.may_load(office.user(is_superuser=True))
    group = office.unit()
    assert not UnitImport.may_load(office.user(is_superuser=True))
    assert not UnitImport.may_load(office.hr(group))
    assert UnitImport.may_load(office.user(Role.GROUP_ADMINISTRATOR, group))
