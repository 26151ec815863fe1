"""What holds for every page alike: forgery, policy, files, names of raters, birth dates, one-time passwords."""

import datetime
import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from office.models import AuditEntry, OutboxMail
from talent.models import Engineer
from tests.doors import personas as p
from tests.doors.table import DOORS
from tests.doors.visits import Visits, rolled_back
from tests.doors.world import BORN_ON, RATERS

GETS = [door for door in DOORS if "GET" in door.methods]
POSTS = [door for door in DOORS if "POST" in door.methods]
TAKEN_OUT = {
    "evaluations:assessment_form_word",
    "evaluations:summary_workbook",
    "planning:return_workbook",
    "planning:survey_workbook",
    "posts:letter_word",
}
EXPORTS = [door for door in POSTS if door.act == "list.exported" or door.name in TAKEN_OUT]
PASSWORD = re.compile(r"\b(?:[a-z2-9]{4}-){2}[a-z2-9]{4}\b")
FORMS = {
    "evaluations:form_list[rating]",
    "evaluations:assessment_form[rating_assessment]",
    "evaluations:assessment_form[published_assessment]",
    "evaluations:assessment_form_word[rating_assessment]",
    "evaluations:assessment_form_word[published_assessment]",
}
BIRTH_DATE = re.compile(  # as a page, a form or CSV writes it, and as Excel does
    f"{BORN_ON:%Y-%m}|{BORN_ON:%Y/%m}|<v>{(BORN_ON - datetime.date(1899, 12, 30)).days}</v>"
)


@pytest.mark.parametrize("door", POSTS, ids=str)
def test_a_post_without_its_token_is_refused(visits, door):
    client = Client(enforce_csrf_checks=True)
    client.cookies = visits.world.client(visits.guest(door)).cookies
    with rolled_back():
        assert client.post(visits.address(door), {}).status_code == 403


@pytest.mark.parametrize("door", GETS, ids=str)
def test_every_answer_carries_the_policy(visits, door):
    for persona in (visits.guest(door), "engineer", "anonymous"):
        headers = visits.get(persona, visits.address(door)).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("door", GETS, ids=str)
def test_what_is_no_page_is_an_attachment(visits, door):
    answer = visits.get(visits.guest(door), visits.address(door))
    kind = answer.headers["Content-Type"].partition(";")[0]
    if answer.status == 200 and kind not in {"text/html", "application/json", "text/plain"}:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "no-store" in answer.headers["Cache-Control"]


def test_the_rated_never_read_who_rated_them(visits):
    pages = {str(door): visits.get("holder", visits.address(door)) for door in GETS}
    found = [name for name, page in pages.items() if RATERS in page.text]
    assert not found, found
    assert pages["evaluations:assessment_detail[published_assessment]"].status == 200
    assert RATERS in visits.get("hr", visits.address(_named("evaluations:cycle_detail[rating]"))).text


def test_neither_does_human_resources_of_whoever_is_rated_there(visits):
    """Somebody of human resources who holds a post and is assessed: the same pages, without the raters."""
    with rolled_back():
        Engineer.objects.filter(user=visits.world.people["hr"]).update(user=None)
        Engineer.objects.filter(pk=visits.world["holder"].pk).update(user=visits.world.people["hr"])
        rated = Visits(visits.world)
        pages = {str(door): rated.get("hr", rated.address(door)) for door in GETS}
        exports = {str(door): export_of(rated, "hr", door) for door in EXPORTS}
    found = [name for name, page in pages.items() if RATERS in page.text]
    assert not found, found
    found = [name for name, file in exports.items() if RATERS in file.text]
    assert not found, found


@pytest.mark.parametrize("persona", sorted(p.EVERYONE - p.HRS))
def test_birth_dates_are_for_human_resources(visits, persona):
    """And on the registration form, which has a place for it, for discipline inspection as well."""
    pages = {str(door): visits.get(persona, visits.address(door)) for door in GETS}
    exports = {str(door): export_of(visits, persona, door) for door in EXPORTS}
    found = {name for name, answer in [*pages.items(), *exports.items()] if BIRTH_DATE.search(answer.text)}
    assert found == (FORMS if {persona} == p.INSPECTION else set())


def test_human_resources_read_birth_dates(visits):
    assert BIRTH_DATE.search(visits.get("hr", visits.address(_named("talent:engineer_detail[engineer]"))).text)
    for kind in ("csv", "xlsx"):
        assert BIRTH_DATE.search(export_of(visits, "hr", _named("talent:engineer_list"), kind).text)


@pytest.mark.parametrize("name", ["office:user_create", "office:user_password[account]"])
def test_a_one_time_password_is_written_nowhere(visits, name):
    door = _named(name)
    with rolled_back():
        client = visits.as_("rights administrator")
        answer = client.post(visits.address(door), visits.payload(door)["data"])
        (password,) = set(PASSWORD.findall(answer.content.decode()))
        trail = json.dumps(list(AuditEntry.objects.values("target_name", "changes", "reason")), default=str)
        letters = " ".join(OutboxMail.objects.values_list("body", flat=True))
    assert "no-store" in answer.headers["Cache-Control"]
    assert password not in trail + letters


def test_nobody_files_with_a_password_of_somebody_else(visits):
    """A one-time password has been in other hands: first it is changed."""
    door = _named("evaluations:filing_cells")
    with rolled_back():
        rater = visits.world.people["rater"]
        type(rater).objects.filter(pk=rater.pk).update(password_is_temporary=True)
        answer = visits.post("rater", reverse(door.name), **visits.payload(door))
    assert (answer.status, answer.written) == (403, set())


def export_of(visits, persona, door, kind="csv"):
    """The list with all its columns, and with some that it may not offer to this persona; asked once."""
    address = visits.address(door)
    key = (persona, address, kind)
    if key not in visits.kept:
        offered = re.findall(r'name="columns" value="(\w+)"', visits.get(persona, address).text)
        columns = [*offered, "born_on", "retires_on", "rater", "filer"]
        visits.kept[key] = visits.post(persona, address, {"format": kind, "columns": columns})
    return visits.kept[key]


def _named(name):
    return next(door for door in DOORS if str(door) == name)
