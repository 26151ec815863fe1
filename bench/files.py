"""Loading and exporting 100,000 rows, against reading and writing the bare file."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import xlsxwriter
from django.conf import settings
from django.utils.module_loading import import_string
from python_calamine import load_workbook

from bench.clock import best_of
from office.intake import reading
from talent.models import Engineer

ROWS, COLUMNS = 100_000, 8
HEADINGS = (
    *("工号", "姓名", "性别", "出生日期", "单位编码", "专业领域", "学历", "是否全日制", "职称"),
    *("职称取得日期", "从事技术工作日期", "人员类别", "状态"),
)


def measure(site, report):
    with tempfile.TemporaryDirectory() as folder:
        roster = Path(folder) / "roster.xlsx"
        write_roster(roster, site)
        read = best_of(lambda: load_workbook(roster).get_sheet_by_index(0).to_python(), times=2)
        report.add("loading a roster of 100,000 rows", best_of(lambda: load(roster, site), times=1), read, 20)
        bare = best_of(lambda: bare_export(Path(folder) / "bare.xlsx"), times=1)
        milliseconds, megabytes = exported(site)
        report.add("export of 100,000 rows", milliseconds, bare, 3)
        report.add("export of 100,000 rows: peak memory", megabytes, 1, 200, unit="MB")


def write_roster(path, site):
    """New people, so that every row is written."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for n in range(ROWS):
            unit, discipline = site.units[n % len(site.units)], site.disciplines[n % len(site.disciplines)]
            row = (f"R{n:06}", "赵安博", "男", f"19{70 + n % 20}-0{1 + n % 9}-1{n % 10}", unit.code, discipline.name)
            sheet.write_row(n + 1, 0, (*row, "大学本科", "是", "工程师", "2012-12-01", "2021-07-01", "干部", "在岗"))


def load(path, site):
    loader = import_string(settings.IMPORTS["engineers"])(actor=site.user)
    plan = loader.plan(reading.read(path))
    assert plan.can_apply, [problem.as_list() for problem in plan.errors[:3]]
    loader.apply(plan)
    assert Engineer.objects.filter(employee_number__startswith="R").count() == ROWS


def bare_export(path):
    """As many cells of plain text, written and nothing else."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for n in range(ROWS):
            for column in range(COLUMNS):
                sheet.write_string(n, column, f"cell {n}")


def exported(site):
    """(milliseconds, MB at the peak) of a process that does nothing else."""
    answer = subprocess.run(
        [sys.executable, "-m", "bench.export", str(site.user.pk), str(ROWS)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(answer.stdout.splitlines()[-1])
