"""A workbook with faults changes nothing and names every place; two units of one name are never confused."""

import io
import re

import pytest

from office.enums import JobStatus
from office.intake.reading import read
from office.models import Unit
from posts.models import Post
from talent.models import Engineer
from tests.acceptance import screens
from tests.factories import workbooks

pytestmark = pytest.mark.django_db
ROSTER = screens.REGISTERS["engineers"]
NAME = "花名册（改坏）.xlsx"
SPOILED = (  # row as Excel counts, heading, what is written there, what is said about it
    (3, "姓名", "", "为空"),
    (4, "性别", "不详", ""),
    (5, "出生日期", "1985-13-01", ""),
    (6, "单位编码", "99999", ""),
    (7, "专业领域", "炼丹", ""),
    (8, "学历", "小学", ""),
    (9, "职称", "大师", ""),
    (10, "职称取得日期", "去年", ""),
    (11, "是否管理岗", "也许", ""),
    (12, "状态", "云游", ""),
)


def spoil(rows, places):
    headings = rows[1]
    for row, heading, value, _reason in places:
        rows[row - 1][headings.index(heading)] = value
    return rows


@pytest.fixture
def spoiled(group):
    content = workbooks.xlsx(spoil(screens.rows_of(ROSTER), SPOILED))
    return screens.upload(group.administrator, "engineers", content, NAME)


def places(problems):
    return [tuple(map(str, problem[:4])) for problem in problems if problem[-1] in ("error", "错误")]


def test_ten_faults_change_nothing_and_are_named_on_the_page(group, spoiled):
    before = screens.everything()
    assert spoiled.status == JobStatus.FAILED
    assert places(spoiled.result["problems"]) == [
        ("Sheet1", str(row), heading, value) for row, heading, value, _reason in SPOILED
    ]
    assert all(problem[4] for problem in spoiled.result["problems"])
    page = re.sub(r">\s+<", "><", screens.text(group.administrator.get(spoiled.get_absolute_url())))
    for _row, heading, value, _reason in SPOILED:
        assert f"<td>{heading}</td><td>{value}</td>" in page
    screens.confirm(group.administrator, spoiled)
    assert screens.everything() == before


def test_the_list_of_faults_is_downloaded_as_a_workbook(group, spoiled):
    answer = group.administrator.get(f"{spoiled.get_absolute_url()}file/")
    sheet = read(io.BytesIO(b"".join(answer.streaming_content)), "list.xlsx").sheets[0]
    assert sheet.rows[0] == ["工作表", "行", "列", "值", "原因", "级别"]
    found = [
        [sheet_name, int(row), column, value]
        for sheet_name, row, column, value, _why, level in sheet.rows[1:]
        if level == "错误"
    ]
    assert found == [["Sheet1", row, heading, value] for row, heading, value, _reason in SPOILED]


def test_a_number_that_stands_twice_is_named_in_both_rows(group):
    rows = screens.rows_of(ROSTER)
    rows[3][1] = rows[2][1]
    job = screens.upload(group.administrator, "engineers", workbooks.xlsx(rows), NAME)
    assert [problem[1:4] for problem in job.result["problems"] if problem[-1] == "error"] == [
        [3, "工号", "B100001"],
        [4, "工号", "B100001"],
    ]


# --- Two units of one name ----------------------------------------------------------------------------------
TWINS = ("炼钢厂", "连铸作业区")


@pytest.mark.parametrize("name", TWINS)
def test_twins_by_name_are_told_apart_by_their_codes(group, name):
    units = list(Unit.objects.filter(name=name).order_by("code"))
    assert len(units) == 2
    headings, *rows = screens.rows_of(ROSTER)[1:]
    for unit in units:
        numbers = {row[headings.index("工号")] for row in rows if row[headings.index("单位编码")] == unit.code}
        assert set(Engineer.objects.filter(unit=unit).values_list("employee_number", flat=True)) == numbers


def test_posts_of_twins_stand_where_their_codes_say(group):
    headings, *rows = screens.rows_of(screens.REGISTERS["posts"])[1:]
    wanted = {row[headings.index("岗位编号")]: row[headings.index("单位编码")] for row in rows}
    assert dict(Post.objects.values_list("code", "unit__code")) == wanted


@pytest.mark.parametrize("name", TWINS)
def test_a_file_that_names_units_by_name_only_is_told_both_candidates(group, name):
    rows = screens.rows_of(ROSTER)
    place, unit = rows[1].index("单位编码"), rows[1].index("单位")
    rows = [[cell for index, cell in enumerate(row) if index != place] for row in rows if row[unit] in ("单位", name)]
    job = screens.upload(group.administrator, "engineers", workbooks.xlsx(rows), NAME)
    problems = [problem for problem in job.result["problems"] if problem[-1] == "error"]
    assert job.status == JobStatus.FAILED
    assert len(problems) == len(rows) - 1
    for problem in problems:
        assert (problem[2], problem[3]) == ("单位", name)
        assert all(f"{one.code} {one.parent.name} › {name}" in problem[4] for one in Unit.objects.filter(name=name))


def test_a_file_that_names_an_unmistakable_unit_by_name_loads(group):
    rows = screens.rows_of(ROSTER)
    place, unit = rows[1].index("单位编码"), rows[1].index("单位")
    rows = [
        [cell for index, cell in enumerate(row) if index != place] for row in rows if row[unit] in ("单位", "炼铁总厂")
    ]
    job = screens.upload(group.administrator, "engineers", workbooks.xlsx(rows), NAME)
    counts = job.result["counts"]
    assert (job.status, counts["errors"], counts["same"]) == (JobStatus.DONE, 0, len(rows) - 1)
