import re

import pytest
from django.urls import reverse

from office.enums import Role
from office.errors import DomainError
from office.models import AuditEntry, User
from office.services.accounts import create_account, issue_passwords, set_active
from tests.factories import office

pytestmark = pytest.mark.django_db
ONE_TIME = re.compile(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}")


@pytest.fixture
def administrator():
    return office.user(Role.RIGHTS_ADMINISTRATOR, office.unit())


@pytest.fixture
def account(administrator):
    return create_account(username="liubing", name="刘兵", employee_number="B100042", actor=administrator)


def test_a_new_account_opens_for_nobody(account, administrator):
    account.refresh_from_db()
    assert not account.has_usable_password()
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor, entry.target_name) == ("account.created", administrator, "刘兵")


@pytest.mark.parametrize(("username", "number"), [("liubing", "B2"), ("other", "B100042")])
def test_user_name_and_number_are_taken_once(account, administrator, username, number):
    with pytest.raises(DomainError):
        create_account(username=username, name="刘兵", employee_number=number, actor=administrator)
    assert User.objects.count() == 2


def test_several_accounts_need_no_number(administrator):
    create_account(username="one", name="甲", actor=administrator)
    create_account(username="two", name="乙", actor=administrator)


def test_a_password_is_issued_once_and_never_stored(account, administrator):
    ((issued, password),) = issue_passwords([account], actor=administrator)
    assert ONE_TIME.fullmatch(password)
    assert issued.check_password(password)
    assert password not in str(list(AuditEntry.objects.values()))
    ((again, other),) = issue_passwords([account], actor=administrator)
    assert not again.check_password(password)
    assert again.check_password(other)


def test_nobody_issues_a_password_to_himself(administrator):
    with pytest.raises(DomainError):
        issue_passwords([administrator], actor=administrator)


def test_closing_and_reopening(account, administrator):
    assert not set_active(account, False, reason="调离", actor=administrator).is_active
    with pytest.raises(DomainError):
        set_active(account, False, actor=administrator)
    assert set_active(account, True, actor=administrator).is_active
    with pytest.raises(DomainError):
        set_active(administrator, False, actor=administrator)


def test_a_one_time_password_leads_to_choosing_ones_own(client, account, administrator):
    ((_account, password),) = issue_passwords([account], actor=administrator)
    choose = reverse("account_change_password")
    answer = client.post(reverse("account_login"), {"login": "liubing", "password": password})
    assert answer.status_code == 302
    answer = client.get(reverse("office:unit_pick"))
    assert (answer.status_code, answer.url) == (302, choose)
    assert client.get(choose).status_code == 200
    own = "一个够长的口令2026"
    client.post(choose, {"oldpassword": password, "password1": own, "password2": own})
    account.refresh_from_db()
    assert not account.password_is_temporary
    assert account.check_password(own)
    assert client.get(reverse("office:unit_pick")).status_code == 200
