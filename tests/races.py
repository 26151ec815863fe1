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
