import pytest
from django.urls import reverse

from office.enums import Role
from tests.factories import office

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr(client):
    client.force_login(office.hr(office.unit()))
    return client


@pytest.mark.parametrize("name", ["talent:engineer_pick", "talent:engineer_list", "overview:search"])
def test_a_nul_character_is_a_bad_request(hr, name):
    assert hr.get(reverse(name), {"q": "a\0b"}).status_code == 400
    assert hr.get(reverse(name), {"x\0": "y"}).status_code == 400


def test_a_nul_character_in_a_form_is_a_bad_request(client):
    unit = office.unit()
    client.force_login(office.user(Role.GROUP_ADMINISTRATOR, unit))
    address = reverse("office:unit_update", args=[unit.pk])
    assert client.post(address, {"name": "a\0b", "kind": unit.kind}).status_code == 400


def test_personal_pages_stay_in_no_cache(hr):
    for name in ("overview:home", "talent:engineer_list", "talent:engineer_pick"):
        assert "no-store" in hr.get(reverse(name))["Cache-Control"]
