import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from office.clock import today
from office.enums import Role
from office.models import AuditEntry, OutboxMail, User
from office.second_step import has_second_step
from office.services.accounts import open_account, remove_second_step, set_active
from tests.factories import office

pytestmark = pytest.mark.django_db
ONE_TIME = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){2}")
KEEPING = ["user_update", "user_password", "user_second_step", "user_close", "user_reopen"]


@pytest.fixture
def group():
    return office.unit()


@pytest.fixture
def company(group):
    return office.unit(group, name="板材公司")


@pytest.fixture
def keeper(group):
    return office.user(Role.RIGHTS_ADMINISTRATOR, group)


@pytest.fixture
def company_keeper(company):
    return office.user(Role.RIGHTS_ADMINISTRATOR, company)


def at(name, account):
    return reverse(f"office:{name}", args=[account.pk])


def form(**facts):
    given = {"username": "zhangsan", "name": "张三", "employee_number": "B1", "email": "", "language": "zh-hans"}
    return given | {"role": "", "unit": ""} | facts


def with_second_step(account):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return account


def rows_of(client, **filters):
    return client.get(reverse("office:user_list"), filters).context["page"].rows


def test_an_opened_account_shows_its_password_once(client, keeper):
    client.force_login(keeper)
    answer = client.post(reverse("office:user_create"), form())
    (password,) = ONE_TIME.findall(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    account = User.objects.get(username="zhangsan")
    assert (account.check_password(password), account.password_is_temporary) == (True, True)
    assert not ONE_TIME.search(client.get(account.get_absolute_url()).content.decode())
    again = client.post(reverse("office:user_create"), form())
    assert again.context["form"].errors["username"]


def test_an_account_with_its_first_duty(client, company, keeper):
    client.force_login(keeper)
    client.post(reverse("office:user_create"), form(role="hr", unit=company.code))
    account = User.objects.get(username="zhangsan")
    assert account.holds({Role.HR}, company.path)
    half = client.post(reverse("office:user_create"), form(username="lisi", employee_number="", role="hr"))
    assert half.context["form"].non_field_errors()


def test_a_subsidiary_opens_accounts_with_a_duty_there(client, group, company, company_keeper):
    client.force_login(company_keeper)
    create = reverse("office:user_create")
    assert set(client.post(create, form()).context["form"].errors) == {"role", "unit"}
    assert client.post(create, form(role="hr", unit=group.code)).context["form"].errors["unit"]
    assert client.post(create, form(role="hr", unit=company.code)).status_code == 200
    assert client.get(User.objects.get(username="zhangsan").get_absolute_url()).status_code == 200


def test_what_fails_leaves_no_account(company, keeper):
    from office.errors import DomainError

    with pytest.raises(DomainError):
        open_account(
            username="lisi", name="李四", employee_number="B1", role="hr", unit=company, actor=keeper, email=""
        )
        open_account(username="wangwu", name="王五", employee_number="B1", role="hr", unit=company, actor=keeper)
    assert not User.objects.filter(username="wangwu").exists()


def test_accounts_are_kept_by_rights_administrators_only(client, group, keeper):
    account = office.user()
    for role in Role:
        client.force_login(office.user(role, group))
        expected = 200 if role == Role.RIGHTS_ADMINISTRATOR else 403
        assert client.get(reverse("office:user_list")).status_code == expected
        assert client.get(reverse("office:user_create")).status_code == expected
        assert client.get(account.get_absolute_url()).status_code == expected
    client.force_login(office.user(is_superuser=True))
    assert client.get(account.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("name", KEEPING)
def test_nobody_keeps_his_own_account(client, keeper, name):
    client.force_login(keeper)
    assert client.get(at(name, keeper)).status_code == 403
    assert client.post(at(name, keeper), {"reason": "试试"}).status_code == 403


@pytest.mark.parametrize("name", KEEPING)
def test_another_subsidiarys_account_is_out_of_sight(client, group, company_keeper, name):
    stranger = office.hr(office.unit(group))
    client.force_login(company_keeper)
    assert client.get(stranger.get_absolute_url()).status_code == 404
    assert client.post(at(name, stranger), {"reason": "试试"}).status_code == 404
    assert not any(stranger.name in row for row in rows_of(client))


@pytest.mark.parametrize("name", KEEPING)
def test_a_subsidiary_takes_no_rights_over_by_a_new_password(client, group, company, company_keeper, name):
    """Somebody with a duty above keeps an account that only the group may touch; it shows the duty in sight only."""
    above = office.user(Role.HR, company)
    office.duty(above, Role.LEADER, group)
    root = office.user(Role.HR, company, is_superuser=True)
    client.force_login(company_keeper)
    for account in (above, root):
        page = client.get(account.get_absolute_url())
        assert len(page.context["duties"]) == 1
        assert page.context["actions"] == []
        assert client.post(at(name, account), {"reason": "试试"}).status_code == 403
    office.duty(root, Role.LEADER, group)
    assert not any("Leader" in row or "领导" in row for row in rows_of(client))


def test_a_duty_above_that_has_ended_binds_no_more(client, group, company, company_keeper):
    account = office.user(Role.HR, company)
    office.duty(account, Role.LEADER, group, until=today())
    client.force_login(company_keeper)
    assert client.get(at("user_password", account)).status_code == 200


def test_a_new_password_ends_the_sessions_of_the_old_one(client, keeper):
    account = office.user(email="zhang@example.com", last_login=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    account.set_password("former-password-1")
    account.save()
    theirs = Client()
    theirs.force_login(account)
    assert theirs.get(reverse("office:profile")).status_code == 200
    client.force_login(keeper)
    assert client.get(at("user_password", account)).status_code == 200
    answer = client.post(at("user_password", account))
    assert ONE_TIME.search(answer.content.decode())
    assert theirs.get(reverse("office:profile")).status_code == 302
    mail = OutboxMail.objects.get()
    assert (mail.to, ONE_TIME.search(mail.body)) == ("zhang@example.com", None)


def test_closing_signs_out_and_reopening_lets_in(client, keeper):
    account, theirs = office.user(), Client()
    theirs.force_login(account)
    client.force_login(keeper)
    assert client.get(at("user_close", account)).status_code == 200
    assert client.post(at("user_close", account), {"reason": ""}).status_code == 200
    assert client.post(at("user_close", account), {"reason": "调离"}).status_code == 302
    assert theirs.get(reverse("office:profile")).status_code == 302
    assert AuditEntry.objects.get().reason == "调离"
    assert client.post(at("user_close", account), {"reason": "再次"}).status_code == 302  # told so, not done twice
    assert AuditEntry.objects.count() == 1
    assert client.post(at("user_reopen", account), {"reason": "返回"}).status_code == 302
    account.refresh_from_db()
    assert account.is_active


def test_a_lost_second_step_is_removed(client, keeper):
    account = with_second_step(
        office.user(email="z@example.com", last_login=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    )
    client.force_login(keeper)
    assert client.get(at("user_second_step", account)).status_code == 200
    assert client.post(at("user_second_step", account), {"reason": "手机遗失"}).status_code == 302
    assert not has_second_step(account)
    assert AuditEntry.objects.values_list("verb", "reason").get() == ("account.second_step_removed", "手机遗失")
    assert OutboxMail.objects.count() == 1
    assert client.post(at("user_second_step", account), {"reason": "再次"}).status_code == 302
    assert AuditEntry.objects.count() == 1


def test_services_refuse_ones_own_account_whoever_calls(keeper):
    from office.errors import DomainError

    with pytest.raises(DomainError):
        remove_second_step(with_second_step(keeper), reason="试试", actor=keeper)
    with pytest.raises(DomainError):
        set_active(keeper, False, actor=keeper)
    assert has_second_step(keeper)


def test_correcting_name_and_address(client, keeper):
    account = office.user(name="章三")
    client.force_login(keeper)
    assert client.get(at("user_update", account)).status_code == 200
    assert client.post(at("user_update", account), {"name": "张三", "email": "z@example.com"}).status_code == 302
    entry = AuditEntry.objects.get()
    assert entry.changes == {"name": ["章三", "张三"], "email": ["", "z@example.com"]}


def test_filters_of_the_list(client, group, company, keeper):
    person = office.user(Role.HR, company, name="欧阳文", employee_number="B7")
    office.duty(person, Role.LEADER, group)
    office.user(Role.HR, group, is_active=False)
    client.force_login(keeper)
    found = {
        "name": len(rows_of(client, q="欧")),
        "number": len(rows_of(client, q="b7")),
        "role": len(rows_of(client, role="hr")),
        "unit": len(rows_of(client, unit=company.code)),
        "closed": len(rows_of(client, open="false")),
        "both": len(rows_of(client, role="leader", unit=company.code)),
    }
    assert found == {"name": 1, "number": 1, "role": 2, "unit": 1, "closed": 1, "both": 0}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(client, group, keeper, count, django_assert_num_queries):
    for _number in range(count - 1):
        office.hr(group)
    client.force_login(keeper)
    with django_assert_num_queries(7):
        assert client.get(reverse("office:user_list")).context["page"].count == count


# --- one's own account ---------------------------------------------------------------------------------
def test_the_profile_shows_ones_own_duties(client, company):
    person = office.user(Role.HR, company)
    client.force_login(person)
    assert "板材公司" in client.get(reverse("office:profile")).content.decode()


def test_a_chosen_language_is_kept_with_the_account(client):
    person = office.user()
    client.force_login(person)
    client.post(reverse("office:set_language"), {"language": "en"})
    elsewhere = Client()
    elsewhere.force_login(person)
    page = elsewhere.get(reverse("office:profile"))
    assert (page["Content-Language"], "My duties" in page.content.decode()) == ("en", True)
    client.post(reverse("office:set_language"), {"language": "tlh"})
    person.refresh_from_db()
    assert person.language == "en"


def test_a_visitor_chooses_a_language_too(client):
    answer = client.post(reverse("office:set_language"), {"language": "en", "next": "/account/login/"})
    assert (answer.status_code, answer.cookies["django_language"].value) == (302, "en")
    assert client.get(reverse("office:set_language")).status_code == 405


def test_from_a_form_that_came_back_the_language_leads_to_where_it_was_sent_from(client):
    client.force_login(office.user("group_administrator", office.unit()))
    asked = "http://testserver/decisions/new/?back=/"
    page = client.post(reverse("office:decision_create"), {}, headers={"referer": asked}).text
    assert f'name="next" value="{asked}"' in page
    assert 'name="next"' not in client.get(reverse("office:decision_create")).text
    answer = client.post(reverse("office:set_language"), {"language": "en", "next": asked})
    assert answer.url == asked


def test_a_forgotten_password_is_answered_through_the_outbox(client):
    office.user(email="z@example.com", username="zhangsan")
    client.post(reverse("account_reset_password"), {"email": "z@example.com"})
    assert OutboxMail.objects.get().to == "z@example.com"
