"""Routine notes on holders."""

import datetime

import pytest
from django.urls import reverse

from evaluations.models import RoutineNote
from evaluations.services.notes import add_note
from office.enums import Role
from office.errors import DomainError
from office.models import AuditEntry
from tests.factories import filing as factory
from tests.factories import office

pytestmark = pytest.mark.django_db


@pytest.fixture
def filing():
    return factory.filing(1, others=1)


def appointment_of(filing, place=0):
    return filing.sheets()[place].assessment.appointment


def note(appointment, actor, **fields):
    return add_note(
        appointment,
        actor=actor,
        **{"noted_on": datetime.date(2026, 3, 4), "praise": True, "text": "完成攻关", **fields},
    )


def test_a_note_is_recorded_with_its_author(filing):
    made = note(appointment_of(filing), filing.hr)
    assert (made.author, AuditEntry.objects.get(verb="note.added").target_id) == (filing.hr, made.pk)


def test_a_note_is_not_of_the_future(filing):
    with pytest.raises(DomainError):
        note(appointment_of(filing), filing.hr, noted_on=datetime.date(2999, 1, 1))


def test_nobody_writes_a_note_on_himself(filing):
    appointment = appointment_of(filing)
    appointment.engineer.user = filing.hr
    appointment.engineer.save()
    with pytest.raises(DomainError):
        note(appointment, filing.hr)


def test_who_may_add_and_read(client, filing):
    address = reverse("evaluations:note_add", args=[appointment_of(filing).pk])
    listed = reverse("evaluations:note_list")
    answers = {}
    people = {
        "hr": filing.hr,
        "head": office.user(Role.UNIT_HEAD, filing.plant),
        "leader": office.user(Role.LEADER, filing.group),
        "other": office.hr(filing.other_plant),
    }
    for name, person in people.items():
        client.force_login(person)
        answers[name] = (client.get(address).status_code, client.get(listed).status_code)
    assert answers == {"hr": (200, 200), "head": (200, 200), "leader": (403, 403), "other": (404, 200)}


def test_the_form_adds_a_note_that_only_its_units_list(client, filing):
    client.force_login(filing.hr)
    data = {"noted_on": "2026-03-04", "praise": "False", "criterion_code": "c1", "text": "未按期提交方案"}
    client.post(reverse("evaluations:note_add", args=[appointment_of(filing).pk]), data)
    made = RoutineNote.objects.get()
    assert (made.praise, made.criterion_code) == (False, "c1")
    assert "未按期提交方案" in client.get(reverse("evaluations:note_list")).content.decode()
    client.force_login(office.hr(filing.other_plant))
    assert "未按期提交方案" not in client.get(reverse("evaluations:note_list")).content.decode()


def test_the_note_stands_beside_the_sheet(client, filing):
    note(appointment_of(filing), filing.hr, text="主持攻关")
    client.force_login(filing.hr)
    page = client.get(reverse("evaluations:sheet_aside", args=[filing.sheets()[0].pk])).content.decode()
    assert "主持攻关" in page
