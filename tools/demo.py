"""`demo.py run` serves the demo, building it first if there is none; `demo.py build` builds it anew.

A build goes into part files that get their names when it is complete: an interrupted one starts again.
"""

import hashlib
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path

from locks import HeldByAnotherError, lock, write_once
from supervisor import free_socket, supervise

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
DATABASE = VAR / "demo.sqlite3"
MEDIA = VAR / "demo-media"
STATIC_STAMP = VAR / "static.stamp"
AS_OF_DATE = "2026-11-01"
FIRST_PORT = 8000


def main(act):
    started = time.monotonic()
    try:
        with ExitStack() as held:
            with lock(VAR / "demo.lock", waiting="Another make is building the demo; waiting for it."):
                _prepare(rebuild=act == "build")
                if act == "build":
                    return _say(f"The demo is built ({time.monotonic() - started:.0f} s). Start it with: make run")
                held.enter_context(lock(VAR / "demo.serving", shared=True))  # before another may build
            return _serve(started)
    except HeldByAnotherError:
        return "The demo is being served by a make run. Stop that first, then build it anew."
    except KeyboardInterrupt:
        _say("Stopped before it was ready; the next make run goes on from here.")
        return 130
    except subprocess.CalledProcessError as failure:
        return f"This did not work: {' '.join(map(str, failure.cmd))}"


def _prepare(*, rebuild):
    if rebuild or not DATABASE.exists():
        with lock(VAR / "demo.serving", wait=False):  # a server would go on writing into the file taken from under it
            _build()
    else:
        _manage("migrate", "--verbosity=0")
    _manage("due", "--verbosity=0")  # the demo's day stands still: once is every day
    _collect_static()


def _build():
    _say("Building the demo; this takes about a minute.")
    part, media_part = VAR / "demo.sqlite3.part", VAR / "demo-media.part"
    _remove(part, media_part)
    environment = _environment(part, media_part)
    _manage("migrate", "--verbosity=0", environment=environment)
    _manage("demo", environment=environment)
    media_part.mkdir(exist_ok=True)
    _settle(part)
    _remove(DATABASE, MEDIA)
    media_part.rename(MEDIA)
    part.rename(DATABASE)  # last: the database is the sign that all of it is there


def _settle(database):
    """Bring everything into the one file that is going to be renamed."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")


def _remove(database, media):
    for ending in ("", "-wal", "-shm", "-journal"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    if media.exists():
        shutil.rmtree(media)


def _collect_static():
    files = sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
    facts = [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files]
    state = hashlib.sha256(repr(facts).encode() + (ROOT / "requirements.txt").read_bytes()).hexdigest()
    if STATIC_STAMP.exists() and STATIC_STAMP.read_text() == state and (VAR / "static").exists():
        return
    _manage("collectstatic", "--no-input", "--verbosity=0")
    STATIC_STAMP.write_text(state)


def _serve(started):
    listener, port = free_socket(FIRST_PORT)
    address = f"http://127.0.0.1:{port}/"
    children = {"server": _server(listener, port), "worker": _manage_command("worker", "--verbosity=0")}
    return supervise(
        children,
        environment=_environment(DATABASE, MEDIA),
        folder=ROOT,
        listener=listener,
        health=f"{address}healthz",
        ready=lambda: _say(
            f"Lingyan 领雁: {address}  ready after {time.monotonic() - started:.0f} s; Ctrl+C stops it."
        ),
    )


def _server(listener, port):
    if sys.platform == "win32":
        listener.close()
        return [sys.executable, "-m", "waitress", f"--listen=127.0.0.1:{port}", "config.wsgi:application"]
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
        f"--bind=fd://{listener.fileno()}",  # bound already: nobody can take the port in between
        *("--workers=2", "--threads=4", "--timeout=120", "--no-control-socket", "--log-level=warning"),
    ]


def _manage_command(*words):
    return [sys.executable, str(ROOT / "manage.py"), *words]


def _manage(*words, environment=None):
    environment = environment or _environment(DATABASE, MEDIA)
    subprocess.run(
        _manage_command(*words),
        check=True,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl+C reaches this process, which ends that one
    )


def _environment(database, media):
    """All that the settings read is given here: a shell made for another database must not reach the demo."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUNBUFFERED": "1",
        "DEBUG": "false",
        "DEMO": "true",
        "HTTPS": "false",
        "AS_OF_DATE": AS_OF_DATE,
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "CSRF_TRUSTED_ORIGINS": "",
        "DATABASE_URL": f"sqlite:///{database}",
        "MEDIA_ROOT": str(media),
        "SECRET_KEY": write_once(VAR / "secret-key", secrets.token_urlsafe(50)),
        "JSON_LOGS": "false",
        "LOG_LEVEL": "WARNING",
    }


def _say(sentence):
    print(sentence, flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main(sys.argv[1]))
