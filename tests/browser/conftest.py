"""Chromium of the system before the real server, on a database file: threads of a server must not share a connection."""

import os
import re

import pytest
from django.conf import settings

CHROMIUM = "/usr/bin/chromium"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright keeps an event loop in the thread of the tests


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory, django_db_modify_db_settings_parallel_suffix):
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "browser.sqlite3")


@pytest.fixture(scope="session")
def base_url(django_db_setup, live_server):
    """So that `page.goto("/cycles/")` is enough. The database comes first: the server looks which kind it is."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": WIDE, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture
def page(page):
    """A page on which no script may fail and no policy may be broken: what the console complains of fails the test."""
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.allowed_complaints = re.compile(r"(?!)")  # a test that provokes an error sets what it provokes
    yield page
    assert [text for text in complaints if not page.allowed_complaints.search(text)] == []


@pytest.fixture
def open_as(page, base_url, client):
    """Sign the user in without the form and open a path: `open_as(user, "/cycles/")` answers the page."""

    def open_page(user, path):
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])
        page.goto(path)
        return page

    return open_page
