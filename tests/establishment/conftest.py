"""Whoever drafts the review of a test, signed in."""

import pytest


@pytest.fixture
def hr(sorting, client):
    client.force_login(sorting.drafter)
    return client
