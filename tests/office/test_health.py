import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from office import heartbeat


def test_healthz_needs_no_database(client):
    """No database mark: a query would fail the test."""
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_readyz_when_all_is_well(client):
    heartbeat.beat()
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"database": "ok", "migrations": "ok", "worker": "ok"})


@pytest.mark.django_db
def test_readyz_before_any_worker(client):
    cache.delete(heartbeat.KEY)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["worker"]) == (503, "never seen")


@pytest.mark.django_db
def test_readyz_after_the_worker_died(client):
    cache.set(heartbeat.KEY, 1_700_000_000.0, timeout=None)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["worker"].startswith("last seen ")


@pytest.mark.django_db
def test_readyz_names_a_missing_migration(client):
    heartbeat.beat()
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    response = client.get("/readyz")
    assert (response.status_code, response.json()["migrations"]) == (503, "1 not applied")


@pytest.mark.django_db
def test_readyz_when_the_database_is_away(client):
    def refuse(*_args):
        raise DatabaseError

    with connection.execute_wrapper(refuse):
        response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": "does not answer"})


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_pages_take_no_post(client, path):
    assert client.post(path).status_code == 405
