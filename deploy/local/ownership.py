"""Who owns a data directory: one process at a time, named in the lock it holds."""

import errno
import fcntl
import os
import time
from pathlib import Path

# `holder` takes a free lock for an instant to see that it is free: acquiring outwaits such a probe.
PROBE_SECONDS = 0.2


class AlreadyRunning(RuntimeError):
    """Another process holds the directory; `pid` is 0 when the holder has not written its number yet."""

    def __init__(self, path: Path, pid: int) -> None:
        super().__init__(f"{path.parent} is in use by process {pid or 'unknown'}")
        self.pid = pid


class DirectoryLock:
    """An advisory lock on a file, which the kernel releases however its holder ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock and write our pid into it. Raises AlreadyRunning when another process has it."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        patience = time.monotonic() + PROBE_SECONDS
        while not _try_lock(descriptor):
            if time.monotonic() > patience:
                os.close(descriptor)
                raise AlreadyRunning(self.path, _written_pid(self.path))
            time.sleep(0.02)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor

    def is_held(self) -> bool:
        """Whether we have it."""
        return self._descriptor is not None

    def release(self) -> None:
        """Give the lock back; the file stays, since removing it would let two holders lock two files."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def holder(path: Path) -> int | None:
    """The pid of the process that holds this lock (0 when unknown), None when it is free."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        return None if _try_lock(descriptor) else _written_pid(path)
    finally:
        os.close(descriptor)


def wait_until_free(path: Path, seconds: float) -> bool:
    """Whether the lock was given back within that time."""
    deadline = time.monotonic() + seconds
    while holder(path) is not None:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as refusal:
        if refusal.errno not in (errno.EWOULDBLOCK, errno.EACCES):
            raise
        return False
    return True


def _written_pid(path: Path) -> int:
    try:
        return int(path.read_text() or 0)
    except (OSError, ValueError):
        return 0
