"""The programs behind make, which run on plain Python before there is a .venv."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

TOOLS = settings.BASE_DIR / "tools"
sys.path.insert(0, str(TOOLS))

import demo  # noqa: E402
import environment  # noqa: E402
import supervisor  # noqa: E402
from locks import HeldByAnotherError, lock, write_once  # noqa: E402

HOLD = "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; from locks import lock\n"


def holder(path, *, shared=False):
    """Another process that holds the lock until it is killed."""
    code = f"{HOLD}with lock(Path(sys.argv[2]), shared={shared}):\n print('held', flush=True); sys.stdin.read()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, TOOLS, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    return process


def end(process):
    process.kill()
    process.communicate()


def test_lock_is_refused_while_held_and_free_when_its_holder_is_killed(tmp_path):
    other = holder(tmp_path / "x.lock")
    with pytest.raises(HeldByAnotherError), lock(tmp_path / "x.lock", wait=False):
        pass
    end(other)
    with lock(tmp_path / "x.lock", wait=False):
        pass


def test_shared_lock_admits_others_but_no_builder(tmp_path):
    other = holder(tmp_path / "x.lock", shared=True)
    with lock(tmp_path / "x.lock", shared=True, wait=False):
        pass
    with pytest.raises(HeldByAnotherError), lock(tmp_path / "x.lock", wait=False):
        pass
    end(other)


def test_secret_is_made_once_and_for_its_owner_only(tmp_path):
    path = tmp_path / "var" / "secret"
    assert [write_once(path, "first"), write_once(path, "second")] == ["first", "first"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["secret"]


def test_next_free_port_is_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        first = taken.getsockname()[1]
        listener, port = supervisor.free_socket(first)
        with listener:
            assert port > first
            assert listener.getsockname() == ("127.0.0.1", port)


MANAGE = """
import os, sqlite3, sys
if sys.argv[1] == os.environ.get("BREAK_OFF_AT"):
    sys.exit(1)
if sys.argv[1] == "demo":
    sqlite3.connect(os.environ["DATABASE_URL"].removeprefix("sqlite:///")).execute("CREATE TABLE built (at)")
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A project of its own whose manage.py only writes a table; the demo's files are in its var."""
    (tmp_path / "manage.py").write_text(MANAGE)
    (tmp_path / "requirements.txt").touch()
    (tmp_path / "var" / "static").mkdir(parents=True)
    monkeypatch.setattr(demo, "ROOT", tmp_path)
    monkeypatch.setattr(demo, "VAR", tmp_path / "var")
    monkeypatch.setattr(demo, "DATABASE", tmp_path / "var" / "demo.sqlite3")
    monkeypatch.setattr(demo, "MEDIA", tmp_path / "var" / "demo-media")
    monkeypatch.setattr(demo, "STATIC_STAMP", tmp_path / "var" / "static.stamp")
    return tmp_path / "var"


def test_build_that_broke_off_leaves_no_demo_and_the_next_one_starts_again(place, monkeypatch):
    monkeypatch.setenv("BREAK_OFF_AT", "demo")
    assert demo.main("build").startswith("This did not work: ")
    assert not demo.DATABASE.exists()
    (place / "demo.sqlite3.part").write_text("half a database")
    monkeypatch.delenv("BREAK_OFF_AT")
    assert demo.main("build") is None
    assert demo.DATABASE.read_bytes().startswith(b"SQLite format 3")
    assert not list(place.glob("*.part"))


def test_demo_that_is_served_is_not_built_anew(place):
    demo.main("build")
    before = demo.DATABASE.stat().st_ino
    other = holder(place / "demo.serving", shared=True)
    assert demo.main("build").startswith("The demo is being served")
    assert demo.DATABASE.stat().st_ino == before
    end(other)


def test_demo_never_reaches_the_database_of_the_shell(place, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://production/lingyan")
    monkeypatch.setenv("DEMO", "false")
    given = demo._environment(demo.DATABASE, demo.MEDIA)
    assert given["DATABASE_URL"] == f"sqlite:///{demo.DATABASE}"
    assert (given["DEMO"], given["AS_OF_DATE"]) == ("true", "2026-11-01")


SERVE = """
import http.server, socket, sys
server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler, bind_and_activate=False)
server.socket.close()
server.socket = socket.socket(fileno=int(sys.argv[1]))
server.serve_forever()
"""
SUPERVISE = f"""
import sys; sys.path.insert(0, sys.argv[1])
import os, supervisor
listener, port = supervisor.free_socket(20000)
serve = [sys.executable, "-c", {SERVE!r}, str(listener.fileno())]
sleep = [sys.executable, "-c", "import sys, time; time.sleep(float(sys.argv[1])); sys.exit(7)", sys.argv[2]]
sys.exit(supervisor.supervise({{"server": serve, "worker": sleep}}, environment=dict(os.environ), folder=sys.argv[3],
         listener=listener, health=f"http://127.0.0.1:{{port}}/", ready=lambda: print("ready", flush=True)))
"""


def start_pair(folder, worker_seconds):
    command = [sys.executable, "-c", SUPERVISE, TOOLS, str(worker_seconds), folder]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def children_of(pid):
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in found.stdout.split()]


def alive(pid):
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def test_all_end_with_a_code_when_one_dies(tmp_path):
    _, said = (pair := start_pair(tmp_path, 1)).communicate(timeout=60)
    assert pair.returncode == 7
    assert "The worker has ended with code 7; stopping." in said


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 0), (signal.SIGKILL, -9)])
def test_no_child_outlives_a_stopped_supervisor(tmp_path, number, code):
    pair = start_pair(tmp_path, 600)
    assert "ready\n" in iter(pair.stdout.readline, "")
    children = children_of(pair.pid)
    assert len(children) == 2
    os.kill(pair.pid, number)
    pair.communicate(timeout=60)
    assert pair.returncode == code
    until = time.monotonic() + 20
    while any(map(alive, children)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(alive, children))


def test_install_line_names_the_package_of_the_distribution(tmp_path, monkeypatch):
    (tmp_path / "os-release").write_text('NAME="Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n')
    monkeypatch.setattr(environment, "RELEASE", tmp_path / "os-release")
    assert environment._install_line() == f"sudo apt-get install python3.{sys.version_info[1]}-venv"


@pytest.mark.parametrize(
    ("installed", "wanted", "enough"),
    [
        ({"requirements-dev.txt": "now"}, "requirements.txt", True),
        ({"requirements.txt": "now"}, "requirements-test.txt", False),
        ({"requirements-test.txt": "before"}, "requirements-test.txt", False),
        ({"requirements-test.txt": "before", "requirements.txt": "now"}, "requirements.txt", True),
    ],
)
def test_packages_are_installed_only_when_a_list_changed(tmp_path, monkeypatch, installed, wanted, enough):
    for level in environment.LEVELS:
        (tmp_path / level).write_text("now")
    digests = {level: hashlib.sha256(content.encode()).hexdigest() for level, content in installed.items()}
    (tmp_path / "requirements.json").write_text(json.dumps(digests))
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "STAMP", tmp_path / "requirements.json")
    monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
    assert environment._satisfied(wanted) is enough
