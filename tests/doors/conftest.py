"""One world for all doors, built once and rolled back at the end; each request that writes has a savepoint of its own."""

import logging

import pytest
from django.db import transaction

from tests.doors import (
    batches,
    consolidation,
    cycles,
    documents,
    letters,
    papers,
    planning,
    post_changes,
    post_reviews,
    tables,
    templates,
    world,
)
from tests.doors.visits import Visits


@pytest.fixture(scope="package")
def db(django_db_setup, django_db_blocker):
    """In place of pytest-django's, which closes the connection after each test: one transaction around the package."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def built(db, quick_settings):
    made = world.build()
    papers.build(made)
    post_changes.build(made)
    cycles.build(made)
    batches.build(made)
    documents.build(made)
    tables.build(made)
    templates.build(made)
    letters.build(made)
    planning.build(made)
    post_reviews.build(made)
    consolidation.build(made)
    world.sign_in(made)
    return made


@pytest.fixture(scope="package")
def visits(built):
    return Visits(built)


@pytest.fixture(scope="package", autouse=True)
def quiet():
    """Thousands of refusals would bury what failed, and cost a tenth of the time."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)
