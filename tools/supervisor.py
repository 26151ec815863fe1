"""Starts processes that belong together, passes signals on, and ends all of them when one ends."""

import ctypes
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

HOST = "127.0.0.1"
PORTS_TRIED = 100
START_SECONDS = 60
STOP_SECONDS = 20


def free_socket(first_port):
    """A listening socket on the loopback, on the first free port from `first_port`, and that port."""
    for port in range(first_port, first_port + PORTS_TRIED):
        listener = socket.socket()
        if sys.platform != "win32":  # there the option means something else
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen(128)
        except OSError:
            listener.close()
        else:
            listener.set_inheritable(True)
            return listener, port
    raise SystemExit(f"No port between {first_port} and {first_port + PORTS_TRIED - 1} is free.")


def supervise(commands, *, environment, folder, listener, health, ready):
    """Run the named commands until one ends (exit code not 0) or a signal asks to stop (0). Calls `ready()` once."""
    asked = []
    for number in (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])):
        signal.signal(number, lambda received, _frame: asked.append(received))
    inherited = [listener.fileno()] if listener.fileno() >= 0 else []
    children = {name: _start(command, environment, folder, inherited) for name, command in commands.items()}
    try:
        return _watch(children, asked, health, ready)
    finally:
        _stop(children.values())


def _start(command, environment, folder, inherited):
    own_group = {}
    if sys.platform != "win32":  # Ctrl+C reaches us alone, and we pass on one signal, not two
        own_group = {"start_new_session": True, "pass_fds": inherited, "preexec_fn": _end_with_parent}
    return subprocess.Popen(command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, **own_group)


def _end_with_parent():
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def _watch(children, asked, health, ready):
    until, announced = time.monotonic() + START_SECONDS, False
    while not asked:
        for name, child in children.items():
            if child.poll() is not None:
                print(f"The {name} has ended with code {child.returncode}; stopping.", file=sys.stderr, flush=True)
                return child.returncode if child.returncode > 0 else 1
        if not announced and _answers(health):
            ready()
            announced = True
        if not announced and time.monotonic() > until:
            print(f"The server did not answer within {START_SECONDS} s; stopping.", file=sys.stderr, flush=True)
            return 1
        time.sleep(0.2)
    return 0


def _answers(address):
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310  our own loopback address
            return True
    except (urllib.error.URLError, OSError):
        return False


def _stop(children):
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
