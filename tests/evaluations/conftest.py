import pytest
from django.utils import translation


@pytest.fixture
def in_english():
    """Sentences of services and selectors in the words of the code."""
    with translation.override("en"):
        yield
