"""The frame around every page: what it offers to whom, what it costs, and what stays when the database is gone."""

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import loader
from django.test import RequestFactory
from django.urls import reverse

from office.enums import Role
from overview.navigation import SECTIONS, navigation_of
from tests.factories import office as make

ROOT = Path(settings.BASE_DIR)


def links(user, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    sections = navigation_of(request).sections
    return {str(entry.url): entry for section in sections for entry in section.entries or [section]}


def test_every_link_of_the_navigation_exists():
    names = [
        name for _label, own, _who, entries in SECTIONS for name in (own, *(entry[1] for entry in entries)) if name
    ]
    assert all(reverse(name) for name in names)


@pytest.mark.parametrize("role", list(Role))
def test_every_link_offered_opens(client, db, role):
    user = make.user(role, make.unit())
    client.force_login(user)
    refused = {url: status for url in links(user) if (status := client.get(url).status_code) != 200}
    assert refused == {}


def test_administrators_of_the_system_see_no_business(db):
    group = make.unit()
    for role in (Role.SYSTEM_ADMINISTRATOR, Role.RIGHTS_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR):
        offered = set(links(make.user(role, group)))
        assert offered.isdisjoint({reverse("posts:post_list"), reverse("talent:engineer_list")})


def test_the_open_part_is_marked_by_its_longest_address(db):
    user = make.user(Role.HR, make.unit())
    assert [url for url, entry in links(user, "/people/results/").items() if entry.current] == ["/people/results/"]
    assert [url for url, entry in links(user, "/people/7/").items() if entry.current] == ["/people/"]
    assert [url for url, entry in links(user, "/").items() if entry.current] == ["/"]


def test_the_frame_asks_the_database_only_for_the_duties(db, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = make.user(Role.HR, make.unit())
    with django_assert_num_queries(1):
        loader.get_template("base.html").render({"title": "x"}, request)


@pytest.mark.parametrize("code", ["400", "403", "404", "500", "503"])
def test_error_pages_need_neither_database_nor_request(code):
    html = loader.get_template(f"{code}.html").render()
    assert f'<p class="hint">{code}' in html
    assert "<nav" not in html


def test_vendored_files_are_the_ones_listed():
    listed = dict(
        re.findall(r"^\| `(\S+)` \|.*`([0-9a-f]{64})` \|$", (ROOT / "static/vendor/README.md").read_text(), re.M)
    )
    vendored = [
        path
        for folder in ("static/vendor", "tests/browser/vendor")
        for path in (ROOT / folder).rglob("*.min.*")
        if path.is_file()
    ]
    assert {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in vendored} == listed
    assert [path for path in vendored if b"sourceMappingURL" in path.read_bytes()] == []


@pytest.mark.parametrize(("asked", "offered"), [("zh-hans", "English"), ("en", "简体中文")])
def test_a_language_is_offered_by_its_own_name_before_one_has_signed_in(client, asked, offered):
    page = client.get(reverse("account_login"), headers={"accept-language": asked}).text
    assert f">{offered}</button>" in page
