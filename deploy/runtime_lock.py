"""The part of `requirements.lock` that services need to run: `python deploy/runtime_lock.py` prints it.

There is one lock, for everything. Who needs what stands in it, in the `# via` lines: an image takes what the project's
own dependencies lead to, and leaves out the embedded PostgreSQL and the tools of development. Standard library only,
because it runs before anything is installed.
"""

import re
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Pin:
    """One package of the lock: its lines as they stand, and who asks for it."""

    name: str
    text: str
    wanted_by: frozenset[str]


def pins(lock: str) -> list[Pin]:
    """The lock, package by package."""
    found = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock.strip()):
        _, _, via = block.partition("# via")
        wanted_by = {normal(name) for name in re.findall(r"[A-Za-z0-9][A-Za-z0-9._-]*", via.replace("#", " "))}
        found.append(Pin(normal(block), block, frozenset(wanted_by)))
    return found


def needed(lock: Iterable[Pin], direct: Iterable[str]) -> list[Pin]:
    """What the direct dependencies lead to, in the lock's order."""
    known = list(lock)
    reached = {normal(name) for name in direct}
    while more := {pin.name for pin in known if pin.wanted_by & reached} - reached:
        reached |= more
    return [pin for pin in known if pin.name in reached]


def normal(requirement: str) -> str:
    """The name that a requirement begins with, as the lock spells it (PEP 503). Raises ValueError."""
    found = _NAME.match(requirement)
    if found is None:
        raise ValueError(f"no requirement: {requirement!r}")
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def runtime_lock() -> str:
    """The runtime's part of the lock."""
    direct = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    return "\n".join(pin.text for pin in needed(pins((ROOT / "requirements.lock").read_text()), direct)) + "\n"


if __name__ == "__main__":
    sys.stdout.write(runtime_lock())
