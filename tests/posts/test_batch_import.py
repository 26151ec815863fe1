"""Rows of a batch from HR's workbook: each act, what is wrong by cell, and the same file again."""

import datetime

import pytest

from office.errors import DomainError
from office.intake import previews
from posts.imports import BatchImport
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories import rulebooks, talent

HEADINGS = ["事项", "工号", "姓名", "岗位编号", "席位", "聘任方式", "聘期起", "聘期止", "终止原因", "破格", "理由"]


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


def preview(firm, batch, *lines):
    """What the preview tells of the changed rows: [[label, old, new], …] of each."""
    run, plan = of.plan_of(BatchImport, of.sheet(HEADINGS, *lines), actor=firm.administrator, batch=batch.pk)
    return [fields for *_place, fields in previews.preview(run, plan)["changed"]]


def test_the_preview_of_changes_speaks_in_the_words_of_the_file(firm):
    batch = firm.batch(decision=False)
    lines = rows(firm)
    load(firm, batch, *lines)
    lines[1][4:8] = [1, "直聘", datetime.date(2026, 12, 1), datetime.date(2029, 6, 30)]
    lines[1][9:] = ["是", "急需"]
    code = firm.post.code
    assert preview(firm, batch, *lines) == [
        [
            ["席位", f"{code}-2", f"{code}-1"],
            ["聘任方式", "竞聘", "直聘"],
            ["聘期起", "2026-11-01", "2026-12-01"],
            ["聘期止", "2028-12-31", "2029-06-30"],
            ["理由", "", "急需"],
            ["破格", "否", "是"],
        ]
    ]


def test_the_preview_names_grades_and_reasons_of_ending(firm):
    batch = firm.batch(decision=False)
    lower = rulebooks.grade("expert-2")
    person = firm.holder.employee_number
    lowered = ["低聘", person, "", "", "", "", "2026-11-01", "2028-12-31", "", "", ""]
    ended = ["终止聘任", person, "", "", "", "", "2026-11-01", "", "辞聘", "", ""]
    headings = [*HEADINGS, "低聘层级"]

    def plan(*lines):
        return of.plan_of(BatchImport, of.sheet(headings, *lines), actor=firm.administrator, batch=batch.pk)

    run, first = plan([*lowered, firm.post.grade.name], [*ended, ""])
    run.apply(first)
    ended[8] = "调离"
    run, second = plan([*lowered, lower.name], [*ended, ""])
    told = [fields for *_place, fields in previews.preview(run, second)["changed"]]
    assert told == [[["层级", str(firm.post.grade), str(lower)]], [["终止原因", "辞聘", "调离"]]]


@pytest.mark.parametrize(
    ("act", "day", "why"), [("终止聘任", "终止日期", "终止原因"), ("解聘", "解聘日期", "解聘原因")]
)
def test_a_file_may_call_the_end_of_an_appointment_a_dismissal(firm, act, day, why):
    batch = firm.batch(decision=False)
    line = [act, firm.holder.employee_number, "2026-11-15", "解聘"]
    of.load(BatchImport, of.sheet(["事项", "工号", day, why], line), actor=firm.administrator, batch=batch.pk)
    row = batch.rows.get()
    assert (row.act, row.starts_on, row.end_reason) == ("end", datetime.date(2026, 11, 15), "dismissed")


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_asks_as_much_for_three_changed_rows_as_for_one(firm, count, django_assert_num_queries):
    batch = firm.batch(decision=False)
    post = of.post(firm.plant, authorised=6)
    lines = []
    for number in range(1, count + 1):
        new, held = talent.engineer(firm.plant), of.appointment(of.post(firm.plant)).engineer
        lines.append(
            ["聘任", new.employee_number, "", post.code, number, "竞聘", "2026-11-01", "2028-12-31", "", "", ""]
        )
        lines.append(["续聘", held.employee_number, "", "", "", "", "2026-11-01", "2028-12-31", "", "", ""])
    load(firm, batch, *lines)
    for appointed, renewed in zip(lines[::2], lines[1::2], strict=True):
        appointed[4] += 3
        renewed[7] = "2029-12-31"
    with django_assert_num_queries(8):
        assert len(preview(firm, batch, *lines)) == 2 * count


@pytest.mark.parametrize(
    ("place", "value", "column"),
    [
        (0, "升官", "事项"),
        (1, "X-unknown", "工号"),
        (2, "别人", "姓名"),
        (7, "1985-13-01", "聘期止"),
        (8, "不高兴", "终止原因"),
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
