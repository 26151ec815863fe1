"""Rows written without objects: inserted, put in the place of others, updated by key."""

import pytest
from django.db import DataError, transaction

from office.bulk import insert_rows, update_rows
from office.models import Unit
from tests.factories import office

pytestmark = pytest.mark.django_db
NAMES = ("code", "name", "short_name", "kind", "path")


def rows():
    return sorted(Unit.objects.values_list("code", "name"))


def test_what_is_there_already_gets_the_other_values(django_assert_num_queries):
    kept = office.unit(code="A", name="old")
    with django_assert_num_queries(1):
        insert_rows(
            Unit, NAMES, [("A", "new", "", kept.kind, kept.path), ("B", "b", "", kept.kind, "/9/")], unique=("code",)
        )
    assert rows() == [("A", "new"), ("B", "b")]
    assert Unit.objects.get(code="A").pk == kept.pk


def test_rows_are_updated_by_key(django_assert_num_queries):
    one, two, _three = (office.unit(code=code, name="old") for code in "ABC")
    with django_assert_num_queries(1):
        update_rows(Unit, ("name", "opened_on"), [("first", None, one.pk), ("second", "2026-01-01", two.pk)])
    assert rows() == [("A", "first"), ("B", "second"), ("C", "old")]
    two.refresh_from_db()
    assert str(two.opened_on) == "2026-01-01"


@pytest.mark.postgresql
def test_what_is_too_long_is_refused_and_not_cut():
    unit = office.unit(name="old")
    with pytest.raises(DataError), transaction.atomic():
        update_rows(Unit, ("name",), [("长" * 101, unit.pk)])
    assert Unit.objects.get(pk=unit.pk).name == "old"


def test_no_rows_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_rows(Unit, NAMES, [])
        update_rows(Unit, ("name",), [])
