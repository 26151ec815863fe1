"""The people's files: HR's own workbooks as they are, and what is wrong in spoiled ones."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from python_calamine import load_workbook

from office.enums import Role
from office.errors import DomainError
from office.intake.imports import plan_file
from office.intake.reading import Sheet, Workbook
from office.models import AuditEntry, Unit
from talent.enums import EngineerStatus, RetirementGround
from talent.imports import DisciplineImport, EngineerImport, PastResultImport
from talent.models import Discipline, Engineer, PastResult
from talent.services.results import ResultRow, record_published_results
from tests.factories import office, talent

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 1)
WORKBOOKS = Path(settings.BASE_DIR) / "fixtures" / "workbooks"
KINDS = {"集团": "group", "子公司": "subsidiary", "厂矿": "plant", "部门": "department", "作业区": "workshop"}
HEADINGS = ["工号", "姓名", "性别", "出生日期", "单位编码", "单位", "学历", "职称", "人员类别", "状态"]
SOUND = ["T1", "单田芳", "男", date(1980, 4, 17), "0102", "板材", "大学本科", "高级工程师", "干部", "在岗"]


def load_units():
    with load_workbook(str(WORKBOOKS / "单位目录.xlsx")) as workbook:
        rows = workbook.get_sheet_by_index(0).to_python()[1:]
    made = {}
    for code, name, kind, parent in rows:
        made[code] = office.unit(made.get(parent), code=code, name=name, kind=KINDS.get(kind, "workshop"))
    return made


def load(importer, name):
    plan = plan_file(importer, WORKBOOKS / name)
    importer.apply(plan)
    return plan


def plan_of(importer, *rows, headings=HEADINGS):
    return importer.plan(Workbook("名册.xlsx", [Sheet("Sheet1", [headings, *(list(row) for row in rows)])]))


def roster(*rows, actor=None, headings=HEADINGS):
    importer = EngineerImport(on=ON, actor=actor)
    return importer, plan_of(importer, *rows, headings=headings)


def changed(index, value, row=SOUND):
    return [*row[:index], value, *row[index + 1 :]]


def reasons(plan):
    return [(problem.row, problem.column, problem.reason) for problem in plan.errors]


@pytest.fixture
def units():
    group = office.unit(code="01", name="集团")
    return {"01": group, "0102": office.unit(group, code="0102", name="板材"), "0103": office.unit(group, code="0103")}


def test_the_workbooks_load_as_they_are():
    units = load_units()
    assert load(DisciplineImport(on=ON), "专业领域.xlsx").counts()["new"] == 46
    plan = load(EngineerImport(on=ON), "技术人员花名册.xlsx")
    assert plan.counts() == {"new": 2400, "changed": 0, "same": 0, "errors": 0, "warnings": 156}
    assert load(PastResultImport(on=ON), "历年考核结果.xlsx").counts()["new"] == 66
    assert (Discipline.objects.count(), Engineer.objects.count(), PastResult.objects.count()) == (46, 2400, 66)
    assert Engineer.objects.filter(retires_on__lt=ON).count() == 156
    person = Engineer.objects.select_related("discipline__parent").get(employee_number="B101659")
    assert (person.name, person.pinyin, person.initials) == ("郭凤兰", "guofenglan", "gfl")
    assert person.discipline.parent is not None
    assert units["010201"].engineers.exists()
    best = PastResult.objects.get(engineer__employee_number="B102156", period=2023)
    assert (str(best.score), best.grade_label, best.source) == ("92.54", "优秀", "imported")


def test_the_same_workbooks_again_change_nothing():
    load_units()
    files = (
        (DisciplineImport, "专业领域.xlsx"),
        (EngineerImport, "技术人员花名册.xlsx"),
        (PastResultImport, "历年考核结果.xlsx"),
    )
    for importer, name in files:
        load(importer(on=ON), name)
    entries = AuditEntry.objects.count()
    for importer, name in files:
        plan = load(importer(on=ON), name)
        assert (plan.counts()["new"], plan.counts()["changed"]) == (0, 0)
    assert AuditEntry.objects.count() == entries


def test_units_of_one_name_are_told_apart_by_their_code():
    load_units()
    first, second = Unit.objects.filter(name="炼钢厂").order_by("code")
    rows = [
        changed(0, "T1", changed(4, first.code, changed(5, "炼钢厂"))),
        changed(0, "T2", changed(4, second.code, changed(5, "炼钢厂"))),
    ]
    importer, plan = roster(*rows)
    assert (plan.errors, plan.warnings) == ([], [])
    importer.apply(plan)
    assert [Engineer.objects.get(employee_number=number).unit for number in ("T1", "T2")] == [first, second]


def test_an_ambiguous_name_alone_is_refused_with_its_candidates():
    load_units()
    _importer, plan = roster(changed(4, "", changed(5, "炼钢厂")))
    ((row, column, reason),) = reasons(plan)
    assert (row, column) == (2, "单位")
    assert all(code in reason for code in Unit.objects.filter(name="炼钢厂").values_list("code", flat=True))


def test_within_ones_own_units_the_name_may_be_enough():
    load_units()
    unit = Unit.objects.filter(name="炼钢厂").select_related("parent").first()
    importer, plan = roster(changed(4, "", changed(5, "炼钢厂")), actor=office.hr(unit.parent))
    assert plan.errors == []
    importer.apply(plan)
    assert Engineer.objects.get().unit == unit


def test_another_name_than_the_codes_is_only_warned_of(units):
    _importer, plan = roster(changed(5, "钢管"))
    assert plan.errors == []
    assert [problem.column for problem in plan.warnings] == ["单位"]


@pytest.mark.parametrize(
    ("index", "value", "column"),
    [
        (2, "未知", "性别"),
        (3, "1985-13-01", "出生日期"),
        (3, date(2020, 1, 1), "出生日期"),
        (3, date(1900, 1, 1), "出生日期"),
        (4, "9999", "单位编码"),
        (6, "学士后", "学历"),
        (7, "特级工程师", "职称"),
        (8, "外聘", "人员类别"),
        (9, "休假", "状态"),
        (1, "", "姓名"),
    ],
)
def test_what_cannot_be_is_named_with_its_place(units, index, value, column):
    _importer, plan = roster(SOUND, changed(0, "T2", changed(index, value)))
    assert [(problem.row, problem.column) for problem in plan.errors] == [(3, column)]
    assert not plan.can_apply


def test_ten_faults_are_all_named_and_nothing_is_loaded(units):
    spoiled = [(1, ""), (2, "?"), (3, "1985-13-01"), (4, "9999"), (6, "?"), (7, "?"), (8, "?"), (9, "?")]
    rows = [changed(0, f"T{index}", changed(index, value)) for index, value in spoiled]
    importer, plan = roster(*rows, changed(0, "T99"), changed(0, "T99"))
    assert len(plan.errors) == 10
    with pytest.raises(DomainError):
        importer.apply(plan)
    assert not Engineer.objects.exists()


def test_a_number_in_two_rows_is_reported_at_both(units):
    _importer, plan = roster(SOUND, changed(0, "T2"), SOUND)
    assert [(problem.row, problem.column) for problem in plan.errors] == [(2, "工号"), (4, "工号")]


def test_a_title_obtained_as_a_child_is_refused(units):
    _importer, plan = roster([*SOUND, date(1990, 1, 1)], headings=[*HEADINGS, "职称取得日期"])
    assert [(problem.row, problem.column) for problem in plan.errors] == [(2, "职称取得日期")]


def test_past_retirement_is_warned_of_unless_the_person_has_gone(units):
    old = changed(3, date(1960, 1, 1))
    _importer, plan = roster(old, changed(0, "T2", changed(9, "退休", old)))
    assert (plan.errors, [problem.row for problem in plan.warnings]) == ([], [2])


def test_a_corrected_pinyin_survives_and_a_new_name_is_read_anew(units):
    talent.engineer(units["0102"], employee_number="T1", name="单田芳", syllables="dan tian fang")
    importer, plan = roster(SOUND)
    importer.apply(plan)
    assert Engineer.objects.get().pinyin == "dantianfang"
    importer, plan = roster(changed(1, "单雄信"))
    importer.apply(plan)
    assert Engineer.objects.get().syllables == "shan xiong xin"


def test_a_retirement_date_by_document_survives(units):
    by_document = date(2041, 4, 17)
    talent.engineer(
        units["0102"],
        employee_number="T1",
        retirement_override=by_document,
        retirement_ground=RetirementGround.FLEXIBLE,
        retirement_document="人社〔2026〕1号",
    )
    importer, plan = roster(SOUND)
    importer.apply(plan)
    assert Engineer.objects.get().retires_on == by_document


def test_human_resources_load_only_their_own_units(units):
    actor = office.hr(units["0102"])
    _importer, plan = roster(SOUND, changed(0, "T2", changed(4, "0103", changed(5, ""))), actor=actor)
    assert [(problem.row, problem.column) for problem in plan.errors] == [(3, "单位编码")]


def test_nobody_takes_over_another_units_person(units):
    theirs = talent.engineer(units["0103"], name="秘密人", employee_number="T1")
    _importer, plan = roster(SOUND, actor=office.hr(units["0102"]))
    ((_row, column, reason),) = reasons(plan)
    assert column == "工号"
    assert theirs.name not in reason


def test_columns_that_are_absent_stay_as_they_are(units):
    talent.engineer(units["0102"], employee_number="T1", position="主任", status=EngineerStatus.SICK_LEAVE)
    short = [index for index, heading in enumerate(HEADINGS) if heading != "状态"]
    importer, plan = roster([SOUND[index] for index in short], headings=[HEADINGS[index] for index in short])
    importer.apply(plan)
    person = Engineer.objects.get()
    assert (person.name, person.position, person.status) == ("单田芳", "主任", EngineerStatus.SICK_LEAVE)


def test_changes_are_recorded_with_old_and_new_value(units):
    talent.engineer(units["0103"], employee_number="T1", name="单田芳")
    importer, plan = roster(SOUND)
    importer.apply(plan)
    entry = AuditEntry.objects.get(verb="engineer.loaded")
    assert entry.changes == {"unit": ["0103", "0102"]}
    assert (entry.unit, entry.reason) == (units["0102"], "名册.xlsx")


def test_an_account_that_waits_is_linked_when_its_number_and_name_come(units):
    account = office.user(name="单田芳", employee_number="T1")
    other = office.user(name="别人", employee_number="T2")
    importer, plan = roster(SOUND, changed(0, "T2"))
    importer.apply(plan)
    assert Engineer.objects.get(employee_number="T1").user == account
    assert not Engineer.objects.filter(user=other).exists()


def test_disciplines_come_in_any_order_and_on_two_levels():
    headings = ["专业编码", "专业名称", "上级专业编码"]
    importer = DisciplineImport(on=ON)
    plan = plan_of(importer, ["0101", "高炉", "01"], ["01", "炼铁", ""], headings=headings)
    importer.apply(plan)
    assert Discipline.objects.get(code="0101").parent.code == "01"
    importer = DisciplineImport(on=ON)
    plan = plan_of(importer, ["010101", "炉顶", "0101"], ["02", "炼钢", "99"], headings=headings)
    assert [(problem.row, problem.column) for problem in plan.errors] == [(2, "上级专业编码"), (3, "上级专业编码")]
    importer = DisciplineImport(on=ON)
    importer.apply(plan_of(importer, ["02", "炼钢", ""], ["0101", "高炉", "02"], headings=headings))
    assert Discipline.objects.get(code="0101").parent.code == "02"


RESULT_HEADINGS = ["工号", "姓名", "年度", "得分", "等次"]


def results(*rows, actor=None):
    importer = PastResultImport(on=ON, actor=actor)
    return importer, plan_of(importer, *rows, headings=RESULT_HEADINGS)


def test_a_result_under_somebody_elses_name_is_refused(units):
    talent.engineer(units["0102"], employee_number="T1", name="单田芳")
    _importer, plan = results(
        ["T1", "单雄信", 2023.0, 90.5, "优秀"], ["T9", "无人", 2023, 80, "称职"], ["T1", "单田芳", 2031, 80, "称职"]
    )
    assert [(problem.row, problem.column) for problem in plan.errors] == [(2, "姓名"), (3, "工号"), (4, "年度")]


def test_a_corrected_result_supersedes_and_keeps_the_old_one(units):
    person = talent.engineer(units["0102"], employee_number="T1", name="单田芳")
    for score in (90.5, 91.25):
        importer, plan = results(["T1", "单田芳", "2023年度", score, "优秀"])
        importer.apply(plan)
    assert [str(result.score) for result in person.results.in_force()] == ["91.25"]
    assert person.results.count() == 2


def test_a_published_result_is_not_overwritten_by_a_file(units):
    person = talent.engineer(units["0102"], employee_number="T1", name="单田芳")
    record_published_results([ResultRow(person.pk, 2023, "优秀", None)], actor=None)
    _importer, plan = results(["T1", "单田芳", 2023, 60, "基本称职"])
    assert [(problem.row, problem.column) for problem in plan.errors] == [(2, "等次")]


def test_results_of_other_units_are_out_of_reach(units):
    talent.engineer(units["0103"], employee_number="T1", name="单田芳")
    _importer, plan = results(["T1", "单田芳", 2023, 60, "基本称职"], actor=office.user(Role.HR, units["0102"]))
    assert [(problem.row, problem.column) for problem in plan.errors] == [(2, "工号")]
