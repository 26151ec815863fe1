"""Entering and correcting records."""

from datetime import date

import pytest

from office.clock import today
from office.enums import Role
from office.errors import DomainError
from office.models import AuditEntry
from talent.enums import Education, ProfessionalTitle, RetirementGround, Sex, StaffCategory
from talent.models import Engineer
from talent.rules import retirement_bounds
from talent.selectors import state_of_discipline
from talent.services.accounts import link_account, unlink_account
from talent.services.disciplines import create_discipline, update_discipline
from talent.services.engineers import create_engineer, update_engineer
from talent.services.results import ResultRow, record_published_results
from tests.factories import office, talent

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return office.unit(office.unit())


@pytest.fixture
def actor(unit):
    return office.hr(unit)


@pytest.fixture
def person(unit):
    return talent.engineer(unit, name="单田芳")


def facts(unit, **changes):
    return {
        "name": "查良镛",
        "sex": Sex.MALE,
        "born_on": date(1980, 4, 17),
        "unit": unit,
        "education": Education.MASTER,
        "staff_category": StaffCategory.CADRE,
    } | changes


def update(person, actor, **changes):
    person.refresh_from_db()
    return update_engineer(person, seen=person.updated_at, actor=actor, **changes)


def test_entering_derives_pinyin_and_retirement(unit, actor):
    person = create_engineer(employee_number="N1", actor=actor, **facts(unit))
    assert (person.pinyin, person.initials, person.retires_on) == ("zhaliangyong", "zly", date(2043, 4, 17))
    assert AuditEntry.objects.get().verb == "engineer.created"
    with pytest.raises(DomainError):
        create_engineer(employee_number="N1", actor=actor, **facts(unit))


@pytest.mark.parametrize(
    "changes",
    [
        {"born_on": date(2020, 1, 1)},
        {"title_on": date(1990, 1, 1)},
        {"technical_since": date(2200, 1, 1)},
        {"retirement_document": "人社〔2026〕1号"},
    ],
)
def test_what_cannot_be_is_refused(unit, actor, changes):
    with pytest.raises(DomainError):
        create_engineer(employee_number="N1", actor=actor, **facts(unit, **changes))
    assert not Engineer.objects.exists()


def test_correcting_records_old_and_new(person, actor):
    update(person, actor, title=ProfessionalTitle.PROFESSOR)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.changes) == ("engineer.updated", {"title": ["senior", "professor"]})
    update(person, actor, title=ProfessionalTitle.PROFESSOR)
    assert AuditEntry.objects.count() == 1


def test_a_birth_date_moves_the_retirement_date(person, actor):
    assert update(person, actor, born_on=date(1966, 4, 13)).retires_on == date(2026, 8, 13)
    assert set(AuditEntry.objects.get().changes) == {"born_on", "retires_on"}


def test_a_corrected_pinyin_stays_until_the_name_changes(person, actor):
    update(person, actor, syllables="Dan Tian Fang")
    assert update(person, actor, name="单田芳", position="主任").pinyin == "dantianfang"
    assert update(person, actor, name="单雄信", syllables="dan tian fang").pinyin == "shanxiongxin"
    assert update(person, actor, name="单雄", syllables="dan xiong").initials == "dx"


def test_a_stale_form_is_refused_with_both_values(person, actor):
    seen = person.updated_at
    update(person, actor, position="主任", school="东北大学")
    with pytest.raises(DomainError) as refusal:
        update_engineer(person, seen=seen, actor=actor, position="副主任", school="东北大学")
    (reason,) = refusal.value.reasons
    assert "副主任" in reason
    assert "主任" in reason.replace("副主任", "")
    person.refresh_from_db()
    assert person.position == "主任"


def test_nobody_corrects_his_own_record(person, actor):
    Engineer.objects.update(user=actor)
    with pytest.raises(DomainError):
        update(person, actor, title=ProfessionalTitle.PROFESSOR)


def test_secondment_is_dated(person, actor, unit):
    with pytest.raises(DomainError):
        update(person, actor, work_unit=unit)
    assert update(person, actor, work_unit=unit, work_unit_since=today()).work_unit == unit


@pytest.mark.parametrize(
    ("born_on", "sex", "category", "ground", "bounds"),
    [
        (date(1980, 4, 17), "male", "cadre", "flexible", (date(2040, 4, 17), date(2046, 4, 17))),
        (date(1966, 4, 13), "male", "cadre", "flexible", (date(2026, 4, 13), date(2029, 8, 13))),
        (date(1980, 4, 17), "male", "worker", "special_trade", (date(2035, 4, 17), date(2043, 4, 17))),
        (date(1980, 4, 17), "female", "worker", "special_trade", (date(2025, 4, 17), date(2032, 11, 17))),
    ],
)
def test_bounds_of_other_retirement_dates(born_on, sex, category, ground, bounds):
    first, last = retirement_bounds(born_on, sex, category, ground)
    assert first == bounds[0]
    if ground == "flexible" or sex == "male":
        assert last == bounds[1]


@pytest.mark.parametrize(
    ("day", "fits"), [("2040-04-16", False), ("2040-04-17", True), ("2046-04-17", True), ("2046-04-18", False)]
)
def test_flexible_retirement_keeps_within_its_bounds(person, actor, day, fits):
    changes = {
        "retirement_override": date.fromisoformat(day),
        "retirement_ground": RetirementGround.FLEXIBLE,
        "retirement_document": "人社〔2026〕1号",
    }
    if fits:
        assert update(person, actor, **changes).retires_on == date.fromisoformat(day)
    else:
        with pytest.raises(DomainError):
            update(person, actor, **changes)


@pytest.mark.parametrize("missing", ["retirement_ground", "retirement_document"])
def test_an_override_needs_ground_and_document(person, actor, missing):
    changes = {
        "retirement_override": date(2041, 1, 1),
        "retirement_ground": RetirementGround.FLEXIBLE,
        "retirement_document": "人社〔2026〕1号",
    }
    with pytest.raises(DomainError):
        update(person, actor, **(changes | {missing: ""}))


def test_published_results_supersede_and_repeat_without_effect(person, actor):
    talent.past_result(person, 2025, score="80.00")
    rows = [ResultRow(person.pk, 2025, "优秀", 91)]
    assert len(record_published_results(rows, actor=actor)) == 1
    assert record_published_results(rows, actor=actor) == []
    assert [result.grade_label for result in person.results.in_force()] == ["优秀"]
    assert person.results.count() == 2


def test_publishing_takes_as_many_queries_for_many_as_for_one(unit, actor, django_assert_num_queries):
    people = [talent.engineer(unit) for _number in range(30)]
    for some in (people[:1], people):
        rows = [ResultRow(person.pk, 2000 + len(some), "称职", 80) for person in some]
        with django_assert_num_queries(8):
            record_published_results(rows, actor=actor)


def test_accounts_are_linked_by_the_employee_number(person, actor):
    administrator = office.user(Role.RIGHTS_ADMINISTRATOR, person.unit)
    with pytest.raises(DomainError):
        link_account(person, office.user(employee_number="other"), actor=administrator)
    account = office.user(employee_number=person.employee_number)
    assert link_account(person, account, actor=administrator).user == account
    with pytest.raises(DomainError):
        link_account(person, account, actor=administrator)
    assert unlink_account(person, reason="工号有误", actor=administrator).user is None
    with pytest.raises(DomainError):
        link_account(person, account, actor=account)


def test_an_entered_person_meets_the_account_that_waits(unit, actor):
    account = office.user(name="查良镛", employee_number="N1")
    create_engineer(employee_number="N1", actor=actor, **facts(unit))
    assert Engineer.objects.get().user == account


def test_disciplines_keep_two_levels(actor):
    upper = create_discipline(code="01", name="炼铁", actor=actor)
    lower = create_discipline(code="0101", name="高炉", parent=upper, actor=actor)
    with pytest.raises(DomainError):
        create_discipline(code="01", name="炼钢", actor=actor)
    with pytest.raises(DomainError):
        create_discipline(code="010101", name="炉顶", parent=lower, actor=actor)
    other = create_discipline(code="02", name="炼钢", actor=actor)
    with pytest.raises(DomainError):
        update_discipline(upper, seen=state_of_discipline(upper), parent=other, actor=actor)
    seen = state_of_discipline(lower)
    update_discipline(lower, seen=seen, name="高炉炼铁", actor=actor)
    with pytest.raises(DomainError):
        update_discipline(lower, seen=seen, name="高炉冶炼", actor=actor)
