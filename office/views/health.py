"""For the machine that watches: is the process alive, and can it do its work?"""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office import heartbeat

OK = "ok"


@login_not_required
@never_cache
@require_safe
def healthz(_request):
    """Alive. Touches no database, so that a restart is not the answer to a database that is away."""
    return HttpResponse(OK, content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(_request):
    """Ready: database answers, every migration is applied, a worker was seen lately. 503 names what is missing."""
    try:
        findings = {"database": OK, "migrations": _migrations(), "worker": _worker()}
    except DatabaseError:
        findings = {"database": "does not answer"}
    ready = set(findings.values()) == {OK}
    return JsonResponse(findings, status=200 if ready else 503)


def _migrations():
    missing = _on_disk() - set(MigrationRecorder(connection).applied_migrations())
    return f"{len(missing)} not applied" if missing else OK


@cache
def _on_disk():
    """Migrations are part of the release: read once per process."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)


def _worker():
    since = heartbeat.seconds_since()
    if since is None:
        return "never seen"
    return OK if since < heartbeat.STALE_SECONDS else f"last seen {since:.0f} seconds ago"
