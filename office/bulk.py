"""Many rows of one table, written several times faster than object by object: for files of 100,000 rows and their audit trail,
and for what is saved with every key that somebody presses."""

from itertools import islice

from django.db import connection

WRITTEN_AT_ONCE = 1_000
WRITTEN_BACK_AT_ONCE = 500  # objects, whole
PLAIN = (str, int, bool, type(None))  # what both databases take as it is


def insert_rows(model, names, rows, *, unique=()):
    """Insert tuples of values in the order of the attribute `names`; every column without a database default must be among them.

    Where a row with the same values of `unique` is there already, it gets the others. No object is built, no default filled
    in, no key returned. Constraints hold as ever.
    """
    fields = [model._meta.get_field(name) for name in names]
    columns = ", ".join(_quoted(field) for field in fields)
    insert = f"INSERT INTO {_table(model)} ({columns}) VALUES "  # noqa: S608 names of ours
    marks, conflict = f"({', '.join(['%s'] * len(fields))})", _conflict(fields, unique)

    def at_once(cursor, chunk):
        cursor.execute(insert + ", ".join([marks] * len(chunk)) + conflict, [value for row in chunk for value in row])

    _write(fields, rows, one_by_one=insert + marks + conflict, at_once=at_once)


def update_rows(model, names, rows):
    """Update rows by key: tuples of the values of `names` and, last, the key.

    Unlike the CASE of bulk_update, whose cost grows with the square of the rows, the values come as rows.
    """
    fields = [*(model._meta.get_field(name) for name in names), model._meta.pk]
    *changed, key = [_quoted(field) for field in fields]
    table, marks = _table(model), f"({', '.join(f'%s::{_cast(field)}' for field in fields)})"
    columns, setting = ", ".join([*changed, key]), ", ".join(f"{column} = new.{column}" for column in changed)

    def at_once(cursor, chunk):
        values = ", ".join([marks] * len(chunk))
        cursor.execute(
            f"UPDATE {table} SET {setting} FROM (VALUES {values}) AS new ({columns}) WHERE {table}.{key} = new.{key}",  # noqa: S608
            [value for row in chunk for value in row],
        )

    setting_one = ", ".join(f"{column} = %s" for column in changed)
    _write(fields, rows, one_by_one=f"UPDATE {table} SET {setting_one} WHERE {key} = %s", at_once=at_once)  # noqa: S608


def write_back(objects, fields):
    """Update the fields of saved objects by an upsert on the primary key: a tenth of the time of bulk_update's CASE WHEN."""
    if objects:
        type(objects[0])._default_manager.bulk_create(
            objects, update_conflicts=True, unique_fields=["pk"], update_fields=fields, batch_size=WRITTEN_BACK_AT_ONCE
        )


def _cast(field):
    """A cast to varchar would cut what is too long; the column refuses it."""
    kind = field.cast_db_type(connection)
    return "text" if kind.startswith("varchar") else kind


def _table(model):
    return connection.ops.quote_name(model._meta.db_table)


def _quoted(field):
    return connection.ops.quote_name(field.column)


def _conflict(fields, unique):
    if not unique:
        return ""
    target = ", ".join(_quoted(field) for field in fields if field.name in unique)
    others = (_quoted(field) for field in fields if field.name not in unique)
    return f" ON CONFLICT ({target}) DO UPDATE SET {', '.join(f'{name} = EXCLUDED.{name}' for name in others)}"


def _write(fields, rows, *, one_by_one, at_once):
    """SQLite prepares a statement once and runs it for each row; PostgreSQL would answer a thousand times."""
    rows = map(_preparer(fields), rows)
    with connection.cursor() as cursor:
        while chunk := list(islice(rows, WRITTEN_AT_ONCE)):
            if connection.vendor == "sqlite":
                cursor.executemany(one_by_one, chunk)
            else:
                at_once(cursor, chunk)


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
