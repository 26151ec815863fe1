"""Optional parts: one that is off has no address, and the whole passes its checks with any of them."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

OIDC = {"OIDC_SERVER_URL": "https://id.example", "OIDC_CLIENT_ID": "lingyan", "OIDC_SECRET": "for-tests-only"}
ASK = """
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse
import django
django.setup()
call_command("check")
for name, kwargs in (("account_login", {}), ("mfa_index", {}), ("openid_connect_login", {"provider_id": "company"})):
    try:
        reverse(name, kwargs=kwargs)
        print(name)
    except NoReverseMatch:
        pass
"""


def start(parts, **more):
    environment = (
        os.environ | {"PARTS": parts, "DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "ERROR"} | more
    )
    return subprocess.run(
        [sys.executable, "-c", ASK], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        ("", ["account_login"]),
        ("mfa", ["account_login", "mfa_index"]),
        ("mfa,oidc", ["account_login", "mfa_index", "openid_connect_login"]),
    ],
)
def test_a_part_that_is_off_has_no_address(parts, names):
    answer = start(parts, **OIDC)
    assert answer.returncode == 0, answer.stderr
    assert [line for line in answer.stdout.splitlines() if "check" not in line] == names


def test_a_part_nobody_knows_is_named_at_the_start():
    answer = start("mfa,blockchain")
    assert answer.returncode != 0
    assert "blockchain" in answer.stderr


def test_single_sign_on_names_what_it_lacks():
    answer = start("oidc")
    assert answer.returncode != 0
    assert "OIDC_CLIENT_ID" in answer.stderr
