"""Loads the demo data, once: part after part, each said as it goes, and the same however often it is started.

A small file beside the data remembers the day on which loading began, because the requests must stay the same when it
goes on another day, and that all is there, so that later starts ask nothing.
"""

import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from chassis.clock import SHANGHAI
from deploy.demo import checks, customers, loans, project
from deploy.demo.customers import Customer, population
from deploy.demo.desk import Desk

SEED = "20260101"
# Changes with what is loaded: a stack with an older set keeps it.
RUN = "demo-1"


@dataclass(frozen=True)
class Part:
    """One service's demo data. `load` yields what it has done, in words for whoever watches."""

    service: str
    load: Callable[[Desk, date, list[Customer]], Iterator[str]]


# Loans come before checks: the gate asks what this bank's own record shows.
PARTS = (
    Part("customer", customers.load),
    Part("escrow", lambda desk, today, _: project.load(desk, today, random.Random(f"{SEED}/project"))),  # noqa: S311
    Part("collections", lambda desk, today, people: loans.load(desk, today, people, SEED)),
    Part("scoring", lambda desk, today, people: checks.load(desk, today, people, SEED)),
)


class Memory:
    """A small JSON file that survives us: what loading, or a story, must remember."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, Any]:
        """What was remembered last; empty when nothing was."""
        try:
            remembered: dict[str, Any] = json.loads(self._path.read_text())
        except FileNotFoundError:
            return {}
        return remembered

    def write(self, remembered: dict[str, Any]) -> None:
        """Remember this, whole or not at all."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = self._path.with_suffix(".new")
        unfinished.write_text(json.dumps(remembered, indent=1, ensure_ascii=False))
        unfinished.replace(self._path)

    def forget(self) -> None:
        """Start anew next time."""
        self._path.unlink(missing_ok=True)


def load(desk: Desk, memory: Memory, say: Callable[[str], None]) -> None:
    """Load what is missing. Raises NobodyThere or Unexpected; then it goes on when it is started again."""
    known = memory.read()
    today = date.fromisoformat(known["today"]) if known else datetime.now(SHANGHAI).date()
    remembered = {"run": RUN, "today": f"{today}", "state": "loading", "parts": known.get("parts", [])}
    memory.write(remembered)
    began = time.monotonic()
    people = population(SEED)
    for part in PARTS:
        if part.service in remembered["parts"]:
            continue
        if not desk.has(part.service):
            say(f"{part.service}: no such service here, left out")
            continue
        for done in part.load(desk, today, people):
            say(f"{time.monotonic() - began:5.1f} s  {part.service:<12} {done}")
        remembered["parts"].append(part.service)
        memory.write(remembered)
    if len(remembered["parts"]) == len(PARTS):
        memory.write(remembered | {"state": "loaded"})
