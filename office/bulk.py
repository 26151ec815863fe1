"""Many new rows of one table, written several times faster than by objects: for files of 100,000 rows and their audit trail."""

from itertools import islice

from django.db import connection

WRITTEN_AT_ONCE = 1_000
PLAIN = (str, int, bool, type(None))  # what both databases take as it is


def insert_rows(model, names, rows):
    """Insert tuples of values in the order of the attribute `names`; every column without a database default must be among them.

    No object is built, no default filled in, no key returned. Constraints hold as ever.
    """
    fields = [model._meta.get_field(name) for name in names]
    prepare = _preparer(fields)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    insert = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608 names of ours
    rows = map(prepare, rows)
    with connection.cursor() as cursor:
        while chunk := list(islice(rows, WRITTEN_AT_ONCE)):
            _write(cursor, insert, f"({', '.join(['%s'] * len(fields))})", chunk)


def _write(cursor, insert, marks, chunk):
    if connection.vendor == "sqlite":
        cursor.executemany(insert + marks, chunk)
    else:
        cursor.execute(insert + ", ".join([marks] * len(chunk)), [value for row in chunk for value in row])


def _preparer(fields):
    """A function from a tuple of Python values to what the database takes; equal dates and the like are prepared once."""
    memos = [{} for _field in fields]

    def prepare(row):
        return [
            value if type(value) in PLAIN else _prepared(field, memo, value)
            for field, memo, value in zip(fields, memos, row, strict=True)
        ]

    return prepare


def _prepared(field, memo, value):
    if isinstance(value, dict | list):
        return field.get_db_prep_save(value, connection)
    if value not in memo:
        memo[value] = field.get_db_prep_save(value, connection)
    return memo[value]
