"""A year of real-looking score sheets, against a reference computed apart from scoring, in integers."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from rulebooks.scoring import (
    CapMeter,
    GradeLine,
    Part,
    RaterRule,
    Scale,
    aggregate,
    assign_pools,
    cap_meter,
    check_scales,
    composite,
    grade_of,
    sheet_total,
)

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
RATERS = ("专家评委1", "专家评委2", "专家评委3")
MAXIMA = (20, 20, 15, 10, 5, 15, 5, 10)
SCALES = [Scale(str(column), Decimal(maximum)) for column, maximum in enumerate(MAXIMA)]
LINES = [
    GradeLine("优秀", Decimal(90)),
    GradeLine("称职", Decimal(75)),
    GradeLine("基本称职", Decimal(60)),
    GradeLine("不称职"),
]


def rows(workbook, sheet=0, header=1):
    book = CalamineWorkbook.from_path(FIXTURES / "workbooks" / workbook)
    return book.get_sheet_by_index(sheet).to_python()[header:]


@pytest.fixture(scope="module")
def totals():
    """Employee number → the five sheets' totals."""
    found = defaultdict(list)
    for sheet in range(5):
        for number, _name, *cells in rows("2025年度考核评分汇总.xlsx", sheet):
            points = {str(column): Decimal(str(cell)) for column, cell in enumerate(cells)}
            found[number].append(sheet_total(points, SCALES).value)
    return found


@pytest.fixture(scope="module")
def composites(totals):
    def weigh(experts, unit, departments):
        mean = aggregate(experts, RaterRule(required=len(RATERS))).value
        return composite([Part("experts", mean, 60), Part("unit", unit, 25), Part("departments", departments, 15)])

    return {number: weigh(values[:3], *values[3:]).value for number, values in totals.items()}


@pytest.fixture(scope="module")
def grades(composites):
    return {number: grade_of(value, LINES) for number, value in composites.items()}


def test_standard_of_the_workbook_adds_up():
    check_scales(SCALES, total=Decimal(100))


def test_totals_and_composites_equal_the_independent_reference(totals, composites):
    with (FIXTURES / "expected" / "composites-2025.csv").open(encoding="utf-8", newline="") as file:
        expected = {number: [Decimal(text) for text in texts] for number, *texts in list(csv.reader(file))[1:]}
    assert {number: [*values, composites[number]] for number, values in totals.items()} == expected
    assert len(expected) == 71


def test_thirty_six_of_seventy_one_reach_ninety(grades):
    assert list(grades.values()).count("优秀") == 36


def test_pools_over_their_cap(grades):
    names = {code: name for code, name, *_ in rows("单位目录.xlsx")}
    parents = {code: parent or None for code, _name, _kind, parent in rows("单位目录.xlsx")}
    held_by = {number: post[:4] for post, _seat, number, *_ in rows("在聘人员台账.xlsx", header=2)}
    subsidiaries = [held_by[number] for number in grades]
    pools = assign_pools({unit: subsidiaries.count(unit) for unit in set(subsidiaries)}, parents, minimum=5)
    members = defaultdict(list)
    for number, grade in grades.items():
        members[names[pools[held_by[number]]]].append(grade)
    assert {pool: cap_meter(found, capped="优秀", percent=20) for pool, found in members.items()} == {
        "板材公司": CapMeter(35, 7, 17),
        "北方钢铁公司": CapMeter(10, 2, 7),
        "矿业公司": CapMeter(9, 1, 4),
        "机械制造公司": CapMeter(8, 1, 3),
        "信息自动化公司": CapMeter(5, 1, 2),
        "示例钢铁集团": CapMeter(4, 0, 3),  # the four of 建设公司, which is under five
    }
