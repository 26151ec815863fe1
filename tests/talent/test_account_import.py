from datetime import date

import pytest

from office.enums import Role
from office.intake.reading import Sheet, Workbook
from office.models import AuditEntry, Duty, User
from talent.imports import AccountImport
from talent.models import Engineer
from tests.factories import office, talent

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 1)
HEADINGS = ["工号", "姓名", "用户名", "邮箱", "角色", "单位编码", "起", "止"]
FILLER = ["T1", "", "zhangsan", "z@example.com", "填报人", "p1", date(2026, 1, 1), date(2026, 12, 31)]


@pytest.fixture
def plant():
    plant = office.unit(office.unit(code="g"), code="p1")
    talent.engineer(plant, employee_number="T1", name="张三")
    return plant


def load(*rows, actor=None):
    importer = AccountImport(on=ON, actor=actor)
    plan = importer.plan(Workbook("账号.xlsx", [Sheet("Sheet1", [HEADINGS, *map(list, rows)])]))
    if plan.can_apply:
        importer.apply(plan)
    return plan


def places(plan):
    return [(problem.row, problem.column) for problem in plan.errors]


def test_accounts_come_with_their_duties_and_records(plant):
    administrator = office.user(Role.RIGHTS_ADMINISTRATOR, plant)
    second = [*FILLER[:4], "审核人", "p1", date(2026, 1, 1), ""]
    plan = load(FILLER, second, ["", "李四", "lisi", "", "", "", "", ""], actor=administrator)
    assert plan.errors == []
    account = User.objects.get(username="zhangsan")
    assert (account.name, account.email, account.has_usable_password()) == ("张三", "z@example.com", False)
    assert Engineer.objects.get().user == account
    assert list(account.duties.values_list("role", "unit", "starts_on", "until", "granted_by")) == [
        ("checker", plant.pk, date(2026, 1, 1), None, administrator.pk),
        ("filler", plant.pk, date(2026, 1, 1), date(2027, 1, 1), administrator.pk),
    ]
    assert not User.objects.get(username="lisi").duties.exists()


def test_the_same_file_again_changes_nothing(plant):
    load(FILLER)
    entries = AuditEntry.objects.count()
    plan = load(FILLER)
    assert (plan.counts()["same"], AuditEntry.objects.count()) == (1, entries)


def test_another_end_and_address_are_written(plant):
    load(FILLER)
    load([*FILLER[:3], "new@example.com", *FILLER[4:7], date(2027, 6, 30)])
    assert User.objects.get(username="zhangsan").email == "new@example.com"
    assert Duty.objects.get().until == date(2027, 7, 1)


@pytest.mark.parametrize(
    ("index", "value", "column"),
    [
        (0, "T9", "姓名"),
        (1, "别人", "姓名"),
        (4, "经理", "角色"),
        (4, "", "角色"),
        (5, "p9", "单位编码"),
        (5, "", "单位编码"),
        (7, date(2025, 12, 31), "角色"),
        (2, "", "用户名"),
    ],
)
def test_what_cannot_be_is_named_with_its_place(plant, index, value, column):
    assert places(load([*FILLER[:index], value, *FILLER[index + 1 :]])) == [(2, column)]
    assert not User.objects.exists()


def test_two_accounts_for_one_number_are_refused(plant):
    other = [*FILLER[:2], "another", *FILLER[3:]]
    assert places(load(FILLER, other)) == [(3, "工号")]


def test_rights_are_granted_only_within_ones_own_subtree(plant):
    elsewhere = office.unit(plant.parent, code="p2")
    assert places(load(FILLER, actor=office.user(Role.RIGHTS_ADMINISTRATOR, elsewhere))) == [(2, "单位编码")]


def test_nobody_grants_to_himself_by_file(plant):
    administrator = office.user(
        Role.RIGHTS_ADMINISTRATOR, plant, username="zhangsan", name="张三", employee_number="T1"
    )
    assert places(load(FILLER, actor=administrator)) == [(2, "角色")]


def test_only_rights_administrators_load_accounts(plant):
    assert AccountImport.may_load(office.user(Role.RIGHTS_ADMINISTRATOR, plant))
    assert not AccountImport.may_load(office.hr(plant))


@pytest.fixture
def sister(plant):
    """Another plant of the group, with somebody who has a duty there."""
    sister = office.unit(plant.parent, code="p2")
    office.user(Role.GROUP_ADMINISTRATOR, sister, username="stranger", name="外人", email="own@example.com")
    return sister


def test_an_account_beyond_ones_units_keeps_its_address_and_gets_no_duty(plant, sister):
    administrator = office.user(Role.RIGHTS_ADMINISTRATOR, plant)
    taken = ["", "", "stranger", "mine@example.com", "", "", "", ""]
    assert places(load(taken, actor=administrator)) == [(2, "用户名")]
    assert places(load(["", "", "stranger", "", "填报人", "p1", "", ""], actor=administrator)) == [(2, "用户名")]
    assert User.objects.get(username="stranger").email == "own@example.com"


def test_an_account_with_duties_elsewhere_too_keeps_its_address(plant, sister):
    office.duty(User.objects.get(username="stranger"), Role.FILLER, plant)
    administrator = office.user(Role.RIGHTS_ADMINISTRATOR, plant)
    assert places(load(["", "", "stranger", "mine@example.com", "", "", "", ""], actor=administrator)) == [(2, "邮箱")]


def test_nobody_changes_the_own_address_or_period_by_a_file(plant):
    administrator = office.user(username="keeper", email="old@example.com")
    office.duty(administrator, Role.RIGHTS_ADMINISTRATOR, plant, until=date(2027, 1, 1))
    row = ["", "", "keeper", "old@example.com", "权限管理员", "p1", office.LONG_AGO, date(2099, 12, 31)]
    assert places(load(row, actor=administrator)) == [(2, "角色")]
    row[3], row[7] = "new@example.com", date(2026, 12, 31)
    assert places(load(row, actor=administrator)) == [(2, "邮箱")]


def test_a_longer_period_obeys_the_same_rules_as_a_new_duty(plant):
    clerk = office.user(username="clerk")
    office.duty(clerk, Role.HR, plant, until=date(2026, 12, 1))
    office.duty(clerk, Role.AUDIT_ADMINISTRATOR, plant, starts_on=date(2026, 12, 1))
    row = ["", "", "clerk", "", "人力资源", "p1", office.LONG_AGO, date(2027, 6, 30)]
    assert places(load(row, actor=office.user(Role.RIGHTS_ADMINISTRATOR, plant))) == [(2, "角色")]


def test_a_record_of_another_unit_is_not_taken_by_its_number(plant, sister):
    talent.engineer(sister, employee_number="T9", name="王五")
    administrator = office.user(Role.RIGHTS_ADMINISTRATOR, plant)
    assert places(load(["T9", "王五", "wangwu", "", "填报人", "p1", "", ""], actor=administrator)) == [(2, "工号")]
    assert Engineer.objects.get(employee_number="T9").user is None
