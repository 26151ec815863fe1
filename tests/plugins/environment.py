"""What the settings of a test run read, set before anyone reads them; and two rules of this project's tests.

Loaded by `-p` in pyproject.toml: a conftest would come too late, pytest-django reads the settings first.
"""

import os
import shutil
import tempfile

import pytest

from tests.plugins.postgresql import Cluster, PostgresqlMissingError

SETTINGS = {
    "SECRET_KEY": "for-tests-only",
    "DEBUG": "false",
    "DEMO": "false",
    "HTTPS": "false",
    "AS_OF_DATE": "",
    "JSON_LOGS": "true",
    "LOG_LEVEL": "INFO",
    "DATABASE_URL": "sqlite://:memory:",
}
READ_BY_SETTINGS = ("PARTS", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "BEHIND_PROXY", "EMAIL_URL", "UPLOAD_LIMIT_MB")


def pytest_addoption(parser):
    parser.addoption("--postgres", action="store_true", help="run on a private PostgreSQL instead of SQLite in memory")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    """A wrapper, so that it runs before pytest-django's own first step, which reads the settings."""
    for name in READ_BY_SETTINGS:
        os.environ.pop(name, None)
    database = os.environ.get("DATABASE_URL")
    os.environ.update(SETTINGS)
    _own_media_root(early_config)
    if os.environ.get("PYTEST_XDIST_WORKER"):
        os.environ["DATABASE_URL"] = database  # the one the controller started
    elif early_config.known_args_namespace.postgres:
        os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or _start_cluster(early_config)
    return (yield)


def _own_media_root(config):
    folder = tempfile.mkdtemp(prefix="lingyan-media-")
    os.environ["MEDIA_ROOT"] = folder
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def _start_cluster(config):
    try:
        cluster = Cluster()
        config.add_cleanup(cluster.stop)
        return cluster.start()
    except PostgresqlMissingError as error:
        raise pytest.UsageError(str(error)) from error


def pytest_collection_modifyitems(config, items):
    """Races are tested where there are locks. Not a skip: on SQLite these tests are no part of the run."""
    if config.getoption("postgres"):
        return
    left_out = [item for item in items if item.get_closest_marker("postgresql")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("postgresql")]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    return _refuse_skip((yield))


def _refuse_skip(report):
    """A skipped test proves nothing and nobody notices: here it fails."""
    if report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"Tests of this project never skip. {reason}"
    return report
