"""Rows of a batch from HR's workbook: each act, what is wrong by cell, and the same file again."""

import datetime

import pytest

from office.errors import DomainError
from posts.imports import BatchImport
from tests.factories import office as make
from tests.factories import posts as of

HEADINGS = ["事项", "工号", "姓名", "岗位编号", "席位", "聘任方式", "聘期起", "聘期止", "解聘原因", "破格", "理由"]


def rows(firm):
    held, new = firm.holder, firm.other
    return [
        ["续聘", held.employee_number, held.name, "", "", "", "", datetime.date(2028, 12, 31), "", "", "继续攻关"],
        ["聘任", new.employee_number, new.name, firm.post.code, "", "竞聘", datetime.date(2026, 11, 1),
         datetime.date(2028, 12, 31), "", "否", ""],
    ]  # fmt: skip


def load(firm, batch, *lines, actor=None):
    return of.load(BatchImport, of.sheet(HEADINGS, *lines), actor=actor or firm.administrator, batch=batch.pk)


def test_rows_come_in_and_the_same_file_changes_nothing(firm):
    batch = firm.batch(decision=False)
    assert load(firm, batch, *rows(firm)).counts()["new"] == 2
    renewed, appointed = batch.rows.order_by("position")
    assert (renewed.act, renewed.appointment, renewed.last_day) == ("renew", firm.held, datetime.date(2028, 12, 31))
    assert (appointed.seat.number, appointed.mode, appointed.waived) == (2, "competition", False)
    again = load(firm, batch, *rows(firm))
    assert (again.counts()["new"], again.counts()["changed"], batch.rows.count()) == (0, 0, 2)


def test_a_changed_file_changes_its_rows(firm):
    batch = firm.batch(decision=False)
    lines = rows(firm)
    load(firm, batch, *lines)
    lines[0][7] = datetime.date(2029, 6, 30)
    assert load(firm, batch, *lines).counts()["changed"] == 1
    assert batch.rows.get(act="renew").last_day == datetime.date(2029, 6, 30)


@pytest.mark.parametrize(
    ("place", "value", "column"),
    [
        (0, "升官", "事项"),
        (1, "X-unknown", "工号"),
        (2, "别人", "姓名"),
        (7, "1985-13-01", "聘期止"),
        (8, "不高兴", "解聘原因"),
    ],
)
def test_what_is_wrong_is_said_by_cell_and_nothing_is_loaded(firm, place, value, column):
    batch = firm.batch(decision=False)
    line = rows(firm)[0]
    line[place] = value
    _run, plan = of.plan_of(BatchImport, of.sheet(HEADINGS, line), actor=firm.administrator, batch=batch.pk)
    assert [(problem.row, problem.column) for problem in plan.errors] == [(2, column)]
    assert batch.rows.count() == 0


def test_a_formula_in_a_cell_is_text(firm):
    batch = firm.batch(decision=False)
    line = rows(firm)[0]
    line[10] = "=1+1"
    load(firm, batch, line)
    assert batch.rows.get().reason == "=1+1"


def test_another_units_people_and_batches_are_out_of_reach(firm):
    batch = firm.batch(decision=False)
    stranger = make.user("subsidiary_administrator", make.unit(firm.group, kind="subsidiary"))
    with pytest.raises(DomainError):
        load(firm, batch, *rows(firm), actor=stranger)
    own = make.user("subsidiary_administrator", firm.subsidiary)
    elsewhere = of.appointment(of.post(make.unit(firm.group)))
    draft = firm.batch(unit=firm.subsidiary, decision=False)
    line = rows(firm)[0]
    line[1], line[2] = elsewhere.engineer.employee_number, ""
    _run, plan = of.plan_of(BatchImport, of.sheet(HEADINGS, line), actor=own, batch=draft.pk)
    assert [problem.column for problem in plan.errors] == ["工号"]


def test_a_batch_that_is_no_draft_takes_no_rows(firm):
    batch = firm.batch(firm.extend())
    batch.status = "withdrawn"
    batch.save()
    with pytest.raises(DomainError):
        load(firm, batch, *rows(firm))
