"""A day's repayments over HTTP against a bare COPY of the same rows (contract, section 1, Bulk)."""

import io
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import httpx2 as httpx
import uvloop

from tests.benchmarks.figures import Timing
from tests.benchmarks.memory import anonymous_mib, started
from tests.benchmarks.stack import Ground

LINES = int(os.environ.get("LOANOPS_BENCH_LINES", "200000"))
MEMORY_MIB_MAX = 50
LOOK_SECONDS = 0.05
WAIT_SECONDS = 600.0
SERVICE = "collections"

_SEE_ALL = "SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false)"
_BARE = """
DROP TABLE IF EXISTS bare_repayment, bare_event;
CREATE TABLE bare_repayment (LIKE repayment);
CREATE TABLE bare_event (LIKE loan_event);
"""
_OF_THE_RUN = "WHERE r.bank_ref LIKE 'P-{run}-%'"
_ROWS = {
    "bare_repayment": f"SELECT r.* FROM repayment r {_OF_THE_RUN}",
    "bare_event": "SELECT e.* FROM loan_event e WHERE e.kind = 'repaid' AND e.facts ->> 'bank_ref' LIKE 'P-{run}-%'",
}


def measure(ground: Ground, rounds: int, seconds: int) -> Iterator[Timing]:
    """Answers the figure as it is after each round, the last time complete.

    Every loan of the book repays once in a round. The yardstick copies the repayments and the events that came of them,
    out of and into tables without keys or indexes. Raises HTTPStatusError when refused, AssertionError when an import
    is not as its file or the worker grew by more than it may.
    """
    figure = Timing(f"import of {LINES:,} repayments", "bare COPY, same rows", None)
    uvloop.run(_book(ground))
    with (
        ground.services(SERVICE, 1) as (port,),
        ground.worker(SERVICE) as leash,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client,
    ):
        worker, before = started(leash)
        most = 0.0
        for run in range(rounds):
            taken, seen = _import_seconds(client, ground, run, worker)
            most = max(most, seen)
            copied = uvloop.run(_copy_seconds(ground, run))
            figure.add(copied, taken)
            figure.note = f"{LINES / taken:,.0f} lines/s; COPY {LINES / copied:,.0f}; worker +{most - before:.0f} MiB"
            yield figure
            assert most - before < MEMORY_MIB_MAX, figure.note


async def _book(ground: Ground) -> None:
    """A book of as many loans of 12 instalments as there are lines, made by SQL, not closed yet."""
    connection = await asyncpg.connect(ground.database(SERVICE).owner_url)
    try:
        await connection.execute(_SEE_ALL)
        loans = (Path(__file__).parent / "close.sql").read_text().replace("$loans", str(LINES))
        await connection.execute(loans, timeout=600)
        await connection.execute("ANALYZE loan, instalment")
    finally:
        await connection.close()


def _import_seconds(client: httpx.Client, ground: Ground, run: int, worker: int) -> tuple[float, float]:
    """How long it took, and the most memory that the worker was seen to have."""
    content = "\n".join(
        json.dumps({"loan_ref": f"K-{n}", "bank_ref": f"P-{run}-{n:08}", "paid_on": "2026-06-20", "amount": "1055.00"})
        for n in range(1, LINES + 1)
    ).encode()
    headers = {"Authorization": f"Bearer {ground.token()}"}
    most, began = 0.0, time.monotonic()
    sent = client.post(
        "/v1/repayment-imports", content=content, headers=headers | {"Content-Type": "application/x-ndjson"}
    )
    found = sent.raise_for_status().json()
    while found["state"] == "running":
        assert time.monotonic() - began < WAIT_SECONDS, found
        time.sleep(LOOK_SECONDS)
        most = max(most, anonymous_mib(worker))
        found = client.get(f"/v1/repayment-imports/{found['id']}", headers=headers).raise_for_status().json()
    assert (found["state"], found["accepted"]) == ("completed", LINES), found
    return time.monotonic() - began, most


async def _copy_seconds(ground: Ground, run: int) -> float:
    """How long COPY takes for the rows of that run, as text that lies ready in memory."""
    connection = await asyncpg.connect(ground.database(SERVICE).owner_url)
    try:
        await connection.execute(_SEE_ALL)
        await connection.execute(_BARE)
        files = {table: io.BytesIO() for table in _ROWS}
        for table, file in files.items():
            await connection.copy_from_query(_ROWS[table].format(run=run), output=file)
            file.seek(0)
        began = time.perf_counter()
        async with connection.transaction():
            for table, file in files.items():
                await connection.copy_to_table(table, source=file)
        return time.perf_counter() - began
    finally:
        await connection.close()
