"""One archive of database and files, the same from SQLite and PostgreSQL, that restores to either.

The archive is a zip: `tables/<table>.jsonl` with a row a line, `media/<name>`, and `manifest.json` with the applied
migrations, the last number each table has given out, and the rows and SHA-256 of every member.
"""

import base64
import datetime
import decimal
import hashlib
import json
import os
import uuid
import zipfile
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.dateparse import parse_duration
from django.utils.duration import duration_iso_string

from office import triggers
from office.models import AuditEntry, Unit, User

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20
ROWS = 1000


class BackupError(Exception):
    """The archive cannot be made or taken; nothing was changed."""


# --- Making one ------------------------------------------------------------------------------


def backup(path):
    """Write database and media to `path`, which appears only when complete. Returns the manifest.

    Writers go on meanwhile: all tables are read from one snapshot. Raises BackupError when a file that a row names is
    missing.
    """
    path = Path(path)
    part = path.with_name(path.name + ".part")
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds everybody's personal data
    try:
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                manifest = _write(archive)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _write(archive):
    with _snapshot():
        tables = {model._meta.db_table: _write_table(archive, model) for model in _tables()}
        manifest = {
            "format": FORMAT,
            "made_at": timezone.now().isoformat(),
            "migrations": _migrations(),
            "sequences": {table: _last_number(model) for table, model in _numbered().items()},
            "tables": tables,
        }
        named = _named_files()
    manifest["media"] = {name: _write_file(archive, name) for name in _media_names()}
    if missing := sorted(named - set(manifest["media"])):
        raise BackupError(f"Files named in the database are missing under MEDIA_ROOT: {', '.join(missing[:10])}")
    archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))
    return manifest


@contextmanager
def _snapshot():
    """All reads see the same moment, and nobody waits for us."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":  # atomic() would begin IMMEDIATE and shut out every writer
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _write_table(archive, model):
    fields = _fields(model)
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    digest, count = hashlib.sha256(), 0
    with archive.open(f"tables/{model._meta.db_table}.jsonl", "w", force_zip64=True) as member:
        for row in rows.iterator(chunk_size=ROWS):
            line = json.dumps([_plain(value) for value in row], ensure_ascii=False, sort_keys=True).encode() + b"\n"
            member.write(line)
            digest.update(line)
            count += 1
    columns = [field.column for field in fields]
    return {"columns": columns, "rows": count, "sha256": digest.hexdigest()}


def _write_file(archive, name):
    digest = hashlib.sha256()
    with default_storage.open(name) as file, archive.open(f"media/{name}", "w", force_zip64=True) as member:
        while chunk := file.read(CHUNK):
            member.write(chunk)
            digest.update(chunk)
    return {"sha256": digest.hexdigest()}


def _media_names():
    root = Path(settings.MEDIA_ROOT)
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def _named_files():
    names = set()
    for model in _tables():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                names |= set(model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True))
    return names - {None}


# --- Taking one back -------------------------------------------------------------------------


def restore(path, *, overwrite=False):
    """Put back what `path` holds, in one transaction, into a migrated database. Returns the manifest.

    Raises BackupError, with nothing changed, for an archive that is damaged or of another release, and for a database
    that holds something already unless `overwrite`.
    """
    with zipfile.ZipFile(path) as archive:
        manifest = _checked(archive)
        if not overwrite and holds_something():
            raise BackupError("The database holds data already; --overwrite replaces all of it.")
        added = []
        try:
            with transaction.atomic():
                _fill(archive, manifest)
                _place_files(archive, manifest, added)
        except BaseException:
            for file in added:
                file.unlink(missing_ok=True)
            raise
    for name in set(_media_names()) - set(manifest["media"]):
        default_storage.delete(name)
    return manifest


def holds_something():
    """Whether there is anything that migrate did not put there."""
    if User._meta.db_table not in connection.introspection.table_names():
        return False
    return any(model._base_manager.exists() for model in (User, Unit, AuditEntry))


def _checked(archive):
    """The manifest, once every member has been read and found to be what it says."""
    try:
        manifest = json.loads(archive.read(MANIFEST))
        members = {f"tables/{table}.jsonl": entry["sha256"] for table, entry in manifest["tables"].items()}
        members |= {f"media/{name}": entry["sha256"] for name, entry in manifest["media"].items()}
        damaged = [name for name, digest in members.items() if _digest(archive, name) != digest]
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BackupError(f"The archive is damaged: {error}") from error
    if damaged or set(archive.namelist()) != {*members, MANIFEST}:
        raise BackupError(
            f"The archive is damaged: {', '.join(damaged) or 'its members are not those of its manifest'}"
        )
    if manifest["format"] != FORMAT or manifest["migrations"] != _migrations():
        raise BackupError("The archive was made by another release: restore it with that release, then upgrade.")
    if any(not _is_inside(name) for name in manifest["media"]):
        raise BackupError("The archive names a file outside of MEDIA_ROOT.")
    return manifest


def _fill(archive, manifest):
    tables = _tables()
    with connection.cursor() as cursor:
        triggers.drop(connection)
        names = [model._meta.db_table for model in tables]
        for statement in connection.ops.sql_flush(no_style(), names):
            cursor.execute(statement)
        for model in tables:
            _read_table(archive, model, manifest["tables"][model._meta.db_table]["columns"], cursor)
        connection.check_constraints()
        for table, model in _numbered().items():
            _set_last_number(cursor, model, manifest["sequences"][table])
        triggers.install(connection)


def _read_table(archive, model, columns, cursor):
    by_column = {field.column: field for field in _fields(model)}
    fields = [by_column[column] for column in columns]
    size = min(ROWS, connection.ops.bulk_batch_size(fields, range(ROWS)))
    batch = []
    with archive.open(f"tables/{model._meta.db_table}.jsonl") as member:
        for line in member:
            values = zip(fields, json.loads(line), strict=True)
            batch.append([field.get_db_prep_save(_value(field, value), connection) for field, value in values])
            if len(batch) == size:
                _insert(cursor, model, columns, batch)
                batch = []
    if batch:
        _insert(cursor, model, columns, batch)


def _insert(cursor, model, columns, rows):
    quote = connection.ops.quote_name
    marks = f"({', '.join(['%s'] * len(columns))})"
    cursor.execute(
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) "  # noqa: S608  names of our own tables
        f"VALUES {', '.join([marks] * len(rows))}",
        [value for row in rows for value in row],
    )


def _place_files(archive, manifest, added):
    """Files have random names and never change, so they may lie beside the old ones until the rows are committed."""
    for name, entry in manifest["media"].items():
        target = Path(settings.MEDIA_ROOT, name)
        if target.exists() and hashlib.sha256(target.read_bytes()).hexdigest() == entry["sha256"]:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            added.append(target)
        part = target.with_name(target.name + ".part")
        with archive.open(f"media/{name}") as member, part.open("wb") as file:
            while chunk := member.read(CHUNK):
                file.write(chunk)
        part.replace(target)


def _digest(archive, name):
    digest = hashlib.sha256()
    with archive.open(name) as member:
        while chunk := member.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _is_inside(name):
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name


# --- What both know --------------------------------------------------------------------------


def _tables():
    """Every model with a table of its own, the hidden ones of many-to-many fields included."""
    found = (model for app in apps.get_app_configs() for model in app.get_models(include_auto_created=True))
    return sorted((model for model in found if model._meta.managed and not model._meta.proxy), key=_table_name)


def _table_name(model):
    return model._meta.db_table


def _fields(model):
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _migrations():
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def _numbered():
    return {model._meta.db_table: model for model in _tables() if isinstance(model._meta.pk, models.AutoField)}


def _last_number(model):
    """The last number the table gave out, also to a row that is gone; 0 if none."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            return row[0] if row else 0
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
        cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {cursor.fetchone()[0]}")  # noqa: S608
        return cursor.fetchone()[0]


def _set_last_number(cursor, model, number):
    table, column = model._meta.db_table, model._meta.pk.column
    if connection.vendor == "sqlite":
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
    else:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)",
            [f'"{table}"', column, max(number, 1), number > 0],
        )


def _plain(value):
    if isinstance(value, datetime.timedelta):
        return duration_iso_string(value)
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


def _value(field, value):
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    if isinstance(field, models.DurationField):
        return parse_duration(value)
    return field.to_python(value)
