"""What the Django admin shows of returns to a superuser who has a duty there."""

import pytest
from django.urls import reverse

from tests.factories import office
from tests.planning.desks import Desk

pytestmark = pytest.mark.django_db


def test_it_tells_nothing_of_what_was_decided(client):
    desk = Desk()
    desk.decide({desk.line: 7}, reason="领导意见", quota_reason="超额")
    client.force_login(office.user("filler", desk.plant, is_superuser=True, is_staff=True))
    page = client.get(reverse("admin:planning_demandreturn_change", args=[desk.answer.pk]))
    assert page.status_code == 200
    assert desk.line.problem in page.text
    assert "领导意见" not in page.text
