"""Every URL name × method × persona answers what the table says, and does what it says or writes nothing."""

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver

from tests.doors.notation import SIGN_IN
from tests.doors.personas import ANONYMOUS, EVERYONE, only
from tests.doors.table import DOORS, FAMILIES

GETS = [door for door in DOORS if "GET" in door.methods]
POSTS = [door for door in DOORS if "POST" in door.methods]
PUBLIC = {"office:healthz", "office:readyz", "office:set_language", "overview:demo_sign_in"}
KEPT_BY_READING = {"office:job_detail": {"office_job"}}  # its owner has seen how it ended


def url_names(patterns=None, namespace=""):
    """The names of all addresses of the house; Django's admin is a family of its own."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        elif pattern.app_name != "admin":
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from url_names(pattern.url_patterns, inner)


def test_the_table_has_a_row_for_every_address_and_none_for_another():
    there, named = set(url_names()), {door.name for door in DOORS} | set(FAMILIES)
    assert {"without a row": sorted(there - named), "no address": sorted(named - there)} == {
        "without a row": [],
        "no address": [],
    }
    assert settings.PARTS == ["mfa"], "other parts have addresses of their own: run the doors with them, too"


def test_only_few_doors_are_open_to_those_who_are_not_signed_in():
    signed_out = {door.name: door.statuses(method)[only(ANONYMOUS)] for door in DOORS for method in door.methods}
    assert {name for name, status in signed_out.items() if status not in {SIGN_IN, 401}} == PUBLIC


@pytest.mark.parametrize("door", GETS, ids=str)
def test_get_is_answered_as_the_table_says_and_writes_nothing(visits, door):
    address = visits.address(door)
    answers = {persona: visits.get(persona, address) for persona in EVERYONE}
    assert {persona: answer.status for persona, answer in answers.items()} == door.statuses("GET")
    written = set().union(*(answer.written for answer in answers.values()))
    assert written == KEPT_BY_READING.get(door.name, set())


@pytest.mark.parametrize("door", POSTS, ids=str)
def test_post_is_answered_as_the_table_says_and_does_it(visits, door):
    address, found, deeds = visits.address(door), {}, {}
    for persona in EVERYONE:
        answer = visits.post(persona, address, **visits.payload(door))
        found[persona], deeds[persona] = answer.status, _deed(door, answer)
    assert found == door.statuses("POST")
    if door.name not in PUBLIC:
        wanted = door.act or door.writes
        assert deeds == {persona: wanted if door.does(persona) else "" for persona in EVERYONE}


def _deed(door, answer):
    """The act that the table names; whatever was written, if it is another."""
    if (door.act and door.act in answer.acts) or (door.writes and door.writes in answer.written):
        return door.act or door.writes
    return ", ".join(sorted(answer.written))


@pytest.mark.parametrize("door", {door.name: door for door in DOORS}.values(), ids=str)
def test_other_methods_are_refused(visits, door):
    methods = set().union(*(other.methods for other in DOORS if other.name == door.name))
    address, persona = visits.address(door), visits.guest(door)
    refused = {"GET", "POST", "PUT", "PATCH", "DELETE"} - methods
    assert {method: visits.knock(persona, method, address).status_code for method in refused} == dict.fromkeys(
        refused, 405
    )
