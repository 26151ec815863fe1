"""The doors of others: allauth's pages, and Django's admin as one family."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.doors.personas import EVERYONE, SUPERUSER, only
from tests.doors.table.signing_in import FAMILIES

ADMIN = (
    "admin:index",
    *(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist" for model in admin.site._registry),
)
HERS = {"account_emailaddress"}  # allauth notes the address of whoever looks at it


@pytest.mark.parametrize("name", FAMILIES)
def test_allauth_answers_as_the_table_says(visits, name):
    arguments, *row = FAMILIES[name]
    address = reverse(name, args=arguments)
    for persona in ("engineer", "superuser"):
        answers = [ask(who, address) for who in ("anonymous", persona) for ask in (visits.get, visits.post)]
        assert [answer.status for answer in answers] == row
        assert set().union(*(answer.written for answer in answers)) <= HERS


def test_nobody_signs_up(visits):
    facts = {"username": "stranger", "password1": "一个够长的口令2026", "password2": "一个够长的口令2026"}
    answer = visits.post("anonymous", reverse("account_signup"), facts)
    assert (answer.status, answer.written) == (200, set())


@pytest.mark.parametrize("name", ADMIN)
def test_the_admin_is_for_the_superuser(visits, name):
    address = reverse(name)
    answers = {persona: visits.get(persona, address) for persona in EVERYONE}
    assert {persona for persona, answer in answers.items() if answer.status == 200} == set(SUPERUSER)
    led_away = {answer.headers["Location"].partition("?")[0] for answer in answers.values() if answer.status == 302}
    assert led_away == {reverse("admin:login")}
    assert only(SUPERUSER) in answers
