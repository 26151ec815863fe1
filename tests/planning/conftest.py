import pytest

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
