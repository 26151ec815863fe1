"""Byte order for the columns that are read by ranges.

A subtree is a range of paths and a prefix search a range of names: both need an index in byte order. SQLite
compares bytes anyway; PostgreSQL compares by the database's language unless the column says "C".
"""


def byte_order(table, **columns):
    """A migration step that gives the columns, named with their SQL type, byte order on PostgreSQL."""

    def alter(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for column, sql_type in columns.items():
                schema_editor.execute(f'ALTER TABLE {table} ALTER COLUMN {column} TYPE {sql_type} COLLATE "C"')

    return alter
