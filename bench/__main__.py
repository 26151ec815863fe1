"""Run every measurement on SQLite and on PostgreSQL, each engine in a process of its own."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2

from tests.plugins.postgresql import Cluster

ENGINES = ("sqlite", "postgresql")
COMMON = {
    "SECRET_KEY": "for-measuring-only",
    "DEBUG": "false",
    "DEMO": "false",
    "HTTPS": "false",
    "AS_OF_DATE": "2026-11-01",
    "LOG_LEVEL": "ERROR",
    "DJANGO_SETTINGS_MODULE": "config.settings",
}


def main():
    wanted = sys.argv[1:] or ENGINES
    codes = [_measure(engine) for engine in wanted]
    sys.exit(max(codes))


def _measure(engine):
    cluster = Cluster() if engine == "postgresql" else None
    with tempfile.TemporaryDirectory(prefix="lingyan-bench-") as folder:
        try:
            url = _server(cluster) if cluster else f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
            environment = os.environ | COMMON | {"DATABASE_URL": url, "MEDIA_ROOT": folder}
            return subprocess.call(
                [sys.executable, "-W", "ignore:No directory at", "-m", "bench.run", engine], env=environment
            )
        finally:
            if cluster:
                cluster.stop()


def _server(cluster):
    """The address of an empty database."""
    url = cluster.start()
    connection = psycopg2.connect(host=str(cluster.root), user="postgres", dbname="postgres")
    connection.autocommit = True
    connection.cursor().execute(f"CREATE DATABASE {url.rpartition('/')[2]}")
    connection.close()
    return url


main()
