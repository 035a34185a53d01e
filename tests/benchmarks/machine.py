"""What the figures were measured on."""

import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.stack import REPOSITORY, Ground

DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")


def facts(ground: Ground) -> Mapping[str, str]:
    """The machine, the versions and the settings, by name."""
    settings = [f"{name} {ground.setting(name)}" for name in (*DURABILITY, "shared_buffers", "max_wal_size")]
    return {
        "Measured": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, at commit {_commit()}",
        "Machine": f"{os.cpu_count()} cores, {_processor()}, {_memory_gib():.0f} GiB, {platform.system()}",
        "Load before": f"{os.getloadavg()[0]:.2f} (average of one minute; a quiet machine is near 0)",
        "Data on": _filesystem(ground.directory),
        "Versions": f"PostgreSQL {ground.setting('server_version')}, Python {platform.python_version()}",
        "PostgreSQL": ", ".join(settings),
    }


def assert_durable(ground: Ground) -> None:
    """Raises AssertionError when PostgreSQL would answer a commit before it is on disk."""
    found = {name: ground.setting(name) for name in DURABILITY}
    assert set(found.values()) == {"on"}, found


def _commit() -> str:
    asked = ["git", "-C", str(REPOSITORY), "describe", "--always", "--dirty"]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _filesystem(directory: Path) -> str:
    """The kind of file system, since on one in memory a commit costs nothing."""
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    except OSError:
        return "unknown"
    parents = {str(directory), *map(str, directory.parents)}
    return max(((len(where), kind) for where, kind in mounts if where in parents), default=(0, "unknown"))[1]
