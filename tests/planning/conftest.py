import pytest

from tests.planning.desks import Desk
from tests.planning.surveyed import Group


@pytest.fixture
def group(db, settings):
    settings.AS_OF_DATE = "2026-11-10"
    return Group()


@pytest.fixture
def sign_in(client):
    """The browser with the account signed in."""

    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def desk():
    """Before who decides, with a quota and an allowance."""
    made = Desk()
    made.limit(quota=1, allowance=3000)
    return made


@pytest.fixture
def signed_in(desk, client):
    client.force_login(desk.administrator)
    return client
