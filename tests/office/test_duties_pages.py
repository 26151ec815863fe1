import datetime
from datetime import date

import pytest
from django.urls import reverse

from office import slots
from office.clock import today
from office.enums import Role
from office.errors import DomainError
from office.models import AuditEntry, Duty
from office.services.duties import end_duty
from tests.factories import office

pytestmark = pytest.mark.django_db
LIST, GRANT = "office:duty_list", "office:duty_grant"
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def group():
    return office.unit()


@pytest.fixture
def company(group):
    return office.unit(group, name="板材公司")


@pytest.fixture
def keeper(group):
    return office.user(Role.RIGHTS_ADMINISTRATOR, group)


def form(person, unit, **facts):
    given = {"role": "hr", "starts_on": "2026-01-01", "last_day": "", "reason": "岗位调整"}
    return {"person": person.username, "unit": unit.code} | given | facts


def grant(client, person, unit, **facts):
    return client.post(reverse(GRANT), form(person, unit, confirmed="1", **facts))


def rows_of(client, **filters):
    return client.get(reverse(LIST), filters).context["page"].rows


def test_granting_says_first_what_it_means(client, company, keeper):
    office.unit(company)
    person = office.user(name="张三")
    client.force_login(keeper)
    assert client.get(reverse(GRANT), {"person": person.username}).status_code == 200
    asked = client.post(reverse(GRANT), form(person, company, last_day="2099-12-31"))
    assert not Duty.objects.filter(user=person).exists()
    sentences = asked.context["consequences"]
    assert len(sentences) == 3  # the third is of the floor above: how many people it shows
    assert all(part in sentences[0] for part in ("张三", "板材公司", "2026-01-01", "2099-12-31"))
    assert "1" in sentences[1]
    confirmed = client.post(reverse(GRANT), dict(asked.context["hidden_fields"]))
    assert (confirmed.status_code, confirmed.url) == (302, person.get_absolute_url())
    duty = Duty.objects.get(user=person)
    assert (duty.until, duty.last_day, duty.granted_by) == (date(2100, 1, 1), date(2099, 12, 31), keeper)
    assert AuditEntry.objects.get().reason == "岗位调整"


def test_upper_floors_add_what_becomes_visible(client, company, keeper, monkeypatch):
    def people(user, duties):
        return {duty.pk: ["由此可见 1,234 人。"] for duty in duties}

    monkeypatch.setitem(slots._notes, "office.duty", [people])
    client.force_login(keeper)
    asked = client.post(reverse(GRANT), form(office.user(), company))
    assert "由此可见 1,234 人。" in asked.content.decode()


def test_what_cannot_be_is_said_before_the_consequences(client, company, keeper):
    person = office.user(Role.HR, company)
    client.force_login(keeper)
    for facts in ({"role": "audit_administrator"}, {}, {"last_day": "2025-12-31"}):
        answer = client.post(reverse(GRANT), form(person, company, **facts))
        assert answer.context["form"].non_field_errors()
        assert grant(client, person, company, **facts).context["form"].non_field_errors()
    assert Duty.objects.filter(user=person).count() == 1


def test_a_subsidiary_keeper_grants_within_the_subsidiary_only(client, group, company):
    of_company = office.user(Role.RIGHTS_ADMINISTRATOR, company)
    plant, other = office.unit(company), office.unit(group)
    colleague, stranger = office.user(Role.HR, plant), office.user(Role.HR, other)
    client.force_login(of_company)
    assert grant(client, colleague, plant, role="leader").status_code == 302
    assert grant(client, colleague, other, role="leader").context["form"].errors["unit"]
    assert grant(client, colleague, group, role="leader").context["form"].errors["unit"]
    assert grant(client, stranger, plant, role="leader").context["form"].errors["person"]
    rows = rows_of(client)
    assert len(rows) == 3
    assert not any(stranger.name in row for row in rows)
    strange = stranger.duties.get()
    assert client.get(reverse("office:duty_end", args=[strange.pk])).status_code == 404
    assert client.post(reverse("office:duty_end", args=[strange.pk])).status_code == 404


def test_the_superuser_grants_the_first_duty(client, group):
    client.force_login(office.user(is_superuser=True))
    person = office.user()
    assert grant(client, person, group, role="rights_administrator").status_code == 302
    assert client.get(reverse("office:unit_list")).status_code == 403
    options = client.get(reverse("office:grant_unit_pick")).json()["options"]
    assert [option["value"] for option in options] == [group.code]


def test_only_who_grants_and_who_watches_reads_the_duties(client, group, keeper):
    readers = {Role.RIGHTS_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR, Role.INSPECTION}
    for role in Role:
        client.force_login(office.user(role, group))
        assert client.get(reverse(LIST)).status_code == (200 if role in readers else 403)
        assert client.get(reverse(GRANT)).status_code == (200 if role == Role.RIGHTS_ADMINISTRATOR else 403)


def test_inspection_reads_a_duty_and_does_not_end_it(client, group):
    duty = office.hr(group).duties.get()
    client.force_login(office.user(Role.INSPECTION, group))
    assert client.get(reverse("office:duty_end", args=[duty.pk])).status_code == 403
    assert not any("<a href" in row for row in rows_of(client))


def test_ending_a_duty_on_its_page(client, company, keeper):
    duty = office.hr(company).duties.get()
    client.force_login(keeper)
    url = reverse("office:duty_end", args=[duty.pk])
    assert client.get(url).status_code == 200
    too_early = client.post(url, {"on": (today() - A_DAY).isoformat(), "reason": "调离"})
    assert too_early.context["form"].non_field_errors()
    assert client.post(url, {"on": today().isoformat(), "reason": "调离"}).status_code == 302
    duty.refresh_from_db()
    assert (duty.until, duty.state) == (today(), "ended")
    assert client.post(url, {"on": today().isoformat(), "reason": "调离"}).context["form"].non_field_errors()


def test_the_last_keeper_of_the_group_stays(group, keeper):
    duty = keeper.duties.get()
    with pytest.raises(DomainError):
        end_duty(duty, on=today(), actor=keeper)
    other = office.user(Role.RIGHTS_ADMINISTRATOR, group, is_active=False)
    with pytest.raises(DomainError):
        end_duty(duty, on=today(), actor=keeper)
    other.is_active = True
    other.save()
    assert end_duty(duty, on=today(), actor=keeper).until == today()


def test_a_stand_in_does_not_keep_the_group_for_good(group, keeper):
    stand_in = office.user()
    office.duty(stand_in, Role.RIGHTS_ADMINISTRATOR, group, until=today() + 10 * A_DAY)
    with pytest.raises(DomainError):
        end_duty(keeper.duties.get(), on=today() + 10 * A_DAY, actor=keeper)
    assert end_duty(keeper.duties.get(), on=today() + 5 * A_DAY, actor=keeper).until == today() + 5 * A_DAY


def test_filters_of_the_list(client, group, company, keeper):
    office.duty(office.user(), Role.HR, company, until=today() + 10 * A_DAY)
    office.duty(office.user(), Role.HR, group, until=today() + 40 * A_DAY)
    office.duty(office.user(), Role.LEADER, group, until=today() - A_DAY)
    client.force_login(keeper)
    found = {
        "all": len(rows_of(client)),
        "role": len(rows_of(client, role="hr")),
        "unit": len(rows_of(client, unit=company.code)),
        "today": len(rows_of(client, on=today().isoformat())),
        "soon": len(rows_of(client, ends_within="30")),
        "later": len(rows_of(client, ends_within="40")),
        "person": len(rows_of(client, q=keeper.username)),
    }
    assert found == {"all": 4, "role": 2, "unit": 1, "today": 3, "soon": 1, "later": 2, "person": 1}


def test_states_of_a_duty(group):
    person = office.user()
    states = [
        office.duty(person, Role.HR, group, starts_on=start, until=until).state
        for start, until in [
            (today(), None),
            (today() - 2 * A_DAY, today()),
            (today() + A_DAY, None),
            (today() + 2 * A_DAY, today() + 2 * A_DAY),
        ]
    ]
    assert states == ["in_force", "ended", "coming", "withdrawn"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(client, group, keeper, count, django_assert_num_queries):
    for _number in range(count - 1):
        office.hr(group)
    client.force_login(keeper)
    with django_assert_num_queries(5):
        assert client.get(reverse(LIST)).context["page"].count == count
