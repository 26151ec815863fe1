"""The demo: built from HR's own workbooks, and its one-click sign-in that exists nowhere else."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from establishment.enums import ReviewStatus
from establishment.models import PostReview
from evaluations.enums import SheetStatus
from evaluations.models import AssessmentSheet, Score
from office.models import Unit, User
from overview.demo.personas import PERSONAS
from planning.models import DemandLine, DemandReturn
from posts.models import Appointment, Post, Seat
from talent.models import Discipline, Engineer, PastResult

URL = "overview:demo_sign_in"
ON_SQLITE = connection.vendor == "sqlite"


@pytest.fixture
def as_of(settings):
    settings.AS_OF_DATE = "2026-11-01"


@pytest.mark.django_db
def test_demo_holds_the_sample_group_and_half_a_cycle(as_of):
    call_command("demo", verbosity=0)
    nouns = (Unit, Discipline, Engineer, Post, Seat, Appointment, PastResult)
    assert [noun.objects.count() for noun in nouns] == [78, 46, 2400, 84, 96, 72, 66]
    assert AssessmentSheet.objects.count() == 355
    assert AssessmentSheet.objects.filter(sheet__status=SheetStatus.SUBMITTED).count() == 142
    assert AssessmentSheet.objects.exclude(sheet__verified_at=None).count() == 71
    assert Score.objects.count() == (71 + 71 + 36) * 8
    assert (DemandReturn.objects.count(), DemandLine.objects.count()) == (45, 144)
    assert dict(PostReview.objects.values_list("title", "status")) == {
        "矿业公司岗位微调": ReviewStatus.APPLIED,
        "板材公司岗位梳理": ReviewStatus.REVIEWING,
    }
    assert User.objects.filter(username__in=[persona.username for persona in PERSONAS]).count() == len(PERSONAS)
    with pytest.raises(CommandError):
        call_command("demo", verbosity=0)


@pytest.fixture
def persona(db):
    return User.objects.create(username=PERSONAS[0].username, name="演示")


def sign_in(client, **meta):
    return client.post(reverse(URL), {"persona": PERSONAS[0].username}, **meta)


def test_one_click_signs_in_only_in_a_demo_from_this_machine_on_sqlite(client, persona, settings):
    settings.DEMO = True
    assert sign_in(client).status_code == (302 if ON_SQLITE else 404)


@pytest.mark.parametrize(
    "meta",
    [
        {"REMOTE_ADDR": "10.0.0.8"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.8"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=10.0.0.8"},
    ],
)
def test_one_click_does_not_exist_from_elsewhere(client, persona, settings, meta):
    settings.DEMO = True
    assert sign_in(client, **meta).status_code == 404


def test_one_click_does_not_exist_outside_the_demo(client, persona, settings):
    settings.DEMO = False
    assert sign_in(client).status_code == 404
    assert PERSONAS[0].name not in client.get(reverse("account_login")).content.decode()


def test_one_click_opens_no_other_account(client, persona, settings):
    settings.DEMO = True
    User.objects.create(username="boss", name="其他", is_superuser=True)
    assert client.post(reverse(URL), {"persona": "boss"}).status_code == 404
