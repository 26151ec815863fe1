"""Acts that meet: threads that start together, each with a connection and a limit of its own for waiting on locks."""

import threading

from django.db import close_old_connections, connection, connections

from office.errors import DomainError


def at_once(*acts):
    """Run the acts in threads that start together; their answers, or what they raised."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        close_old_connections()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '10s'")
            barrier.wait(10)
            results[place] = act()
        except DomainError as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def until_another_waits():
    """Until an act waits for what this one has locked."""
    with connection.cursor() as cursor:
        for _turn in range(100_000):
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("Nobody waits.")
