"""Behind the proxy of deploy/, on a socket: a sign-in is counted by the address of whoever signs in."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import reverse

ASK = """
import django
django.setup()
from allauth.account.adapter import get_adapter
from django.test import RequestFactory
request = RequestFactory().get("/", REMOTE_ADDR="", headers={"X-Forwarded-For": "9.9.9.9, 10.0.0.7"})
print(get_adapter().get_client_ip(request))
"""


def test_the_proxys_word_on_the_address_counts_on_a_socket():
    environment = os.environ | {"BEHIND_PROXY": "true", "DJANGO_SETTINGS_MODULE": "config.settings"}
    asked = [sys.executable, "-c", ASK]
    answer = subprocess.run(asked, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert answer.stdout.strip() == "10.0.0.7", answer.stderr


@pytest.mark.django_db
def test_a_password_is_guessed_five_times(client):
    answers = [client.post(reverse("account_login"), {"login": "hr", "password": str(n)}) for n in range(6)]
    said = [answer.context["form"].non_field_errors().as_data()[0].code for answer in answers]
    assert said == ["username_password_mismatch"] * 5 + ["too_many_login_attempts"]
