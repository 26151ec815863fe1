"""The worker's sign of life: seen by /readyz, wherever worker and server run."""

import threading
import time

from django.core.cache import cache
from django.db import DatabaseError, close_old_connections

KEY = "worker.seen"
EVERY_SECONDS = 10
STALE_SECONDS = 60


def beat():
    cache.set(KEY, time.time(), timeout=None)


def seconds_since():
    """Seconds since a worker was last seen; None when none ever was."""
    seen = cache.get(KEY)
    return None if seen is None else max(0.0, time.time() - seen)


def start(also=lambda: None):
    """Beat from a thread of its own: a task may take longer than a heart may pause. `also` is called with each beat."""
    stopped = threading.Event()
    threading.Thread(target=_beat_until, args=[stopped, also], name="heartbeat", daemon=True).start()
    return stopped


def _beat_until(stopped, also):
    while not stopped.is_set():
        try:
            beat()
            also()
        except DatabaseError:  # a database that is away is /readyz's first line; the heart goes on
            close_old_connections()
        stopped.wait(EVERY_SECONDS)
