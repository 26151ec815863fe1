"""Acts that meet: threads that start together, each with a connection and a limit of its own for waiting on locks. And acts
whose process is killed."""

import os
import signal
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


def told(results):
    """(how many were done, how many were refused in a sentence)"""
    refused = [result for result in results if isinstance(result, DomainError)]
    return len(results) - len(refused), len(refused)


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


# --- Killed at any step ----------------------------------------------------------------------------------------
def killed_at(statement, act):
    """Run `act` in a process of its own that is killed before its SQL statement number `statement`. False if it came through."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        _act_until(statement, act)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _act_until(statement, act):
    """In the child: never returns into the test runner."""
    seen = 0

    def count(execute, sql, params, many, context):
        nonlocal seen
        seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    code = 1
    try:
        with connection.execute_wrapper(count):
            act()
        code = 0
    finally:
        os._exit(code)
