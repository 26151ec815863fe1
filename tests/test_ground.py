"""The ground the other tests stand on: the flush passes the triggers and leaves them as they were."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from office.models import AuditEntry
from tests.plugins.postgresql import PREFIX, PostgresqlMissingError, find_binaries, reap_orphans


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "again"])
def test_flush_empties_append_only_tables_and_their_guard_returns(time):
    assert AuditEntry.objects.count() == 0
    AuditEntry.objects.create(actor_name="Nobody", verb="ground.tested", target_type="ground", target_name="Ground")
    for act in (AuditEntry.objects.all().delete, lambda: AuditEntry.objects.update(reason="forged")):
        with pytest.raises(IntegrityError, match="is guarded"), transaction.atomic():
            act()


def test_run_is_on_the_database_asked_for(request):
    assert connection.vendor == ("postgresql" if request.config.getoption("postgres") else "sqlite")


def test_media_are_nobody_elses():
    assert Path(settings.MEDIA_ROOT).is_relative_to(os.environ["MEDIA_ROOT"])
    assert not Path(settings.MEDIA_ROOT).is_relative_to(settings.BASE_DIR)


def test_a_skipped_test_fails(tmp_path):
    (tmp_path / "test_skipped.py").write_text("import pytest\n\ndef test_nothing():\n    pytest.skip('no reason')\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.plugins.environment", "-p", "no:django"]
    result = subprocess.run(
        [*command, "-c", os.devnull, "--rootdir", tmp_path, tmp_path],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "Tests of this project never skip." in result.stdout


def test_without_any_postgresql_there_is_a_sentence(tmp_path):
    with pytest.raises(PostgresqlMissingError, match="No PostgreSQL to test on: install"):
        find_binaries([tmp_path])


def test_orphan_of_a_killed_run_is_reaped():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = Path(f"/tmp/{PREFIX}{ended.pid}-left")
    left.mkdir()
    reap_orphans()
    assert not left.exists()
