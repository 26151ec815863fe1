"""What stands in a cell, and what it means."""

import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from office.enums import UnitKind
from office.intake import cells
from office.intake.headings import find_table
from office.intake.imports import Column
from office.intake.reading import ErrorCell, FormulaCell, Sheet

DAY = datetime.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def read(kind, value):
    kind.prepare()
    (result,), faults = cells.read_column(kind, [value])
    return faults.get(0, result)


@pytest.mark.parametrize(
    ("value", "text"),
    [(10201.0, "10201"), (1.5, "1.5"), (" a\n b ", "a b"), (True, "TRUE"), (DAY, "2026-11-22"), ("", ""), ("　", "")],
)
def test_text(value, text):
    assert read(cells.Text(), value) == text


def test_codes_are_the_same_in_full_width():
    assert read(cells.Code(), " Ｂ１０ 0001 ") == "B100001"


@pytest.mark.parametrize(
    "value",
    [
        DAY,
        datetime.datetime.combine(DAY, datetime.time(8, 30)),
        "2026-11-22",
        "2026/11/22",
        "2026.11.22",
        "2026年11月22日",
        20261122.0,
        "20261122",
        "2026-11-22 00:00:00",
        "２０２６－１１－２２",
    ],
)
def test_dates(value):
    assert read(cells.Date(whole=True), value) == DAY


@pytest.mark.parametrize("value", ["2026.11", "2026年11月", "202611", 202611])
def test_a_month_is_its_first_day_where_that_will_do(value):
    assert read(cells.Date(), value) == datetime.date(2026, 11, 1)
    assert read(cells.Date(whole=True), value) == "is not a date; write 2026-11-22"


@pytest.mark.parametrize("value", ["1985-13-01", "2025-02-29", 19850230, "0000-00-00"])
def test_impossible_days(value):
    assert read(cells.Date(), value) in {"is not a date: there is no such day", "is not a date; write 2026-11-22"}


@pytest.mark.parametrize("value", ["昨天", 45000.5, "1899-12-31", datetime.date(2999, 1, 1), True])
def test_what_is_no_date(value):
    assert "date" in read(cells.Date(), value)


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (17.5, Decimal("17.50")),
        ("１７.5", Decimal("17.50")),
        ("1,234", "is above the maximum of 20"),
        ("１，２３４．５", "is above the maximum of 20"),
        ("+.5", Decimal("0.50")),
        ("7.", Decimal("7.00")),
        *(
            (text, "is not a number")
            for text in ("1e1", "2²", "²", "½", "٣", "ⅷ", "①", "1_0", "1,2", "1 2", "--1", ".")
        ),
        (0.1 + 0.2, Decimal("0.30")),
        (17.555, "has more than 2 decimals"),
        (-1, "is below the minimum of 0"),
        (20.01, "is above the maximum of 20"),
        ("优", "is not a number"),
        ("NaN", "is not a number"),
        ("1e400", "is not a number"),
        (1e300, "is not a number"),
        (float("nan"), "is not a number"),
        (True, "is not a number"),
        (DAY, "is not a number"),
        ("", None),
    ],
)
def test_decimals(value, result):
    assert read(cells.Decimal(2, Decimal(0), Decimal(20)), value) == result


def test_integers():
    assert read(cells.Integer(), 2023.0) == 2023
    assert read(cells.Integer(), " ２０２３ ") == 2023
    assert read(cells.Integer(), "9" * 5000) == "is not a number"
    assert read(cells.Integer(), 2.5) == "has more than 0 decimals"


@pytest.mark.parametrize(("value", "result"), [("是", True), ("N", False), (1.0, True), (False, False), ("", None)])
def test_yes_and_no(value, result):
    assert read(cells.YesNo(), value) is result


def test_truth_and_one_are_told_apart():
    assert cells.read_column(cells.Text(), [True, 1.0, "1"])[0] == ["TRUE", "1", "1"]


@pytest.mark.parametrize("word", ["group", "Group", "集团", " 集 团 "])
def test_choices_are_understood_in_every_language(word):
    assert read(cells.Choice(UnitKind, {"集团": UnitKind.GROUP}), word) == "group"


def test_references_hint_at_lost_zeros():
    kind = cells.Reference(lambda: {"0101": 7, "02": 8}, "no such code", outside=lambda: {8})
    assert read(kind, "0101") == 7
    assert read(kind, 101.0) == "no such code; did Excel drop a leading zero (0101)?"
    assert read(kind, "9") == "no such code"
    assert read(kind, "02") == "lies outside your scope"


def test_a_failed_formula_is_not_an_empty_cell():
    assert read(cells.Text(), ErrorCell("#N/A")) == "the formula of this cell failed"


def test_a_formula_is_told_from_a_text_of_the_same_signs():
    values, faults = cells.read_column(cells.Text(), ["=A1", FormulaCell("=A1"), FormulaCell("=A1")])
    assert values == ["=A1", "", ""]
    assert faults == dict.fromkeys((1, 2), "is a formula; type the value itself")


# --- Headings -----------------------------------------------------------------------------------------
COLUMNS = (
    Column("number", "employee number", ("工号",), cells.Code(), required=True),
    Column("score", "score", ("得分（分）",), cells.Decimal()),
)


@pytest.mark.parametrize("heading", ["工号", " 工 号\n", "工号*", "工号（必填）", "Employee Number", "number"])
def test_headings_are_recognised(heading):
    table = find_table(Sheet("", [["标题", ""], ["", ""], [heading, "得分(分)"]]), COLUMNS)
    assert (table.heading_row, table.places) == (2, {"number": 0, "score": 1})


def test_rows_below_the_table_and_between_are_skipped():
    lines = [
        ["工号", "得分"],
        ["1", 2.0],
        ["", ""],
        ["合 计", 2.0],
        ["B2", ""],
        ["填表人：", "审核人："],
        ["备注:", "x"],
    ]
    assert [number for number, _cells in find_table(Sheet("", lines), COLUMNS).rows()] == [2, 5]


def test_what_a_person_assigned_goes_first():
    sheet = Sheet("", [["工号", "新工号", "分"], ["1", "2", 3.0]])
    table = find_table(sheet, COLUMNS, {"工号": "", "新工号": "number", "分": "score"})
    assert (table.places, table.missing) == ({"number": 1, "score": 2}, [])
