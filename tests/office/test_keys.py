import pytest

from office.keys import is_key, key_of
from office.models import Unit


@pytest.mark.parametrize("text", ["", "abc", "-1", "1.0", "1_000", "²", " 1", "9" * 19, "9" * 5_000])
def test_what_is_no_key(text):
    assert not is_key(text)
    assert key_of(text) is None


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["0", "17", "9" * 18])
def test_every_key_may_be_asked_for(text):
    assert key_of(text) == int(text)
    assert not Unit.objects.filter(pk__in=[key_of(text)]).exists()
