"""What each reader finds on the pages of people: and what must be nowhere."""

import io
import re
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from python_calamine import load_workbook

from office.clock import today
from office.enums import Role
from talent.enums import EngineerStatus
from talent.models import Engineer
from talent.retirement import months_after
from talent.rules import FACTS
from tests.factories import office, talent

pytestmark = pytest.mark.django_db
BORN_ON = date(1981, 11, 23)
DAY_OF_BIRTH = re.compile(r"1981\D{1,2}(?:10|11)")  # in any spelling, now or before; 1981 alone may be the key of a row
MARKER = "暗记人"


@pytest.fixture
def group():
    return office.unit(name="集团")


@pytest.fixture
def unit(group):
    return office.unit(group, name="炼铁总厂")


@pytest.fixture
def elsewhere(group):
    return office.unit(group, name="矿业公司")


@pytest.fixture
def person(unit):
    return talent.engineer(
        unit, name="单田芳", born_on=BORN_ON, discipline=talent.discipline(talent.discipline(name="炼铁"), name="高炉")
    )


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"talent:{name}", args=args), query)


def text_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def exported(client, user, name, *columns, **query):
    client.force_login(user)
    answer = client.post(f"{reverse(f'talent:{name}')}", {"columns": columns, "format": "xlsx"}, query_params=query)
    assert answer.status_code == 200
    workbook = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return str(workbook.get_sheet_by_index(0).to_python())


def form_of(person, **changes):
    values = {name: getattr(person, name) for name in FACTS}
    values |= {
        "unit": person.unit.code,
        "work_unit": "",
        "discipline": person.discipline.code if person.discipline else "",
    }
    values |= {"employee_number": person.employee_number, "reason": "", "seen": person.updated_at.isoformat()} | changes
    return {name: "" if value is None else value for name, value in values.items() if value is not False}


# --- The list ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["单田", "shantian", "stf", "STF", "T0042"])
def test_people_are_found_by_the_beginning_of_name_pinyin_and_number(client, person, unit, words):
    Engineer.objects.update(employee_number="T0042")
    talent.engineer(unit, name=MARKER)
    found = text_of(page(client, office.hr(unit), "engineer_list", q=words))
    assert "单田芳" in found
    assert MARKER not in found


def test_filters_narrow_the_list(client, unit, person):
    hr, upper = office.hr(unit.parent), person.discipline.parent
    workshop = office.unit(unit, name="一作业区")
    soon = months_after(today(), 20)
    others = {
        "甲": talent.engineer(workshop, name="甲甲", retires_on=soon),
        "乙": talent.engineer(unit, name="乙乙", retires_on=months_after(today(), -1)),
        "丙": talent.engineer(unit, name="丙丙", retires_on=soon, status=EngineerStatus.RETIRED),
    }

    def names(**query):
        answer = text_of(page(client, hr, "engineer_list", **query))
        return {name for name in ("单田芳", *(other.name for other in others.values())) if name in answer}

    assert names(unit=workshop.code) == {"甲甲"}
    assert names(unit=unit.code) == {"单田芳", "甲甲", "乙乙", "丙丙"}
    assert names(discipline=upper.code) == names(discipline=person.discipline.code) == {"单田芳"}
    assert names(retires_within=2) == {"甲甲"}
    assert names(retires_within=1) == set()
    assert names(retirement="past") == {"乙乙"}
    assert names(retirement="ahead") == {"单田芳", "甲甲"}
    assert names(status="retired") == {"丙丙"}


def test_lists_sort_by_syllables(client, unit):
    for name in ("程亮", "陈志", "程安", "陈安"):
        talent.engineer(unit, name=name)
    answer = text_of(page(client, office.hr(unit), "engineer_list"))
    assert sorted(("陈安", "陈志", "程安", "程亮"), key=answer.index) == ["陈安", "陈志", "程安", "程亮"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_take_as_many_queries_for_three_rows_as_for_one(client, group, rows, django_assert_num_queries):
    for number in range(rows):
        unit = office.unit(group)
        someone = talent.engineer(unit, discipline=talent.discipline(talent.discipline()))
        talent.past_result(someone, 2020 + number)
    hr = office.hr(group)
    client.force_login(hr)
    cache.clear()
    for name in ("engineer_list", "past_result_list", "discipline_list"):
        with django_assert_num_queries(4):
            assert client.get(reverse(f"talent:{name}")).status_code == 200


# --- Scope ------------------------------------------------------------------------------------------
def test_another_subsidiarys_human_resources_find_nothing(client, unit, elsewhere):
    secret = talent.engineer(unit, name=MARKER, employee_number="X777")
    talent.past_result(secret, grade="暗记等次")
    hr = office.hr(elsewhere)
    for name in ("engineer_list", "past_result_list", "discipline_list"):
        assert MARKER not in text_of(page(client, hr, name))
        assert "暗记等次" not in text_of(page(client, hr, name))
        assert MARKER not in exported(client, hr, name)
    for name in ("engineer_detail", "engineer_update", "engineer_results"):
        assert page(client, hr, name, secret.pk).status_code == 404
    assert client.post(reverse("talent:engineer_update", args=[secret.pk]), {}).status_code == 404
    for words in ("暗记", "X777", "anji"):
        assert page(client, hr, "engineer_pick", q=words).json() == {"options": []}


def test_an_engineer_sees_himself_and_nobody_else(client, unit, person):
    account = office.user()
    colleague = talent.engineer(unit, name=MARKER)
    Engineer.objects.filter(pk=person.pk).update(user=account)
    talent.past_result(person, grade="优秀")
    talent.past_result(colleague, grade="暗记等次")
    assert page(client, account, "my_record").url == person.get_absolute_url()
    assert "单田芳" in text_of(page(client, account, "engineer_detail", person.pk))
    assert "优秀" in text_of(page(client, account, "engineer_results", person.pk))
    assert page(client, account, "engineer_update", person.pk).status_code == 403
    assert page(client, account, "engineer_detail", colleague.pk).status_code == 404
    assert MARKER not in text_of(page(client, account, "engineer_list"))
    assert page(client, office.user(), "my_record").status_code == 404


@pytest.mark.parametrize(
    ("role", "detail", "results", "update", "create"),
    [
        (Role.HR, 200, 200, 200, 200),
        (Role.SUBSIDIARY_ADMINISTRATOR, 200, 200, 200, 200),
        (Role.LEADER, 200, 200, 403, 403),
        (Role.INSPECTION, 200, 200, 403, 403),
        (Role.FILLER, 200, 403, 403, 403),
        (Role.UNIT_HEAD, 200, 403, 403, 403),
        (Role.RIGHTS_ADMINISTRATOR, 404, 404, 404, 403),
        (Role.AUDIT_ADMINISTRATOR, 404, 404, 404, 403),
    ],
)
def test_who_reads_and_who_corrects(client, unit, person, role, detail, results, update, create):
    user = office.user(role, unit)
    answers = [
        page(client, user, f"engineer_{name}", person.pk).status_code for name in ("detail", "results", "update")
    ]
    assert [*answers, page(client, user, "engineer_create").status_code] == [detail, results, update, create]
    assert client.post(reverse("talent:engineer_update", args=[person.pk]), {}).status_code == update


# --- Birth dates --------------------------------------------------------------------------------------
def every_way_out(client, user, person):
    yield text_of(page(client, user, "engineer_detail", person.pk))
    yield text_of(page(client, user, "engineer_list", sort="born_on"))
    yield exported(client, user, "engineer_list", *(column.name for column in columns()))
    yield str(page(client, user, "engineer_pick", q=person.name).json())
    if page(client, user, "engineer_results", person.pk).status_code == 200:
        yield text_of(page(client, user, "engineer_results", person.pk))


def columns():
    from talent.lists import EngineerList

    return EngineerList.columns


def with_history(client, person, hr):
    """A record whose history holds the birth date."""
    Engineer.objects.filter(pk=person.pk).update(born_on=date(1981, 10, 22))
    client.force_login(hr)
    person = Engineer.objects.select_related("unit", "discipline").get(pk=person.pk)
    answer = client.post(reverse("talent:engineer_update", args=[person.pk]), form_of(person, born_on=BORN_ON))
    assert answer.status_code == 302
    person.refresh_from_db()
    return person


@pytest.mark.parametrize("role", [Role.LEADER, Role.INSPECTION, Role.FILLER, Role.CHECKER, Role.UNIT_HEAD])
def test_birth_dates_stay_with_human_resources(client, unit, person, role):
    hr = office.hr(unit)
    person = with_history(client, person, hr)
    shown = list(every_way_out(client, hr, person))
    assert "1981-11-23" in shown[0]
    assert "1981-10-22" in shown[0]
    assert "1981-11-23" in shown[2] or "1981, 11, 23" in shown[2]
    retirement = person.retires_on.isoformat()
    assert retirement in shown[0]
    assert retirement in shown[1]
    others = list(every_way_out(client, office.user(role, unit), person))
    assert DAY_OF_BIRTH.search(shown[0])
    assert DAY_OF_BIRTH.search(shown[2])
    assert not any(DAY_OF_BIRTH.search(content) or retirement in content for content in others)
    assert retirement[:4] in others[1]


def test_the_person_reads_the_history_without_the_birth_date(client, unit, person):
    person = with_history(client, person, office.hr(unit))
    account = office.user()
    Engineer.objects.filter(pk=person.pk).update(user=account)
    content = text_of(page(client, account, "engineer_detail", person.pk))
    assert "***" in content
    assert not DAY_OF_BIRTH.search(content)


def test_human_resources_of_one_unit_and_leader_of_all_sees_birth_dates_of_that_unit_only(
    client, group, unit, elsewhere
):
    talent.engineer(unit, name="近人", born_on=date(1981, 1, 2))
    far = talent.engineer(elsewhere, name="远人", born_on=date(1979, 3, 4))
    user = office.hr(unit)
    office.duty(user, Role.LEADER, group)
    content = exported(client, user, "engineer_list", "name", "born_on")
    assert "远人" in content
    assert "1981" in content
    assert "1979" not in content
    assert "1979-03-04" not in text_of(page(client, user, "engineer_detail", far.pk))


# --- Forms --------------------------------------------------------------------------------------------
def test_a_person_is_entered_and_corrected(client, unit, person):
    hr = office.hr(unit)
    client.force_login(hr)
    fresh = form_of(person, employee_number="N1", name="查良镛", syllables="", seen="")
    answer = client.post(reverse("talent:engineer_create"), fresh)
    entered = Engineer.objects.get(employee_number="N1")
    assert (answer.status_code, answer.url, entered.pinyin) == (302, entered.get_absolute_url(), "zhaliangyong")
    address = reverse("talent:engineer_update", args=[entered.pk])
    answer = client.post(address, form_of(entered, position="主任", employee_number="N2"))
    entered.refresh_from_db()
    assert (answer.status_code, entered.position, entered.employee_number) == (302, "主任", "N1")


def test_a_stale_page_shows_both_values_and_may_then_be_saved(client, unit, person):
    client.force_login(office.hr(unit))
    address, stale = reverse("talent:engineer_update", args=[person.pk]), form_of(person, position="副主任")
    person.position = "主任工程师"
    person.save()
    content = text_of(client.post(address, stale))
    assert "主任工程师" in content
    assert 'value="副主任"' in content
    person.refresh_from_db()
    assert person.position == "主任工程师"
    assert person.updated_at.isoformat().replace("+", "&#x2B;") in content or person.updated_at.isoformat() in content
    assert client.post(address, stale | {"seen": person.updated_at.isoformat()}).status_code == 302
    person.refresh_from_db()
    assert person.position == "副主任"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"born_on": "2020-01-01"}, "born_on"),
        ({"born_on": "1985-13-01"}, "born_on"),
        ({"title_on": "1990-01-01"}, "title_on"),
        ({"seen": "yesterday"}, "seen"),
        ({"unit": "nowhere"}, "unit"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(client, unit, person, changes, field):
    client.force_login(office.hr(unit))
    answer = client.post(reverse("talent:engineer_update", args=[person.pk]), form_of(person, **changes))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]


def test_nobody_is_moved_to_a_unit_that_one_only_reads(client, group, unit, elsewhere, person):
    user = office.hr(unit)
    office.duty(user, Role.LEADER, group)
    client.force_login(user)
    answer = client.post(reverse("talent:engineer_update", args=[person.pk]), form_of(person, unit=elsewhere.code))
    assert list(answer.context["form"].errors) == ["unit"]


def test_an_impossible_retirement_date_is_explained(client, unit, person):
    client.force_login(office.hr(unit))
    changes = {
        "retirement_override": "2030-01-01",
        "retirement_ground": "flexible",
        "retirement_document": "人社〔2026〕1号",
    }
    content = text_of(client.post(reverse("talent:engineer_update", args=[person.pk]), form_of(person, **changes)))
    assert "2041-11-23" in content


def test_disciplines_are_the_groups(client, group, unit):
    upper = talent.discipline(code="01", name="炼铁")
    administrator, hr = office.user(Role.GROUP_ADMINISTRATOR, group), office.hr(group)
    for name, args in (("discipline_create", []), ("discipline_update", [upper.pk])):
        assert page(client, hr, name, *args).status_code == 403
        assert page(client, administrator, name, *args).status_code == 200
    client.force_login(administrator)
    new = {"code": "0101", "name": "高炉", "parent": "01"}
    assert client.post(reverse("talent:discipline_create"), new).status_code == 302
    seen = page(client, administrator, "discipline_update", upper.pk).context["form"]["seen"].value()
    address = reverse("talent:discipline_update", args=[upper.pk])
    assert client.post(address, {"code": "01", "name": "铁前", "parent": "", "seen": seen}).status_code == 302
    assert client.post(address, {"code": "01", "name": "铁后", "parent": "", "seen": seen}).status_code == 200


def test_rights_administrators_link_accounts(client, unit, person):
    administrator = office.user(Role.RIGHTS_ADMINISTRATOR, unit.parent)
    account = office.user(name="单田芳", employee_number=person.employee_number)
    address = reverse("talent:account_link", args=[account.pk])
    assert "单田芳" in text_of(page(client, administrator, "account_link", account.pk))
    client.post(address)
    person.refresh_from_db()
    assert person.user == account
    client.post(address, {"reason": ""})
    person.refresh_from_db()
    assert person.user == account
    client.post(address, {"reason": "工号有误"})
    person.refresh_from_db()
    assert person.user is None
    client.force_login(office.hr(unit))
    assert client.get(address).status_code in {403, 404}


def test_a_record_beyond_ones_units_is_not_linked(client, unit, person):
    sister = office.unit(unit.parent)
    account = office.user(Role.FILLER, sister, name=person.name, employee_number=person.employee_number)
    administrator = office.user(Role.RIGHTS_ADMINISTRATOR, sister)
    address = reverse("talent:account_link", args=[account.pk])
    assert page(client, administrator, "account_link", account.pk).status_code == 403
    assert client.post(address).status_code == 403
    person.refresh_from_db()
    assert person.user is None
