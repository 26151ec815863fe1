"""Rows that history depends on: triggers refuse what the application must never do.

`append_only` tables take neither UPDATE nor DELETE; a `frozen` table takes neither, and no INSERT either, while its
condition on the row holds. The triggers are installed after every migrate, since a table rebuilt by SQLite loses its
own, and taken away before it, since SQLite rebuilds no table that another one's trigger reads.
"""

from dataclasses import dataclass

from django.db import connections

ACTS = ("insert", "update", "delete")
_guards = {}  # table -> Guard


@dataclass(frozen=True)
class Guard:
    """`condition` is SQL that reads the row as OLD ("" = always); `fixed` are the columns it holds for, none meaning all,
    `fillable` those that may get a value while they have none."""

    condition: str = ""
    inserts: bool = False
    fixed: tuple = ()
    fillable: tuple = ()

    def refusal(self, act, vendor):
        """The SQL condition under which the act is refused; None if it never is."""
        new_row = self.condition.replace("OLD.", "NEW.")
        if act == "insert":
            return new_row if self.inserts else None
        if act == "update" and self.fixed:
            return f"({self.condition or 'true'}) AND ({' OR '.join(self._changes(vendor))})"
        if act == "update" and self.inserts:
            return f"({self.condition}) OR ({new_row})"
        return self.condition

    def _changes(self, vendor):
        yield from (_differs(vendor, name) for name in self.fixed)
        for name in self.fillable:
            yield f"{_differs(vendor, name)} AND COALESCE(CAST(OLD.{name} AS text), '') <> ''"


def append_only(model):
    _guards[model._meta.db_table] = Guard()


def frozen(model, condition, *, inserts=False, changeable=(), fillable=()):
    """Refuse UPDATE and DELETE of the rows for which `condition` is true: SQL that reads the row as OLD.

    With `inserts` no row may come or move to where the condition is true; the `changeable` fields stay open, the
    `fillable` ones as long as they are empty.
    """
    fields = model._meta.concrete_fields
    fixed = (field.column for field in fields if field.name not in {*changeable, *fillable})
    once = (field.column for field in fields if field.name in fillable)
    _guards[model._meta.db_table] = Guard(
        condition, inserts, tuple(fixed) if changeable or fillable else (), tuple(once)
    )


def install_after_migrate(using="default", **_kwargs):
    """Each app's post_migrate calls this; tables that are not there yet are left for a later call."""
    install(connections[using])


def drop_before_migrate(using="default", **_kwargs):
    drop(connections[using])


def install(connection):
    _execute(
        connection, lambda table, guard: [*_drop(connection.vendor, table), *_create(connection.vendor, table, guard)]
    )


def drop(connection):
    _execute(connection, lambda table, _guard: _drop(connection.vendor, table))


def _execute(connection, statements_of):
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, guard in _guards.items():
            if table in tables:
                for statement in statements_of(table, guard):
                    cursor.execute(statement)


def _create(vendor, table, guard):
    write = _sqlite if vendor == "sqlite" else _postgresql
    for act in ACTS:
        condition = guard.refusal(act, vendor)
        if condition is not None:
            yield from write(table, act, condition)


def _drop(vendor, table):
    suffix = "" if vendor == "sqlite" else f" ON {table}"
    return [f"DROP TRIGGER IF EXISTS {table}_guard_{act}{suffix}" for act in ACTS]


def _sqlite(table, act, condition):
    when = f"WHEN {condition}" if condition else ""
    yield (
        f"CREATE TRIGGER {table}_guard_{act} BEFORE {act.upper()} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is guarded'); END"
    )


def _postgresql(table, act, condition):
    """One function per act: an INSERT has no OLD that it could read."""
    yield (
        f"CREATE OR REPLACE FUNCTION {table}_guard_{act}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition or 'true'} THEN RAISE EXCEPTION '{table} is guarded' USING ERRCODE = 'integrity_constraint_violation'; "
        f"END IF; RETURN {'OLD' if act == 'delete' else 'NEW'}; END $$"
    )
    yield (
        f"CREATE TRIGGER {table}_guard_{act} BEFORE {act.upper()} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_guard_{act}()"
    )


def _differs(vendor, column):
    return f"NEW.{column} IS {'NOT' if vendor == 'sqlite' else 'DISTINCT FROM'} OLD.{column}"
