"""The consolidated table on paper: its check code stands for what is drawn. On PostgreSQL, where two act at once."""

import threading

import pytest
from django.test import Client
from django.urls import reverse

from planning.selectors.consolidation import consolidated_table
from planning.views import consolidation as views
from tests.factories import rulebooks
from tests.planning.desks import ConsolidationDesk
from tests.races import at_once, until_another_waits


@pytest.fixture
def desk():
    rulebooks.example_rulebook()
    return ConsolidationDesk()


def table_of(desk):
    return consolidated_table(desk.returns)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["wanted", "authorised", "problem", "urgency", "consolidated_reason"])
def test_the_code_changes_with_all_that_is_drawn(desk, name):
    line = desk.lines[1]
    desk.set((line, 1, "统筹"))
    before = table_of(desk).check_code
    changed = 7 if name in {"wanted", "authorised"} else "later"
    type(line).objects.filter(pk=line.pk).update(**{name: changed})
    assert table_of(desk).check_code != before


@pytest.mark.django_db
def test_lines_stand_by_unit(desk):
    desk.line(desk.plants[0], discipline=desk.lines[0].discipline, grade=rulebooks.grade("expert-1"))
    assert [(unit, len(rows)) for unit, rows in table_of(desk).groups] == [
        ("炼铁1厂", 2),
        ("炼铁2厂", 1),
        ("炼铁3厂", 1),
    ]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_number_waits_until_the_table_is_drawn(desk, monkeypatch):
    desk.take(*desk.lines)
    coded, client, foot = threading.Event(), Client(), views.printing_foot

    def interrupted(code, user):
        coded.set()
        until_another_waits()
        return foot(code, user)

    def print_table():
        return client.post(
            reverse("planning:consolidation_print", args=[desk.survey.pk, desk.ours.pk])
        ).content.decode()

    def set_number():
        coded.wait(10)
        return desk.set((desk.lines[1], 1, "刚刚压减"))

    monkeypatch.setattr(views, "printing_foot", interrupted)
    client.force_login(desk.hr)
    before = table_of(desk).check_code
    page, saved = at_once(print_table, set_number)
    assert (before in page, "刚刚压减" in page, saved) == (True, False, ["saved"])
