"""Rows that history depends on: triggers refuse what the application must never do.

`append_only` tables take neither UPDATE nor DELETE; a `frozen` table takes neither while its condition on
the old row holds. The triggers are installed after every migrate, since a table rebuilt by SQLite loses its own.
"""

from django.db import connections

_guards = {}  # table -> condition on the old row ("" = always)


def append_only(model):
    _guards[model._meta.db_table] = ""


def frozen(model, condition):
    """`condition` is SQL that reads the old row as OLD and is true where the row may not change any more."""
    _guards[model._meta.db_table] = condition


def install_after_migrate(using="default", **_kwargs):
    """Each app's post_migrate calls this; tables that are not there yet are left for a later call."""
    install(connections[using])


def install(connection):
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, condition in _guards.items():
            if table in tables:
                for statement in _create(connection.vendor, table, condition):
                    cursor.execute(statement)


def drop(connection):
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in _guards:
            if table in tables:
                for statement in _drop(connection.vendor, table):
                    cursor.execute(statement)


def _create(vendor, table, condition):
    return _drop(vendor, table) + (_sqlite(table, condition) if vendor == "sqlite" else _postgresql(table, condition))


def _drop(vendor, table):
    suffix = "" if vendor == "sqlite" else f" ON {table}"
    return [f"DROP TRIGGER IF EXISTS {table}_guard_{act}{suffix}" for act in ("update", "delete")]


def _sqlite(table, condition):
    when = f"WHEN {condition}" if condition else ""
    return [
        f"CREATE TRIGGER {table}_guard_{act} BEFORE {act.upper()} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is guarded'); END"
        for act in ("update", "delete")
    ]


def _postgresql(table, condition):
    guard = (
        f"CREATE OR REPLACE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition or 'true'} THEN RAISE EXCEPTION '{table} is guarded' USING ERRCODE = 'integrity_constraint_violation'; "
        f"END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    return [guard] + [
        f"CREATE TRIGGER {table}_guard_{act} BEFORE {act.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_guard()"
        for act in ("update", "delete")
    ]
