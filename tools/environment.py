"""Make .venv hold what a make target needs: `environment.py requirements.txt` (or -test, -dev).

Only Python with venv is needed for this. Packages are installed when a requirements file changed, and checked by hash.
"""

import hashlib
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

from locks import lock

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
RELEASE = Path("/etc/os-release")
STAMP = VENV / "requirements.json"
LEVELS = ("requirements.txt", "requirements-test.txt", "requirements-dev.txt")  # each holds the ones before it
MINOR = sys.version_info[1]
INSTALL = {  # by ID or ID_LIKE of /etc/os-release
    "debian": f"sudo apt-get install python3.{MINOR}-venv",
    "ubuntu": f"sudo apt-get install python3.{MINOR}-venv",
    "fedora": "sudo dnf install python3 python3-pip",
    "rhel": f"sudo dnf install python3.{MINOR}",
    "suse": f"sudo zypper install python3{MINOR} python3{MINOR}-pip",
    "arch": "sudo pacman -S python",
    "alpine": "sudo apk add python3 py3-pip",
}


def main(wanted):
    if sys.version_info < OLDEST:
        return f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version_info[0]}.{MINOR}."
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        return f"Python's venv is missing. Install it with:\n\n    {_install_line()}\n\nand run make again."
    with lock(ROOT / "var" / "environment.lock", waiting="Another make is installing the packages; waiting for it."):
        if not _satisfied(wanted):
            _install(wanted)
    return None


def _satisfied(wanted):
    stamps = _stamps()
    enough = LEVELS[LEVELS.index(wanted) :]
    return _usable() and any(stamps.get(level) == _digest(level) for level in enough)


def _install(wanted):
    if not _usable():
        print("Creating .venv", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    print(f"Installing {wanted} into .venv", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / wanted)], check=True, stdin=subprocess.DEVNULL)
    part = STAMP.with_suffix(".part")
    part.write_text(json.dumps({**_stamps(), wanted: _digest(wanted)}))
    part.replace(STAMP)


def _usable():
    """An interrupted creation, or a Python that has been upgraded away, leaves a .venv without a working pip."""
    if not PYTHON.exists():
        return False
    return subprocess.run([str(PYTHON), "-c", "import pip"], capture_output=True, check=False).returncode == 0


def _stamps():
    return json.loads(STAMP.read_text()) if STAMP.exists() else {}


def _digest(level):
    return hashlib.sha256((ROOT / level).read_bytes()).hexdigest()


def _install_line():
    names = {}
    if RELEASE.exists():
        lines = (line.partition("=") for line in RELEASE.read_text().splitlines())
        names = {key: value.strip('"') for key, _, value in lines}
    for name in [names.get("ID", ""), *names.get("ID_LIKE", "").split()]:
        if name in INSTALL:
            return INSTALL[name]
    return "the package of your system that holds Python's venv and ensurepip (often python3-venv)"


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except subprocess.CalledProcessError as failure:
        sys.exit(f"This did not work: {' '.join(failure.cmd)}")
