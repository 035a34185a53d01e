"""Programs that the tests start, kill and look for afterwards."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def alive(pid: int) -> bool:
    """Whether the process exists and is not just waiting to be reaped."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def eventually(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait for the condition; fail when it does not come true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def processes_at(directory: Path) -> list[int]:
    """Every process whose command line or working directory is below the directory."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or not alive(int(entry.name)) or int(entry.name) == os.getpid():
            continue
        try:
            told = (entry / "cmdline").read_text() + str((entry / "cwd").readlink())
        except OSError:
            continue
        if str(directory) in told:
            found.append(int(entry.name))
    return found


@contextmanager
def program(arguments: list[str], settings: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """A Python process of this repository with its output in a pipe, killed at the end if need be."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=REPOSITORY,
        env=dict(os.environ) | {"PYTHONPATH": str(REPOSITORY)} | dict(settings or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
