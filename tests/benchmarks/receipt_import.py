"""A file of 100,000 receipts against the same rows written one by one, and the memory that it takes."""

import hashlib
import json
import os
import random
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from tests.benchmarks import accounts, pgbench
from tests.benchmarks.figures import Timing
from tests.benchmarks.load import account_id
from tests.benchmarks.stack import Ground

LINES = 100_000
REJECTED_SHARE = 0.01
FASTER = 4.0
MEMORY_BYTES_MAX = 50 * 1_048_576
WAIT_SECONDS = 600.0
SCRIPT = Path(__file__).parent / "receipt_of_a_file.sql"


def measure(ground: Ground, rounds: int, seconds: int) -> Iterator[Timing]:
    """Answers the figure as it is after each round, the last time complete.

    Raises AssertionError when an import is not as its file, or when it took more memory than it may.
    """
    timing = Timing(f"{LINES:,} receipts by import", "pgbench, the same rows", FASTER, faster=True)
    accounts.open_them(ground)
    with ground.services(accounts.SERVICE, 1) as (port,), ground.worker(accounts.SERVICE):
        for number in range(rounds):
            rate = pgbench.rate(ground, seconds, run=f"f-{number:02}", first=0, last=0, script=SCRIPT)
            content, rejected = _file(f"i-{number:02}")
            before = _memory_bytes("VmRSS")
            began = time.monotonic()
            done = _taken(ground, port, content)
            took = time.monotonic() - began
            grown = _memory_bytes("VmHWM") - before
            assert (done["received"], done["rejected"]) == (LINES, rejected), done
            assert grown < MEMORY_BYTES_MAX, f"the service and its worker grew by {grown:,} bytes"
            timing.note = f"{LINES / took:,.0f} lines/s beside {rate:,.0f}/s; memory +{grown / 1_048_576:.0f} MB"
            timing.add(LINES / rate, took)
            yield timing


def _file(run: str) -> tuple[bytes, int]:
    """The file, and how many of its lines are to be rejected."""
    chance, rejected, lines = random.Random(run), 0, []
    for number in range(LINES):
        bad = chance.random() < REJECTED_SHARE
        rejected += bad
        line = {
            "source": "mortgage",
            "amount": "100.00",
            "bank_ref": f"{run}-{number:08}",
            "unit_no": "9-999" if bad else "1-101",
            "value_date": f"{date(2026, 1, 5)}",
        }
        lines.append(json.dumps(line))
    return "\n".join(lines).encode(), rejected


def _taken(ground: Ground, port: int, content: bytes) -> Any:
    headers = {"Authorization": f"Bearer {ground.token()}", "Idempotency-Key": hashlib.sha256(content).hexdigest()}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=60) as client:
        path = f"/v1/accounts/{account_id(0)}/receipt-imports"
        sent = client.post(path, content=content, headers={"Content-Type": "application/x-ndjson"})
        assert sent.status_code == 202, sent.text
        end = time.monotonic() + WAIT_SECONDS
        while (seen := client.get(f"{path}/{sent.json()['id']}").json())["state"] == "running":
            assert time.monotonic() < end, seen
            time.sleep(0.2)
        return seen


def _memory_bytes(what: str) -> int:
    """The memory of the service and its worker together: `VmRSS` as it is now, `VmHWM` at its highest."""
    parents: dict[int, int] = {}
    found: dict[int, int] = {}
    for directory in Path("/proc").glob("[0-9]*"):
        try:
            status = dict(line.split(":", 1) for line in (directory / "status").read_text().splitlines())
            command = (directory / "cmdline").read_text()
        except OSError:
            continue  # it has ended
        parents[int(directory.name)] = int(status["PPid"])
        if f"services.{accounts.SERVICE}." in command and what in status:
            found[int(directory.name)] = int(status[what].split()[0]) * 1024
    # Ours are the children of the leashes that we started; the leashes themselves name the command too.
    return sum(size for process, size in found.items() if parents.get(parents.get(process, 0)) == os.getpid())
