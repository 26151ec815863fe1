import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from office import backup as archives
from office.backup import BackupError, backup, restore
from office.enums import UnitKind
from office.models import AuditEntry, Job, Unit, User
from tests.factories import office as make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filled(tmp_path, settings):
    """A database with every awkward value: text beyond ASCII, JSON, microseconds, a file, a number used up, an audit row."""
    settings.MEDIA_ROOT = tmp_path / "media"
    root = make.unit(name="北方集团", kind=UnitKind.GROUP)
    make.unit(root, name="Quote ' and \\ and \n newline")
    person = make.hr(root, name="单于")
    Job.objects.create(
        kind="import", label="花名册", owner=person, params={"b": [1, None, "零"], "a": {"z": 1.5}}, input=_file("岗位")
    )
    AuditEntry.objects.create(
        actor=person, actor_name="单于", verb="unit.created", target_type="x", target_name="北方集团"
    )
    make.unit(root, name="Gone").delete()
    return root


def _file(content):
    return ContentFile(content.encode(), name="a.txt")


def _contents(path):
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    return {key: manifest[key] for key in ("tables", "media", "sequences", "migrations")}


def test_round_trip_is_exact(filled, tmp_path):
    backup(tmp_path / "first.zip")
    Unit.objects.update(name="Changed")
    User.objects.create(username="intruder", name="Intruder")
    Job.objects.create(kind="import", label="Later", input=_file("later"))
    restore(tmp_path / "first.zip", overwrite=True)
    backup(tmp_path / "second.zip")
    assert _contents(tmp_path / "second.zip") == _contents(tmp_path / "first.zip")
    job = Job.objects.get()
    assert job.params == {"b": [1, None, "零"], "a": {"z": 1.5}}
    assert Path(job.input.path).read_text("utf-8") == "岗位"


def test_numbers_used_before_are_not_given_out_again(filled, tmp_path):
    used = make.unit(filled, name="Gone as well")
    number = used.pk
    used.delete()
    backup(tmp_path / "a.zip")
    restore(tmp_path / "a.zip", overwrite=True)
    assert make.unit(filled, name="Next").pk == number + 1


def test_guards_stand_again_after_a_restore(filled, tmp_path):
    backup(tmp_path / "a.zip")
    restore(tmp_path / "a.zip", overwrite=True)
    with pytest.raises(IntegrityError, match="is guarded"), transaction.atomic():
        AuditEntry.objects.all().delete()


def test_data_are_not_replaced_unasked(filled, tmp_path):
    backup(tmp_path / "a.zip")
    Unit.objects.filter(pk=filled.pk).update(name="Kept")
    with pytest.raises(BackupError, match="--overwrite"):
        restore(tmp_path / "a.zip")
    assert Unit.objects.get(pk=filled.pk).name == "Kept"


def test_damaged_archive_changes_nothing(filled, tmp_path):
    backup(tmp_path / "good.zip")
    with zipfile.ZipFile(tmp_path / "good.zip") as good, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, content.replace("北方".encode(), "南方".encode()) if "office_unit" in name else content)
    with pytest.raises(BackupError, match=r"damaged: tables/office_unit"):
        restore(tmp_path / "bad.zip", overwrite=True)
    assert Unit.objects.get(pk=filled.pk).name == "北方集团"


def test_archive_of_another_release_is_refused(filled, tmp_path, monkeypatch):
    backup(tmp_path / "a.zip")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('office', '9999_later', CURRENT_TIMESTAMP)"
        )
    try:
        with pytest.raises(BackupError, match="another release"):
            restore(tmp_path / "a.zip", overwrite=True)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")


def test_failure_half_way_leaves_rows_guards_and_files_as_they_were(filled, tmp_path):
    backup(tmp_path / "a.zip")
    job = Job.objects.get()
    Path(job.input.path).unlink()
    Unit.objects.filter(pk=filled.pk).update(name="Kept")
    blocked = Path(job.input.path)
    blocked.mkdir()  # a folder where the file belongs: the disk refuses
    with pytest.raises(OSError, match=r"."):
        restore(tmp_path / "a.zip", overwrite=True)
    assert Unit.objects.get(pk=filled.pk).name == "Kept"
    with pytest.raises(IntegrityError, match="is guarded"), transaction.atomic():
        AuditEntry.objects.all().delete()


def test_missing_file_is_told_and_no_archive_appears(filled, tmp_path):
    Path(Job.objects.get().input.path).unlink()
    with pytest.raises(BackupError, match="missing under MEDIA_ROOT"):
        backup(tmp_path / "a.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["media"]


def test_archive_is_for_its_owner_only(filled, tmp_path):
    backup(tmp_path / "a.zip")
    assert (tmp_path / "a.zip").stat().st_mode & 0o777 == 0o600


def test_writers_go_on_during_a_backup_and_are_not_in_it(filled, tmp_path):
    with archives._snapshot():
        assert AuditEntry.objects.count() == 1
        assert not connection.in_atomic_block or connection.vendor == "postgresql"


def test_commands_say_how_much(filled, tmp_path, capsys):
    call_command("backup", tmp_path / "a.zip")
    call_command("restore", tmp_path / "a.zip", overwrite=True)
    said = capsys.readouterr().out.splitlines()
    assert [line.endswith(ending) for line, ending in zip(said, ("1 files.", "1 files restored."), strict=True)] == [
        True
    ] * 2


def test_command_refuses_what_is_no_archive(tmp_path):
    (tmp_path / "a.zip").write_text("no zip")
    with pytest.raises(CommandError, match="not a zip file"):
        call_command("restore", tmp_path / "a.zip")
