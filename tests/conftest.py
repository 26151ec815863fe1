"""What every test stands on: quick passwords, plain static files, and a flush that passes the triggers."""

import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase, override_settings
from django.utils import translation


@pytest.fixture(scope="session", autouse=True)
def quick_settings():
    plain_static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={**settings.STORAGES, "staticfiles": plain_static},  # no collectstatic before a test
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},  # no worker in tests
        WHITENOISE_AUTOREFRESH=True,
        WHITENOISE_USE_FINDERS=True,
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def flush_past_triggers():
    """Append-only rows refuse DELETE, which is how SQLite empties the tables after a test with real transactions."""
    from office import triggers

    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(case):
        used = [connections[alias] for alias in case._databases_names(include_mirrors=False)]
        for connection in used:
            triggers.drop(connection)
        flush(case)
        for connection in used:
            triggers.install(connection)

    TransactionTestCase._fixture_teardown = flush_without_triggers
    yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture(autouse=True)
def language_of_the_house():
    """A page that was read in another language leaves that one to whatever comes next."""
    yield
    translation.deactivate()
