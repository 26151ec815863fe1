"""A lock between processes that the system gives up when its holder dies."""

import contextlib
import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt


class HeldByAnotherError(Exception):
    """Someone else holds the lock and the caller would not wait."""


@contextlib.contextmanager
def lock(path, *, shared=False, wait=True, waiting=""):
    """Hold `path` for the block. Prints `waiting` if it has to wait; raises HeldByAnotherError if it may not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Path(path).open("a+b") as file:
        try:
            _take(file, shared=shared, wait=False)
        except OSError as error:
            if not wait:
                raise HeldByAnotherError(path) from error
            if waiting:
                print(waiting, flush=True)
            _take(file, shared=shared, wait=True)
        yield


def _take(file, *, shared, wait):
    if fcntl:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
    elif not shared:  # Windows knows no shared lock here; it opens files exclusively anyway
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)


def write_once(path, content):
    """Create `path` with `content` for the owner's eyes only, unless it is there; what it holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(content)
        try:
            os.link(part, path)
        finally:
            part.unlink()
    return path.read_text().strip()
